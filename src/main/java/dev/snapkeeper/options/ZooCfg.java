package dev.snapkeeper.options;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The part of a zoo.cfg that purging depends on, read as ZooKeeper reads it ({@code
 * QuorumPeerConfig.parse}): a Java properties file in ISO-8859-1, keys and values trimmed.
 *
 * @param dataDir where snapshots are kept
 * @param dataLogDir where txn logs are kept; dataDir where the file names none
 * @param snapRetainCount {@code autopurge.snapRetainCount}, raised to ZooKeeper's minimum, if given
 * @param warnings what a careful reader would point out
 */
record ZooCfg(Path dataDir, Path dataLogDir, OptionalInt snapRetainCount, List<String> warnings) {

  private static final String AUTOPURGE = "autopurge.";
  private static final String SNAP_RETAIN_COUNT = AUTOPURGE + "snapRetainCount";
  private static final String PURGE_INTERVAL = AUTOPURGE + "purgeInterval";

  /** All that {@code QuorumPeerConfig.parseProperties} knows. */
  private static final List<String> KNOWN = List.of(SNAP_RETAIN_COUNT, PURGE_INTERVAL);

  ZooCfg {
    requireNonNull(dataDir);
    requireNonNull(dataLogDir);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads the file.
   *
   * @throws UsageException when it cannot be read, names no dataDir, or ZooKeeper would not accept
   *     it
   */
  static ZooCfg read(Path file) throws UsageException {
    Map<String, String> values = values(file);
    String dataDir = values.get("dataDir");
    if (dataDir == null || dataDir.isEmpty()) {
      throw new UsageException(
          file + ": sets no dataDir; is it ZooKeeper's zoo.cfg? Or give --data-dir instead");
    }
    String dataLogDir = values.getOrDefault("dataLogDir", dataDir);
    if (dataLogDir.isEmpty()) {
      throw new UsageException(
          file + ": dataLogDir is empty; remove the line or name the directory of the txn logs");
    }
    List<String> warnings = new ArrayList<>();
    OptionalInt retain = retain(file, values.get(SNAP_RETAIN_COUNT), warnings);
    warnOfUnknownKeys(file, values, warnings);
    ZooCfg cfg = new ZooCfg(path(file, dataDir), path(file, dataLogDir), retain, List.of());
    for (Path directory : List.of(cfg.dataDir, cfg.dataLogDir)) {
      if (!directory.isAbsolute() && warnings.stream().noneMatch(w -> w.contains(" is relative"))) {
        warnings.add(
            file
                + ": "
                + directory
                + " is relative to the directory that the server was started in; here it is taken as "
                + directory.toAbsolutePath().normalize());
      }
    }
    return new ZooCfg(cfg.dataDir, cfg.dataLogDir, retain, warnings);
  }

  private static Map<String, String> values(Path file) throws UsageException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    } catch (NoSuchFileException e) {
      throw new UsageException(file + ": no such file; --config takes ZooKeeper's zoo.cfg", e);
    } catch (AccessDeniedException e) { // whose message is the path and no more
      throw unreadable(file, "permission denied", e);
    } catch (IOException e) {
      throw unreadable(file, e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          file + ": " + e.getMessage() + "; ZooKeeper refuses this too: write a backslash twice",
          e);
    }
    Map<String, String> values = new TreeMap<>();
    properties.forEach((key, value) -> values.put(key.toString().trim(), value.toString().trim()));
    return values;
  }

  private static UsageException unreadable(Path file, String fault, IOException e) {
    return new UsageException(
        file + ": cannot be read (" + fault + "); --config takes ZooKeeper's zoo.cfg", e);
  }

  private static OptionalInt retain(Path file, String value, List<String> warnings)
      throws UsageException {
    if (value == null) {
      return OptionalInt.empty();
    }
    try {
      int count = Integer.parseInt(value);
      if (count < PurgeOptions.MIN_RETAIN) {
        warnings.add(
            file
                + ": "
                + SNAP_RETAIN_COUNT
                + "="
                + count
                + " is below ZooKeeper's minimum; taken as "
                + PurgeOptions.MIN_RETAIN
                + ", as ZooKeeper does");
      }
      return OptionalInt.of(Math.max(PurgeOptions.MIN_RETAIN, count));
    } catch (NumberFormatException e) {
      throw new UsageException(
          file + ": " + SNAP_RETAIN_COUNT + "=" + value + " is no number; ZooKeeper refuses it too",
          e);
    }
  }

  private static void warnOfUnknownKeys(
      Path file, Map<String, String> values, List<String> warnings) {
    for (String key : values.keySet()) {
      boolean meant = key.regionMatches(true, 0, AUTOPURGE, 0, AUTOPURGE.length());
      if (meant && !KNOWN.contains(key)) {
        warnings.add(
            file
                + ": ZooKeeper does not know "
                + key
                + " and ignores it"
                + Spelling.nearest(key, KNOWN)
                    .map(known -> "; did you mean " + known + "?")
                    .orElse(""));
      }
    }
  }

  private static Path path(Path file, String value) throws UsageException {
    try {
      return file.getFileSystem().getPath(value);
    } catch (InvalidPathException e) {
      throw new UsageException(
          file
              + ": not a path here: "
              + value
              + " ("
              + e.getReason()
              + "); for names beyond ASCII run with LANG=C.UTF-8",
          e);
    }
  }
}

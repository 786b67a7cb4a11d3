package dev.snapkeeper.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.zookeeper.server.persistence.SnapStream.StreamMode;

/**
 * Turns a list of files into a directory, real or in memory. Each line is a name, a content, and an
 * age in ISO-8601 without its "PT" ({@code 10m}, {@code 2h}):
 *
 * <pre>
 * snapshot.300         sound      10m
 * snapshot.200.gz      truncated   2h
 * log.1ff              log:200..2ff  10m
 * snapshot.bak         junk        3h
 * old                  directory   3h
 * </pre>
 *
 * <p>Contents: {@code sound} (a snapshot that ZooKeeper wrote, in the codec of the name), {@code
 * truncated} (the first two thirds of it), {@code flipped} (one bit of it is wrong), {@code
 * log:A..B} (a log that ZooKeeper wrote, with the transactions A to B), {@code log} (a log with its
 * header and no transaction), {@code empty}, {@code zeros}, {@code junk}, {@code directory}, {@code
 * link}.
 */
public final class Picture {
  /** The time that ages are counted from. */
  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  /** A healthy directory with work to do: the oldest snapshot and the oldest log may go. */
  public static final String HEALTHY =
      """
      snapshot.100  sound          6h
      snapshot.200  sound          5h
      snapshot.300  sound          4h
      snapshot.400  sound          3h
      log.1         log:1..100     6h
      log.101       log:101..200   5h
      log.201       log:201..420   3h
      """;

  private static final Map<StreamMode, byte[]> SNAPSHOTS = new ConcurrentHashMap<>();
  private static final Map<String, byte[]> LOGS = new ConcurrentHashMap<>();

  private Picture() {}

  /**
   * Draws a picture, with ages counted from {@link #NOW}.
   *
   * @param directory a version-2 directory, made where it is missing
   */
  public static void draw(Path directory, String picture) {
    draw(directory, picture, NOW);
  }

  /** Draws a picture, with ages counted from a time. */
  public static void draw(Path directory, String picture, Instant now) {
    try {
      Files.createDirectories(directory);
      for (String line : picture.lines().filter(l -> !l.isBlank()).toList()) {
        String[] words = line.strip().split(" +", 3);
        Path file = directory.resolve(words[0]);
        switch (words[1]) {
          case "directory" -> Files.createDirectory(file);
          case "link" -> Files.createSymbolicLink(file, file.getFileSystem().getPath("elsewhere"));
          default -> Files.write(file, content(words[0], words[1]));
        }
        if (!words[1].equals("link")) {
          Files.setLastModifiedTime(
              file, FileTime.from(now.minus(Duration.parse("PT" + words[2]))));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] content(String name, String content) {
    return switch (content) {
      case "sound" -> snapshot(codec(name));
      case "truncated" -> {
        byte[] whole = snapshot(codec(name));
        yield Arrays.copyOf(whole, whole.length * 2 / 3);
      }
      case "flipped" -> {
        byte[] whole = snapshot(codec(name)).clone();
        whole[whole.length / 2] ^= 0x10;
        yield whole;
      }
      case "empty" -> new byte[0];
      case "zeros" -> new byte[512];
      case "junk" -> "nothing of ZooKeeper's\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
      case "log" -> Arrays.copyOf(log("log:1..1"), 16);
      default -> {
        if (!content.startsWith("log:")) {
          throw new IllegalArgumentException("no such content: " + content);
        }
        yield log(content);
      }
    };
  }

  private static StreamMode codec(String name) {
    return name.contains(".gz")
        ? StreamMode.GZIP
        : name.contains(".snappy") ? StreamMode.SNAPPY : StreamMode.CHECKED;
  }

  /** A small sound snapshot as ZooKeeper writes it: 24 znodes. */
  public static byte[] snapshot(StreamMode codec) {
    return SNAPSHOTS
        .computeIfAbsent(
            codec,
            mode ->
                inTempDirectory(
                    directory -> {
                      try (ServerFiles server = new ServerFiles(directory).codec(mode)) {
                        return Files.readAllBytes(server.transactions(20).snapshot());
                      }
                    }))
        .clone();
  }

  /** A log that ZooKeeper wrote, such as {@code log:1..20}; not to be changed. */
  public static byte[] log(String content) {
    return LOGS.computeIfAbsent(
            content,
            key ->
                inTempDirectory(
                    directory -> {
                      String[] range = key.substring("log:".length()).split("\\.\\.", 2);
                      long first = Long.parseLong(range[0], 16);
                      long last = Long.parseLong(range[1], 16);
                      try (ServerFiles server = new ServerFiles(directory).zxid(first - 1)) {
                        server.transactions(1);
                        if (last > first) {
                          server.zxid(last - 1).transactions(1);
                        }
                      }
                      return Files.readAllBytes(
                          directory.resolve("version-2/log." + Long.toHexString(first)));
                    }))
        .clone();
  }

  private interface Work {
    byte[] in(Path directory) throws IOException;
  }

  private static byte[] inTempDirectory(Work work) {
    try {
      Path directory = Files.createTempDirectory("picture-");
      try {
        return work.in(directory);
      } finally {
        delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a directory and what is in it. */
  public static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The names in a directory, sorted, one a line. */
  public static String names(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName() + "\n").sorted().reduce("", String::concat);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

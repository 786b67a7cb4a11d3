package dev.snapkeeper.datadir;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A ZooKeeper server's two directories: dataDir with its snapshots, dataLogDir with its txn logs,
 * which may be one. The files lie in {@code version-2} below each ({@code FileTxnSnapLog}).
 *
 * @param dataDir as the user gave it
 * @param dataLogDir as the user gave it
 * @param snapshots dataDir's {@code version-2}, free of symbolic links
 * @param logs dataLogDir's {@code version-2}, free of symbolic links; equal to {@code snapshots}
 *     where both are one directory, however the user spelt it
 * @param snapshotsKey the directory's inode, to notice when another takes its place
 * @param logsKey likewise
 */
public record DataDir(
    Path dataDir, Path dataLogDir, Path snapshots, Path logs, Object snapshotsKey, Object logsKey) {

  private static final String VERSION_2 = "version-2";

  public DataDir {
    requireNonNull(dataDir);
    requireNonNull(dataLogDir);
    requireNonNull(snapshots);
    requireNonNull(logs);
  }

  /** Whether snapshots and logs lie in one directory. */
  public boolean isOne() {
    return snapshots.equals(logs);
  }

  /**
   * Finds {@code version-2} below both directories. Creates nothing.
   *
   * @throws DirectoryException when either is missing, not a directory, not mounted or not readable
   */
  public static DataDir open(Path dataDir, Path dataLogDir) throws DirectoryException {
    Path snapshots = version2(dataDir, "--data-dir");
    Path logs = version2(dataLogDir, "--data-log-dir");
    try {
      if (Files.isSameFile(snapshots, logs)) {
        logs = snapshots;
      }
      return new DataDir(dataDir, dataLogDir, snapshots, logs, key(snapshots), key(logs));
    } catch (IOException e) {
      throw cannotRead(snapshots, e);
    }
  }

  private static Object key(Path directory) throws IOException {
    return Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
  }

  private static Path version2(Path parent, String option) throws DirectoryException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(parent, BasicFileAttributes.class);
      if (!attributes.isDirectory()) {
        throw new DirectoryException(
            parent, "not a directory; " + option + " takes the directory that holds version-2");
      }
      Path version2 = parent.resolve(VERSION_2);
      if (isVersion2Itself(parent, version2)) {
        throw new DirectoryException(
            parent,
            "holds snapshots or txn logs itself, so it is a version-2 directory; "
                + option
                + " takes its parent, as zoo.cfg does");
      }
      if (!isDirectory(version2, option)) {
        throw new DirectoryException(
            version2,
            "not a directory that can be entered; is it a file or a broken symbolic link, or does the"
                + " user that runs this lack permission?");
      }
      if (!holdsZooKeeperFiles(version2) && nestedHoldsZooKeeperFiles(version2)) {
        throw new DirectoryException(
            version2,
            "holds neither snapshots nor txn logs, but "
                + version2.resolve(VERSION_2)
                + " does; give "
                + version2
                + " if that is really where the server keeps its data");
      }
      return version2.toRealPath();
    } catch (NoSuchFileException e) {
      throw new DirectoryException(
          parent, "no such directory; is the volume mounted? Is the path spelt as in zoo.cfg?", e);
    } catch (IOException e) {
      throw cannotRead(parent, e);
    }
  }

  /** Asks for what there is, not for yes or no: the answer would be no as well where I/O fails. */
  private static boolean isDirectory(Path version2, String option)
      throws DirectoryException, IOException {
    try {
      return Files.readAttributes(version2, BasicFileAttributes.class).isDirectory();
    } catch (IOException e) {
      if (Files.isSymbolicLink(version2)) {
        return false;
      }
      if (e instanceof NoSuchFileException) {
        throw new DirectoryException(
            version2.getParent(),
            "no version-2 directory in it; is the volume mounted? "
                + option
                + " takes the parent of version-2, as zoo.cfg does",
            e);
      }
      throw e;
    }
  }

  /**
   * Not by its files alone: a rotated {@code log.1} beside a healthy version-2 is no txn log,
   * though its name could be one. An empty version-2 tells nothing: ZooKeeper's own purge makes one
   * wherever it is sent.
   */
  private static boolean isVersion2Itself(Path directory, Path version2)
      throws DirectoryException, IOException {
    return Files.isReadable(directory)
        && holdsZooKeeperFiles(directory)
        && (directory.toRealPath().endsWith(VERSION_2)
            || !Files.isDirectory(version2)
            || !holdsZooKeeperFiles(version2));
  }

  private static boolean nestedHoldsZooKeeperFiles(Path version2) throws DirectoryException {
    Path nested = version2.resolve(VERSION_2);
    return Files.isDirectory(nested) && holdsZooKeeperFiles(nested);
  }

  private static boolean holdsZooKeeperFiles(Path directory) throws DirectoryException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (name.startsWith("snapshot.") || name.startsWith("log.")) {
          DataFile file = recognise(directory, entry).orElse(null);
          if (file != null && !(file instanceof DataFile.Stray)) {
            return true;
          }
        }
      }
      return false;
    } catch (DirectoryIteratorException e) {
      throw cannotRead(directory, e.getCause());
    } catch (IOException e) {
      throw cannotRead(directory, e);
    }
  }

  /** Empty when the server or another purge removed the entry since the listing named it. */
  private static Optional<DataFile> recognise(Path directory, Path entry) throws IOException {
    try {
      return Optional.of(
          DataFileNames.recognise(
              directory,
              entry,
              Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)));
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  /**
   * Lists both directories, once each.
   *
   * @param now the time by the caller's clock
   * @throws DirectoryException when a directory cannot be listed, or ZooKeeper itself would not
   *     start on the two because snapshots lie among the logs or logs among the snapshots
   */
  public DataDirListing scan(Instant now) throws DirectoryException {
    List<DataFile> files = list(snapshots);
    if (!isOne()) {
      for (DataFile file : files) {
        if (file instanceof DataFile.TxnLog) {
          throw mixed(file, "txn log in the data directory", "logs");
        }
      }
      List<DataFile> logFiles = list(logs);
      for (DataFile file : logFiles) {
        if (file instanceof DataFile.Snapshot) {
          throw mixed(file, "snapshot in the log directory", "snapshots");
        }
      }
      files.addAll(logFiles);
    }
    return DataDirListing.of(this, now, files);
  }

  /**
   * Makes sure that both directories are still the ones that were opened.
   *
   * @throws DirectoryException when another has taken the place of one
   */
  public void requireSame() throws DirectoryException {
    try {
      if (!Objects.equals(snapshotsKey, key(snapshots))) {
        throw replaced(snapshots);
      }
      if (!Objects.equals(logsKey, key(logs))) {
        throw replaced(logs);
      }
    } catch (IOException e) {
      throw cannotRead(snapshots, e);
    }
  }

  private static DirectoryException replaced(Path directory) {
    return new DirectoryException(
        directory,
        "another directory has taken the place of the one that was worked on; was the volume mounted"
            + " anew? Run again");
  }

  private static DirectoryException mixed(DataFile file, String fault, String whose) {
    return new DirectoryException(
        file.path(),
        fault
            + "; ZooKeeper does not start on this either. Are --data-dir and --data-log-dir swapped, or"
            + " were "
            + whose
            + " left behind when dataLogDir was set?");
  }

  private static List<DataFile> list(Path directory) throws DirectoryException {
    List<DataFile> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        recognise(directory, entry).ifPresent(files::add);
      }
      return files;
    } catch (DirectoryIteratorException e) {
      throw cannotRead(directory, e.getCause());
    } catch (IOException e) {
      throw cannotRead(directory, e);
    }
  }

  /**
   * Asks the kernel whether entries of both directories may be removed.
   *
   * @throws DirectoryException when not
   */
  public void requireWritable() throws DirectoryException {
    for (Path directory : isOne() ? List.of(snapshots) : List.of(snapshots, logs)) {
      try {
        directory.getFileSystem().provider().checkAccess(directory, AccessMode.WRITE);
      } catch (IOException e) {
        throw new DirectoryException(
            directory,
            "not writable ("
                + IoFault.describe(e)
                + "), so nothing could be deleted from it; run as the user that owns it, and check that"
                + " the volume is not mounted read-only",
            e);
      }
    }
  }

  private static DirectoryException cannotRead(Path path, IOException e) {
    return new DirectoryException(
        path,
        "cannot be read: "
            + IoFault.describe(e)
            + "; run as the user that owns ZooKeeper's files, and check the volume",
        e);
  }
}

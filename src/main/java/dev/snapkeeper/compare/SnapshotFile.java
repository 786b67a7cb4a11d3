package dev.snapkeeper.compare;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.DirectoryException;
import dev.snapkeeper.datadir.IoFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * A snapshot to compare.
 *
 * @param path as the user would write it
 * @param file the file itself, free of symbolic links
 * @param codec by the name's extension, as ZooKeeper takes it
 * @param size in bytes
 * @param modified when it was last written to: about when the snapshot was taken
 */
public record SnapshotFile(Path path, Path file, Codec codec, long size, Instant modified) {
  public SnapshotFile {
    requireNonNull(path);
    requireNonNull(file);
    requireNonNull(codec);
    requireNonNull(modified);
  }

  /** A snapshot of a data directory. */
  public static SnapshotFile of(Snapshot snapshot) {
    return new SnapshotFile(
        snapshot.path(), snapshot.path(), snapshot.codec(), snapshot.size(), snapshot.modified());
  }

  /**
   * A snapshot that the user named, under whatever name it was put aside.
   *
   * @throws DirectoryException when there is no such file
   */
  public static SnapshotFile of(Path path) throws DirectoryException {
    try {
      Path file = path.toRealPath();
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw new DirectoryException(
            path,
            "not a regular file; give a snapshot, or --data-dir DIR to take the oldest and the"
                + " newest below a directory");
      }
      return new SnapshotFile(
          path,
          file,
          Codec.ofName(path.getFileName().toString()),
          attributes.size(),
          attributes.lastModifiedTime().toInstant());
    } catch (IOException e) {
      throw new DirectoryException(
          path,
          "cannot be read: "
              + IoFault.describe(e)
              + "; is the volume mounted? Run as a user that may read ZooKeeper's files",
          e);
    }
  }
}

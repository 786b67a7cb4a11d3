package dev.snapkeeper.purge;

import dev.snapkeeper.datadir.DataFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * A directory held open while files are deleted from it, so that neither another directory nor a
 * symbolic link put in its place can turn a deletion elsewhere.
 */
final class ScannedDirectory implements Closeable {
  private final SecureDirectoryStream<Path> directory;

  private ScannedDirectory(SecureDirectoryStream<Path> directory) {
    this.directory = directory;
  }

  /**
   * Opens the directory that was scanned.
   *
   * @param key its inode when it was scanned
   * @throws IOException when it is gone, another one, or cannot be held open
   */
  @SuppressWarnings("StreamResourceLeak") // close() closes it
  static ScannedDirectory open(Path path, Object key) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(path);
    try {
      if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
        throw new IOException(
            "this file system cannot hold a directory open while deleting from it");
      }
      Object found =
          secure.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
      if (!Objects.equals(key, found)) {
        throw new IOException("another directory has taken the place of the one that was scanned");
      }
      return new ScannedDirectory(secure);
    } catch (IOException e) {
      stream.close();
      throw e;
    }
  }

  /** Whether a file is there, and still the one that was scanned. */
  boolean holds(DataFile file) throws IOException {
    try {
      return file.identity().matches(attributes(file));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private BasicFileAttributes attributes(DataFile file) throws IOException {
    return directory
        .getFileAttributeView(
            file.path().getFileName(), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  /**
   * Deletes a file if it is still the one that was scanned. Between the look and the deletion lies
   * the time of two system calls, in which somebody could put another file under the name;
   * ZooKeeper never does: it does not reuse the name of an old snapshot or log.
   *
   * @throws NoSuchFileException when it is gone already
   * @throws IOException when it is another file by now, or cannot be deleted
   */
  void delete(DataFile file) throws IOException {
    if (!file.identity().matches(attributes(file))) {
      throw new IOException("changed since it was scanned, so it is left alone");
    }
    directory.deleteFile(file.path().getFileName());
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}

package dev.snapkeeper.datadir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IoFaultTest {
  private static final String PATH = "/data/version-2";

  @Test
  void saysWhatIsWrongAndNotWhere() {
    assertEquals("permission denied", IoFault.describe(new AccessDeniedException(PATH)));
    assertEquals(
        "Read-only file system",
        IoFault.describe(new FileSystemException(PATH, null, "Read-only file system")));
    assertEquals("Input/output error", IoFault.describe(new IOException("Input/output error")));
  }

  @Test
  void saysSomethingWhereJavaSaysNothing() {
    assertEquals("EOFException", IoFault.describe(new EOFException()));
    assertEquals("file already exists", IoFault.describe(new FileAlreadyExistsException(PATH)));
  }

  @Test
  void knowsTheFaultsThatTheFileSystemReallyRaises(@TempDir Path dir) throws IOException {
    Path file = Files.createFile(dir.resolve("file"));
    assertEquals("no such file or directory", fault(dir.resolve("none")));
    assertEquals("Not a directory", fault(file.resolve("below")));
    Path loop = dir.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertEquals("Too many levels of symbolic links", fault(loop).replaceAll(" or .*", ""));
    assertEquals(
        "not a directory",
        IoFault.describe(assertThrows(IOException.class, () -> Files.newDirectoryStream(file))));
    Files.createFile(Files.createDirectory(dir.resolve("full")).resolve("file"));
    assertEquals(
        "directory not empty",
        IoFault.describe(assertThrows(IOException.class, () -> Files.delete(dir.resolve("full")))));
  }

  private static String fault(Path path) {
    return IoFault.describe(assertThrows(IOException.class, () -> Files.readString(path)));
  }
}

package dev.snapkeeper.datadir;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/**
 * Says in a few words what an I/O error means, without the path, which the message gives itself.
 */
public final class IoFault {
  private IoFault() {}

  /** For example {@code permission denied}, {@code Read-only file system}. Never empty. */
  public static String describe(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (e instanceof NotDirectoryException) {
      return "not a directory";
    }
    if (e instanceof FileSystemException fault) {
      // without a reason its message is the path, and the fault is in the name of its class
      return fault.getReason() != null
          ? fault.getReason()
          : e.getClass()
              .getSimpleName()
              .replace("Exception", "")
              .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
              .toLowerCase(Locale.ROOT);
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}

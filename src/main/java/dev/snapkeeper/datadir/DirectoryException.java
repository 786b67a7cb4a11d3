package dev.snapkeeper.datadir;

import java.nio.file.Path;

/** A directory that cannot be worked on. The message names the path, the fault and the remedy. */
public final class DirectoryException extends Exception {
  private static final long serialVersionUID = 1L;

  public DirectoryException(Path path, String faultAndRemedy) {
    super(path + ": " + faultAndRemedy);
  }

  public DirectoryException(Path path, String faultAndRemedy, Throwable cause) {
    super(path + ": " + faultAndRemedy, cause);
  }
}

package dev.snapkeeper.options;

/**
 * The command line or the configuration is wrong. The message says what and how to put it right.
 */
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}

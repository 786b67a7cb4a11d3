package dev.snapkeeper.plan;

/** There is no place for the shadow directory, so ZooKeeper's rule cannot be asked. */
public final class ShadowException extends Exception {
  private static final long serialVersionUID = 1L;

  ShadowException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.snapkeeper.compare;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.datadir.IoFault;
import java.io.IOException;

/**
 * A snapshot that cannot be compared: damaged, or not to be read. The message says what and where.
 */
public final class UnusableSnapshotException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Side side;

  private UnusableSnapshotException(Side side, String message, Exception cause) {
    super(message, cause);
    this.side = requireNonNull(side);
  }

  static UnusableSnapshotException damaged(Side side, String fault, Exception cause) {
    return new UnusableSnapshotException(side, "damaged: " + fault, cause);
  }

  static UnusableSnapshotException unreadable(Side side, IOException cause) {
    return new UnusableSnapshotException(side, "cannot be read: " + IoFault.describe(cause), cause);
  }

  /** Which of the two it is. */
  public Side side() {
    return side;
  }
}

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
  private final boolean onlyUnproven;

  private UnusableSnapshotException(
      Side side, String message, Exception cause, boolean onlyUnproven) {
    super(message, cause);
    this.side = requireNonNull(side);
    this.onlyUnproven = onlyUnproven;
  }

  /**
   * Of a snapshot that is damaged.
   *
   * @param onlyUnproven whether all nodes were read, and what is wrong is what proves them
   */
  static UnusableSnapshotException damaged(
      Side side, String fault, Exception cause, boolean onlyUnproven) {
    return new UnusableSnapshotException(side, "damaged: " + fault, cause, onlyUnproven);
  }

  /**
   * Of a snapshot that cannot be read.
   *
   * @param onlyUnproven whether all nodes were read, and what cannot be is what proves them
   */
  static UnusableSnapshotException unreadable(Side side, IOException cause, boolean onlyUnproven) {
    return new UnusableSnapshotException(
        side, "cannot be read: " + IoFault.describe(cause), cause, onlyUnproven);
  }

  /** Whether the snapshot could be compared if nobody asked for the proof that it is sound. */
  public boolean isOnlyUnproven() {
    return onlyUnproven;
  }

  /** Which of the two it is. */
  public Side side() {
    return side;
  }
}

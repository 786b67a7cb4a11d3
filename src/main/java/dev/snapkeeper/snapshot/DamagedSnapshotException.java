package dev.snapkeeper.snapshot;

/** The content of a snapshot is proven wrong. The message says what and at which byte. */
public final class DamagedSnapshotException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean endsEarly;

  private DamagedSnapshotException(String message, boolean endsEarly) {
    super(message);
    this.endsEarly = endsEarly;
  }

  static DamagedSnapshotException wrong(String message) {
    return new DamagedSnapshotException(message, false);
  }

  static DamagedSnapshotException endsEarly(String message) {
    return new DamagedSnapshotException(message, true);
  }

  /**
   * Whether all that is wrong is that more should follow: so looks a file that is being written.
   */
  public boolean endsEarly() {
    return endsEarly;
  }
}

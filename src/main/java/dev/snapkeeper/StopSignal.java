package dev.snapkeeper;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Carries a request to stop from the signal handler to the loops that read and delete. They look at
 * it between two buffers and between two files: a read stops at once, a deletion in hand is
 * finished. In return they tell through it how far they have come.
 */
public class StopSignal {

  /**
   * Thrown out of a read that was asked to stop. Whoever catches it reports what was done so far.
   */
  public static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
      super("stopped by a signal", null, false, false);
    }
  }

  private final AtomicReference<ExitCode> code = new AtomicReference<>();
  private Progress progress = Progress.NONE;

  /**
   * Asks the work to stop.
   *
   * @param exitCode what the process will exit with
   * @return true the first time, false when a request was already pending
   */
  public boolean raise(ExitCode exitCode) {
    return code.compareAndSet(null, exitCode);
  }

  /** Lets somebody hear how far the work has come. */
  public void tell(Progress listener) {
    progress = requireNonNull(listener);
  }

  /** Who hears how far the work has come. */
  public Progress progress() {
    return progress;
  }

  /** The exit code of the signal that was received, if any. */
  public Optional<ExitCode> raised() {
    return Optional.ofNullable(code.get());
  }

  /** Returns at once unless a signal was received; then throws. */
  public void check() {
    if (code.get() != null) {
      throw new StoppedException();
    }
  }
}

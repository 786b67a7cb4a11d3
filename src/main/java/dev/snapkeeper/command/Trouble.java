package dev.snapkeeper.command;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.DirectoryException;
import dev.snapkeeper.inspect.Trees;
import dev.snapkeeper.options.UsageException;
import dev.snapkeeper.plan.ShadowException;

/**
 * Why a run ended before its end: the one place that knows which exception means which exit code.
 *
 * @param exit what the process is to exit with
 * @param message for the user
 * @param isBug whether nobody foresaw it, so that whoever mends it wants the stack trace
 */
public record Trouble(ExitCode exit, String message, boolean isBug) {
  public Trouble {
    requireNonNull(exit);
    requireNonNull(message);
  }

  /**
   * Tells what an exception means.
   *
   * @param stop knows which signal was received, if any
   */
  public static Trouble of(Throwable e, StopSignal stop) {
    if (e instanceof UsageException) {
      return new Trouble(ExitCode.USAGE, e.getMessage(), false);
    }
    if (e instanceof DirectoryException) {
      return new Trouble(ExitCode.DIRECTORY, e.getMessage(), false);
    }
    if (e instanceof ShadowException) {
      return new Trouble(ExitCode.FAILURE, e.getMessage() + "; nothing was deleted", false);
    }
    if (e instanceof StopSignal.StoppedException) {
      return new Trouble(stop.raised().orElse(ExitCode.TERMINATED), "interrupted", false);
    }
    if (e instanceof OutOfMemoryError) {
      return new Trouble(
          ExitCode.FAILURE,
          "not enough memory for so many files or znodes: " + Trees.MORE_MEMORY,
          false);
    }
    return new Trouble(ExitCode.FAILURE, "this should not have happened: " + e, true);
  }
}

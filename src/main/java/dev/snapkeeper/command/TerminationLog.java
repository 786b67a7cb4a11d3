package dev.snapkeeper.command;

import dev.snapkeeper.Log;
import dev.snapkeeper.datadir.IoFault;
import dev.snapkeeper.options.UsageException;
import dev.snapkeeper.report.TerminationMessage;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The file that --termination-log names. It is overwritten, so it must not be one of ZooKeeper's.
 */
final class TerminationLog {
  private final Path given;
  private final Path real;
  private final IOException fault;

  private TerminationLog(Path given, Path real, IOException fault) {
    this.given = given;
    this.real = real;
    this.fault = fault;
  }

  /**
   * Finds out where the file really lies. Writes nothing yet.
   *
   * @throws UsageException when that is among ZooKeeper's files
   */
  static TerminationLog at(Path given, OffLimits offLimits) throws UsageException {
    try {
      return new TerminationLog(
          given, offLimits.resolve(name(given), given, ", such as /dev/termination-log"), null);
    } catch (IOException e) {
      return new TerminationLog(given, null, e);
    }
  }

  /** Leaves a summary in the file. That it cannot be written is worth a warning, no more. */
  void write(String text) {
    try {
      if (fault != null) {
        throw fault;
      }
      TerminationMessage.write(real, text);
    } catch (IOException e) {
      Log.warn("{}: not written: {}", name(given), IoFault.describe(e));
    }
  }

  private static String name(Path given) {
    return "--termination-log " + given;
  }
}

package dev.snapkeeper.command;

import dev.snapkeeper.Log;
import dev.snapkeeper.datadir.IoFault;
import dev.snapkeeper.options.UsageException;
import dev.snapkeeper.report.TerminationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

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
    Path real;
    try {
      real = real(given);
    } catch (IOException e) {
      return new TerminationLog(given, null, e);
    }
    Optional<Path> directory = offLimits.around(real);
    if (directory.isPresent()) {
      throw new UsageException(
          name(given)
              + ": lies in ZooKeeper's directory "
              + directory.get()
              + ", where nothing is ever written; name a file elsewhere, such as"
              + " /dev/termination-log");
    }
    return new TerminationLog(given, real, null);
  }

  private static Path real(Path given) throws IOException, UsageException {
    if (Files.exists(given)) {
      return given.toRealPath();
    }
    if (Files.isSymbolicLink(given)) {
      throw new UsageException(
          name(given) + ": a symbolic link that leads nowhere; name the file itself");
    }
    Path file = given.toAbsolutePath();
    return file.getParent().toRealPath().resolve(file.getFileName());
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

package dev.snapkeeper;

import java.util.Arrays;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The program's log. Log4j is started by the first line that has to be logged: that takes a third
 * of the time of a purge with nothing to do.
 */
public final class Log {
  static final String NAME = "dev.snapkeeper";

  private static volatile boolean verbose;
  private static volatile Supplier<Logger> starter = () -> LogManager.getLogger(NAME);

  private Log() {}

  private static final class Started {
    static final Logger LOGGER = starter.get();

    /** Being called is enough. */
    static void now() {}
  }

  /**
   * Says how to log, before anything is logged.
   *
   * @param verbose whether {@link #info} is heard
   * @param starter starts log4j, and gives the logger of {@link #NAME}
   */
  static void configure(boolean verbose, Supplier<Logger> starter) {
    Log.verbose = verbose;
    Log.starter = starter;
  }

  /**
   * Starts log4j if nothing has yet. Comes before any of ZooKeeper's classes does so: it takes the
   * stderr that it finds.
   */
  public static void start() {
    Started.now();
  }

  /** Logs a step, where all are wanted. */
  public static void info(String message, Object... parameters) {
    if (verbose) {
      Started.LOGGER.info(message, printable(parameters));
    }
  }

  /** Logs what somebody should know, though the run goes on. */
  public static void warn(String message, Object... parameters) {
    Started.LOGGER.warn(message, printable(parameters));
  }

  /** What is logged is one line of ours, whatever a file is called. */
  private static Object[] printable(Object... parameters) {
    return Arrays.stream(parameters)
        .map(parameter -> Printable.line(String.valueOf(parameter)))
        .toArray();
  }
}

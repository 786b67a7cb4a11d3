package dev.snapkeeper;

import dev.snapkeeper.command.CompareCommand;
import dev.snapkeeper.command.InspectCommand;
import dev.snapkeeper.command.PurgeCommand;
import dev.snapkeeper.command.Trouble;
import dev.snapkeeper.options.CommandLineParser;
import dev.snapkeeper.options.Invocation;
import dev.snapkeeper.report.ProgressBar;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.apache.logging.log4j.LogManager;

/** The program. Only this class touches System's streams and exit. */
public final class Main {
  private static final String LEVEL = "org.apache.logging.log4j.simplelog.level";
  private static final String OUR_LEVEL = "org.apache.logging.log4j.simplelog.dev.snapkeeper.level";

  private Main() {}

  /** Runs one command and exits with its {@link ExitCode}. */
  public static void main(String[] args) {
    // UTF-8 whatever the locale: a cron job has none, and names in a report have to survive.
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    StopSignal stop = new StopSignal();
    try {
      Signals.onSignal("TERM", () -> stop(stop, ExitCode.TERMINATED));
      Signals.onSignal("INT", () -> stop(stop, ExitCode.INTERRUPTED));
    } catch (IllegalStateException e) {
      Printable.tell(err, e.getMessage() + "; a signal ends the run without a report");
    }
    ExitCode code = run(args, System.in, out, err, stop);
    out.flush();
    if (out.checkError()) {
      Printable.tell(err, "the report could not be written to stdout");
      code = code.and(ExitCode.FAILURE);
    }
    err.flush();
    if (code != ExitCode.OK || wouldGoOn()) {
      System.exit(code.status());
    }
    // Else this ends as well. System.exit would first ask each jar on the class path for somebody
    // who wants to log that: a sixth of a run with nothing to do.
  }

  /** Our own threads are daemons, but those of an agent, loaded into every JVM, need not be. */
  private static boolean wouldGoOn() {
    ThreadGroup all = Thread.currentThread().getThreadGroup();
    while (all.getParent() != null) {
      all = all.getParent();
    }
    Thread[] threads = new Thread[all.activeCount() + 10]; // some may have come since
    for (int i = all.enumerate(threads) - 1; i >= 0; i--) {
      if (!threads[i].isDaemon() && threads[i] != Thread.currentThread()) {
        return true;
      }
    }
    return false;
  }

  /** A second signal of either kind ends the process at once. */
  private static void stop(StopSignal stop, ExitCode code) {
    if (!stop.raise(code)) {
      Runtime.getRuntime().halt(code.status());
    }
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }

  /**
   * Runs one command.
   *
   * @param args the command line
   * @param in what the user types, where a command asks
   * @param out takes the report and nothing else
   * @param terminal takes messages, made printable
   * @param stop carries signals
   * @return what the process is to exit with
   */
  static ExitCode run(
      String[] args, InputStream in, PrintStream out, PrintStream terminal, StopSignal stop) {
    PrintStream err = Printable.stream(terminal);
    try {
      Invocation invocation = new CommandLineParser(FileSystems.getDefault()).parse(args);
      if (invocation instanceof Invocation.Purge purge) {
        startLogging(purge.options().verbose(), err);
        showProgress(purge.options().verbose(), stop, terminal);
        return PurgeCommand.run(purge.options(), environment(stop), out, err);
      }
      if (invocation instanceof Invocation.Inspect inspect) {
        startLogging(inspect.options().verbose(), err);
        showProgress(inspect.options().verbose(), stop, terminal);
        return InspectCommand.run(inspect.options(), environment(stop), out, err);
      }
      if (invocation instanceof Invocation.Compare compare) {
        startLogging(compare.options().verbose(), err);
        showProgress(compare.options().verbose(), stop, terminal);
        CompareCommand.Environment environment =
            new CompareCommand.Environment(
                CommandLineParser.version(), Clock.systemUTC(), stop, in);
        return CompareCommand.run(compare.options(), environment, out, err);
      }
      out.print(((Invocation.Print) invocation).text());
      return ExitCode.OK;
    } catch (Exception | LinkageError | OutOfMemoryError | StackOverflowError e) {
      stop.progress().end();
      Trouble trouble = Trouble.of(e, stop);
      Printable.tell(err, trouble.message());
      if (trouble.isBug()) {
        e.printStackTrace(err);
      }
      return trouble.exit();
    }
  }

  /** Not among the lines of a log, which tell of each step anyway. */
  private static void showProgress(boolean verbose, StopSignal stop, PrintStream terminal) {
    if (!verbose) {
      stop.tell(new ProgressBar(terminal));
    }
  }

  private static PurgeCommand.Environment environment(StopSignal stop) {
    return new PurgeCommand.Environment(
        CommandLineParser.version(),
        Clock.systemUTC(),
        stop,
        List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of("/dev/shm")));
  }

  /** Has to come before the first class that logs is loaded. */
  private static void startLogging(boolean verbose, PrintStream err) {
    if (verbose) {
      System.setProperty(LEVEL, "INFO");
      System.setProperty(OUR_LEVEL, "INFO");
    }
    // What libraries print from here on goes to the log, and the log to the real stderr.
    PrintStream log = new PrintStream(new LineLogger(), true, StandardCharsets.UTF_8);
    Log.configure(
        verbose,
        () -> {
          System.setErr(err);
          try {
            return LogManager.getLogger(Log.NAME);
          } finally {
            System.setErr(log);
          }
        });
    System.setOut(log);
    System.setErr(log);
  }

  /** Turns what is printed into lines of the log. */
  private static final class LineLogger extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int b) {
      if (b == '\n') {
        Log.info(line.toString(StandardCharsets.UTF_8).stripTrailing());
        line.reset();
      } else {
        line.write(b);
      }
    }
  }
}

package dev.snapkeeper.testing;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.command.CompareCommand;
import dev.snapkeeper.command.InspectCommand;
import dev.snapkeeper.command.PurgeCommand;
import dev.snapkeeper.command.Trouble;
import dev.snapkeeper.datadir.DirectoryException;
import dev.snapkeeper.options.CommandLineParser;
import dev.snapkeeper.options.Invocation;
import dev.snapkeeper.options.UsageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of a command within the test's JVM.
 *
 * @param exit what it would exit with
 * @param out what it printed on stdout
 * @param err what it printed on stderr
 */
public record Run(ExitCode exit, String out, String err) {

  /** Purges a data directory at {@link Picture#NOW}. */
  public static Run purge(Path dataDir, String... options) {
    return purgeAt(Picture.NOW, dataDir, options);
  }

  /** Purges a data directory at a time. The directory may be in memory. */
  public static Run purgeAt(Instant now, Path dataDir, String... options) {
    return purgeAt(now, new StopSignal(), dataDir, options);
  }

  /** Purges a data directory at a time, with a signal that the test may raise. */
  public static Run purgeAt(Instant now, StopSignal stop, Path dataDir, String... options) {
    return purgeIn(
        List.of(Path.of(System.getProperty("java.io.tmpdir"))), now, stop, dataDir, options);
  }

  /** Purges a data directory; planning has these temp directories to try in turn. */
  public static Run purgeIn(
      List<Path> temp, Instant now, StopSignal stop, Path dataDir, String... options) {
    List<String> args = new ArrayList<>(List.of("purge", "--data-dir", dataDir.toString()));
    args.addAll(List.of(options));
    return of(
        stop,
        (out, err) -> {
          Invocation.Purge purge =
              (Invocation.Purge)
                  new CommandLineParser(dataDir.getFileSystem()).parse(args.toArray(String[]::new));
          return PurgeCommand.run(
              purge.options(),
              new PurgeCommand.Environment("TEST", Clock.fixed(now, ZoneOffset.UTC), stop, temp),
              out,
              err);
        });
  }

  /** Inspects a data directory at {@link Picture#NOW}. */
  public static Run inspect(Path dataDir, String... options) {
    List<Path> places = List.of(Path.of(System.getProperty("java.io.tmpdir")));
    return inspect(new StopSignal(), places, dataDir, options);
  }

  /**
   * Inspects a data directory, with a signal that the test may raise.
   *
   * @param shadowPlaces where planning may put its few small files
   */
  public static Run inspect(
      StopSignal stop, List<Path> shadowPlaces, Path dataDir, String... options) {
    List<String> args = new ArrayList<>(List.of("inspect", "--data-dir", dataDir.toString()));
    args.addAll(List.of(options));
    return of(
        stop,
        (out, err) -> {
          Invocation.Inspect inspect =
              (Invocation.Inspect)
                  new CommandLineParser(dataDir.getFileSystem()).parse(args.toArray(String[]::new));
          return InspectCommand.run(
              inspect.options(),
              new PurgeCommand.Environment(
                  "TEST", Clock.fixed(Picture.NOW, ZoneOffset.UTC), stop, shadowPlaces),
              out,
              err);
        });
  }

  /** Compares snapshots at {@link Picture#NOW}. */
  public static Run compare(String... options) {
    return compare(new StopSignal(), "", options);
  }

  /** Compares snapshots, with a signal that the test may raise and what the user types. */
  public static Run compare(StopSignal stop, String typed, String... options) {
    List<String> args = new ArrayList<>(List.of("compare"));
    args.addAll(List.of(options));
    return of(
        stop,
        (out, err) -> {
          Invocation.Compare compare =
              (Invocation.Compare)
                  new CommandLineParser(FileSystems.getDefault())
                      .parse(args.toArray(String[]::new));
          return CompareCommand.run(
              compare.options(),
              new CompareCommand.Environment(
                  "TEST",
                  Clock.fixed(Picture.NOW, ZoneOffset.UTC),
                  stop,
                  new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8))),
              out,
              err);
        });
  }

  /** A command, as Main runs it. */
  private interface Command {
    ExitCode run(PrintStream out, PrintStream err) throws UsageException, DirectoryException;
  }

  private static Run of(StopSignal stop, Command command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode exit;
    try {
      exit = command.run(print(out), print(err));
    } catch (UsageException | DirectoryException | StopSignal.StoppedException e) {
      Trouble trouble = Trouble.of(e, stop);
      exit = trouble.exit();
      print(err).println("snapkeeper: " + trouble.message());
    }
    return new Run(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}

package dev.snapkeeper.options;

import static dev.snapkeeper.options.CommandLineParser.COMPARE;
import static dev.snapkeeper.options.CommandLineParser.DATA_DIR;
import static dev.snapkeeper.options.CommandLineParser.HELP;
import static dev.snapkeeper.options.CommandLineParser.HTML;
import static dev.snapkeeper.options.CommandLineParser.OUTPUT;
import static dev.snapkeeper.options.CommandLineParser.VERBOSE;
import static dev.snapkeeper.options.CommandLineParser.VERIFY;

import dev.snapkeeper.options.CompareOptions.Analysis;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.commons.cli.Options;

/** The command line of {@code snapkeeper compare}. */
final class CompareArguments {
  private static final String LEFT = "left";
  private static final String RIGHT = "right";
  private static final String BYTES = "bytes";
  private static final String NODES = "nodes";
  private static final String DEBUG = "debug";
  private static final String INTERACTIVE = "interactive";
  static final String TOP = "top";
  private static final String CONTENT = "content";
  private static final String EXIT_CODE = "exit-code";

  /** More rows than anyone reads; what is kept while comparing grows with them. */
  static final int MOST_ROWS = 10_000;

  private CompareArguments() {}

  /** All options; the help text is checked against them. */
  static Options options() {
    return new Options()
        .addOption("l", LEFT, true, "")
        .addOption("r", RIGHT, true, "")
        .addOption(null, DATA_DIR, true, "")
        .addOption("b", BYTES, true, "")
        .addOption("n", NODES, true, "")
        .addOption("d", DEBUG, false, "")
        .addOption("i", INTERACTIVE, false, "")
        .addOption(null, TOP, true, "")
        .addOption(null, CONTENT, false, "")
        .addOption(null, EXIT_CODE, false, "")
        .addOption(null, VERIFY, true, "")
        .addOption(null, OUTPUT, true, "")
        .addOption(null, HTML, true, "")
        .addOption("v", VERBOSE, false, "")
        .addOption("h", HELP, false, "");
  }

  static Invocation parse(List<String> args, FileSystem fileSystem) throws UsageException {
    Arguments line = new Arguments(COMPARE, options(), args, fileSystem);
    if (line.has(HELP)) {
      return new Invocation.Print(CommandLineParser.text("help-compare"));
    }
    Optional<Path> left = line.path(LEFT);
    Optional<Path> right = line.path(RIGHT);
    Optional<Path> dataDir = line.path(DATA_DIR);
    if (dataDir.isPresent()) {
      requireName(LEFT, left);
      requireName(RIGHT, right);
    } else if (left.isEmpty() || right.isEmpty()) {
      throw new UsageException(
          "which snapshots? Give --left FILE and --right FILE, or --data-dir DIR (the parent of"
              + " version-2), of which the oldest and the newest are taken");
    }
    Output output = line.choice(OUTPUT, List.of(Output.TEXT, Output.JSON, Output.FOLDED));
    Optional<Analysis> analysis = analysis(line);
    if (output != Output.TEXT && (line.has(DEBUG) || line.has(INTERACTIVE))) {
      throw new UsageException("--debug and --interactive print text; leave out --output");
    }
    if (output == Output.FOLDED && analysis.isPresent()) {
      throw new UsageException(
          "--bytes and --nodes list znodes depth by depth, for which --output folded has no room;"
              + " leave out either");
    }
    return new Invocation.Compare(
        new CompareOptions(
            left,
            right,
            dataDir,
            analysis,
            line.has(TOP)
                ? OptionalInt.of(line.number(TOP, 1, MOST_ROWS, ""))
                : OptionalInt.empty(),
            line.has(CONTENT),
            line.has(EXIT_CODE),
            line.choice(VERIFY, List.of(VerifyMode.FULL, VerifyMode.NONE)),
            output,
            line.path(HTML),
            line.has(VERBOSE)));
  }

  private static void requireName(String option, Optional<Path> given) throws UsageException {
    if (given.isPresent() && (given.get().isAbsolute() || given.get().getNameCount() != 1)) {
      throw new UsageException(
          "--"
              + option
              + " "
              + given.get()
              + ": beside --data-dir this is the name of a snapshot in its version-2; leave out"
              + " --data-dir to give files");
    }
  }

  private static Optional<Analysis> analysis(Arguments line) throws UsageException {
    if (line.has(BYTES) && line.has(NODES)) {
      return Optional.of(
          new Analysis(
              line.number(BYTES, Integer.MIN_VALUE, Integer.MAX_VALUE, ""),
              line.number(NODES, Integer.MIN_VALUE, Integer.MAX_VALUE, ""),
              line.has(DEBUG),
              line.has(INTERACTIVE)));
    }
    for (String option : List.of(BYTES, NODES, DEBUG, INTERACTIVE)) {
      if (line.has(option)) {
        throw new UsageException(
            "--"
                + option
                + " is about the analysis depth by depth, which lists a znode when either number is"
                + " exceeded: give both --bytes and --nodes");
      }
    }
    return Optional.empty();
  }
}

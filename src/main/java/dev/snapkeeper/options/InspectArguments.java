package dev.snapkeeper.options;

import static dev.snapkeeper.options.CommandLineParser.CONFIG;
import static dev.snapkeeper.options.CommandLineParser.DATA_DIR;
import static dev.snapkeeper.options.CommandLineParser.DATA_LOG_DIR;
import static dev.snapkeeper.options.CommandLineParser.HELP;
import static dev.snapkeeper.options.CommandLineParser.HTML;
import static dev.snapkeeper.options.CommandLineParser.INSPECT;
import static dev.snapkeeper.options.CommandLineParser.OUTPUT;
import static dev.snapkeeper.options.CommandLineParser.RETAIN;
import static dev.snapkeeper.options.CommandLineParser.VERBOSE;
import static dev.snapkeeper.options.CommandLineParser.VERIFY;
import static dev.snapkeeper.options.CompareArguments.MOST_ROWS;
import static dev.snapkeeper.options.CompareArguments.TOP;

import java.nio.file.FileSystem;
import java.util.List;
import org.apache.commons.cli.Options;

/** The command line of {@code snapkeeper inspect}. */
final class InspectArguments {
  private InspectArguments() {}

  /** All options; the help text is checked against them. */
  static Options options() {
    return new Options()
        .addOption(null, DATA_DIR, true, "")
        .addOption(null, DATA_LOG_DIR, true, "")
        .addOption(null, CONFIG, true, "")
        .addOption("n", RETAIN, true, "")
        .addOption(null, TOP, true, "")
        .addOption(null, VERIFY, true, "")
        .addOption(null, OUTPUT, true, "")
        .addOption(null, HTML, true, "")
        .addOption("v", VERBOSE, false, "")
        .addOption("h", HELP, false, "");
  }

  static Invocation parse(List<String> args, FileSystem fileSystem) throws UsageException {
    Arguments line = new Arguments(INSPECT, options(), args, fileSystem);
    if (line.has(HELP)) {
      return new Invocation.Print(CommandLineParser.text("help-inspect"));
    }
    ZooCfg cfg = CommandLineParser.directories(line);
    return new Invocation.Inspect(
        new InspectOptions(
            cfg.dataDir(),
            cfg.dataLogDir(),
            CommandLineParser.retain(line, cfg),
            line.has(TOP) ? line.number(TOP, 1, MOST_ROWS, "") : InspectOptions.DEFAULT_TOP,
            line.choice(VERIFY, List.of(VerifyMode.FULL, VerifyMode.TAIL, VerifyMode.NONE)),
            line.choice(OUTPUT, List.of(Output.TEXT, Output.JSON, Output.FOLDED)),
            line.path(HTML),
            line.has(VERBOSE),
            cfg.warnings()));
  }
}

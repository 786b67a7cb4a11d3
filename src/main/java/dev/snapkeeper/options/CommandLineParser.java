package dev.snapkeeper.options;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** Turns a command line into an {@link Invocation}. Touches no file but the one --config names. */
public final class CommandLineParser {
  private static final String PURGE = "purge";
  static final List<String> COMMANDS = List.of(PURGE);
  private static final List<String> FIRST_WORDS =
      Stream.concat(COMMANDS.stream(), Stream.of("--help", "--version")).toList();

  private static final String DATA_DIR = "data-dir";
  private static final String DATA_LOG_DIR = "data-log-dir";
  private static final String CONFIG = "config";
  private static final String RETAIN = "retain";
  private static final String DRY_RUN = "dry-run";
  private static final String VERIFY = "verify";
  private static final String DELETE_CORRUPT = "delete-corrupt";
  private static final String TRUST_ZXID_ORDER = "trust-zxid-order";
  private static final String FAIL_ABOVE = "fail-above";
  private static final String OUTPUT = "output";
  private static final String TERMINATION_LOG = "termination-log";
  private static final String VERBOSE = "verbose";
  private static final String HELP = "help";

  private final FileSystem fileSystem;

  /**
   * Makes a parser.
   *
   * @param fileSystem where the paths on the command line are meant
   */
  public CommandLineParser(FileSystem fileSystem) {
    this.fileSystem = requireNonNull(fileSystem);
  }

  /**
   * Parses a whole command line.
   *
   * @throws UsageException when it cannot be understood or contradicts itself
   */
  public Invocation parse(String... args) throws UsageException {
    if (args.length == 0 || args[0].isBlank()) {
      throw new UsageException("no command; try: snapkeeper --help");
    }
    String command = args[0];
    List<String> rest = Arrays.asList(args).subList(1, args.length);
    switch (command) {
      case "-h", "--help", "help" -> {
        return new Invocation.Print(text("help"));
      }
      case "--version" -> {
        return new Invocation.Print("snapkeeper " + version() + "\n");
      }
      case PURGE -> {
        return purge(rest);
      }
      default -> {
        Optional<String> meant = Spelling.nearest(command, FIRST_WORDS);
        throw new UsageException(
            (command.startsWith("-") && meant.isEmpty()
                    ? "the command comes first, not "
                    : "no such command: ")
                + command
                + meant
                    .map(known -> "; did you mean " + known + "?")
                    .orElse("; there is: " + String.join(", ", COMMANDS)));
      }
    }
  }

  /** The options of {@code purge}; the help text is checked against them. */
  static Options purgeOptions() {
    return new Options()
        .addOption(null, DATA_DIR, true, "")
        .addOption(null, DATA_LOG_DIR, true, "")
        .addOption(null, CONFIG, true, "")
        .addOption("n", RETAIN, true, "")
        .addOption(null, DRY_RUN, false, "")
        .addOption(null, VERIFY, true, "")
        .addOption(null, DELETE_CORRUPT, false, "")
        .addOption(null, TRUST_ZXID_ORDER, false, "")
        .addOption(null, FAIL_ABOVE, true, "")
        .addOption(null, OUTPUT, true, "")
        .addOption(null, TERMINATION_LOG, true, "")
        .addOption("v", VERBOSE, false, "")
        .addOption("h", HELP, false, "");
  }

  private Invocation purge(List<String> args) throws UsageException {
    CommandLine line = line(PURGE, purgeOptions(), args);
    if (line.hasOption(HELP)) {
      return new Invocation.Print(text("help-purge"));
    }
    Optional<Path> config = path(line, CONFIG);
    Optional<Path> dataDir = path(line, DATA_DIR);
    Optional<Path> dataLogDir = path(line, DATA_LOG_DIR);
    if (config.isPresent() && (dataDir.isPresent() || dataLogDir.isPresent())) {
      throw new UsageException(
          "--config names the directories itself; give either it or --data-dir and --data-log-dir");
    }
    ZooCfg cfg;
    if (config.isPresent()) {
      cfg = ZooCfg.read(config.get());
    } else {
      Path data =
          dataDir.orElseThrow(
              () ->
                  new UsageException(
                      "which directory? Give --data-dir DIR (the parent of version-2) or --config"
                          + " zoo.cfg"));
      cfg = new ZooCfg(data, dataLogDir.orElse(data), OptionalInt.empty(), List.of());
    }
    int retain =
        line.hasOption(RETAIN)
            ? number(line, RETAIN, PurgeOptions.MIN_RETAIN, Integer.MAX_VALUE)
            : cfg.snapRetainCount().orElse(PurgeOptions.MIN_RETAIN);
    return new Invocation.Purge(
        new PurgeOptions(
            cfg.dataDir(),
            cfg.dataLogDir(),
            retain,
            line.hasOption(DRY_RUN),
            choice(line, VERIFY, VerifyMode.FULL),
            line.hasOption(DELETE_CORRUPT),
            line.hasOption(TRUST_ZXID_ORDER),
            line.hasOption(FAIL_ABOVE)
                ? OptionalInt.of(number(line, FAIL_ABOVE, 0, 100))
                : OptionalInt.empty(),
            choice(line, OUTPUT, Output.TEXT),
            path(line, TERMINATION_LOG),
            line.hasOption(VERBOSE),
            cfg.warnings()));
  }

  private static CommandLine line(String command, Options options, List<String> args)
      throws UsageException {
    CommandLine line;
    try {
      // No partial names: --dry must not come to mean something else once an option is added.
      line =
          DefaultParser.builder()
              .setAllowPartialMatching(false)
              .setStripLeadingAndTrailingQuotes(false)
              .get()
              .parse(options, args.toArray(String[]::new));
    } catch (UnrecognizedOptionException e) {
      throw new UsageException(unknown(command, e.getOption(), options), e);
    } catch (MissingArgumentException e) {
      throw new UsageException(name(e.getOption()) + " takes a value" + hint(command), e);
    } catch (ParseException e) {
      throw new UsageException(e.getMessage() + hint(command), e);
    }
    if (!line.getArgList().isEmpty()) {
      throw new UsageException(
          "not an option of " + command + ": " + line.getArgList().get(0) + hint(command));
    }
    Set<String> seen = new HashSet<>();
    for (Option option : line.getOptions()) {
      if (!seen.add(option.getLongOpt())) {
        throw new UsageException(name(option) + " is given twice; which one is meant?");
      }
    }
    return line;
  }

  private static String unknown(String command, String given, Options options) {
    String word = given.contains("=") ? given.substring(0, given.indexOf('=')) : given;
    List<String> known =
        options.getOptions().stream()
            .flatMap(
                o -> Stream.of("--" + o.getLongOpt(), o.getOpt() == null ? "" : "-" + o.getOpt()))
            .filter(name -> name.length() > 2)
            .toList();
    return "no such option: "
        + given
        + Spelling.nearest(word, known).map(name -> "; did you mean " + name + "?").orElse("")
        + hint(command);
  }

  private static String hint(String command) {
    return "; see: snapkeeper " + command + " --help";
  }

  private static String name(Option option) {
    return "--" + option.getLongOpt();
  }

  /** Null where the option is not given. */
  private static String value(CommandLine line, String option) throws UsageException {
    String value = line.getOptionValue(option);
    if (value != null && value.isBlank()) {
      throw new UsageException(
          "--" + option + " is empty; is a variable unset in the script that calls this?");
    }
    return value;
  }

  private Optional<Path> path(CommandLine line, String option) throws UsageException {
    String value = value(line, option);
    if (value == null) {
      return Optional.empty();
    }
    if (value.startsWith("--")) {
      // a misspelt option after one that lacks its value
      throw new UsageException(
          "--"
              + option
              + " "
              + value
              + ": looks like an option; such a path is written ./"
              + value);
    }
    try {
      return Optional.of(fileSystem.getPath(value));
    } catch (InvalidPathException e) {
      throw new UsageException(
          "--"
              + option
              + ": not a path here: "
              + value
              + " ("
              + e.getReason()
              + "); for names beyond ASCII run with LANG=C.UTF-8",
          e);
    }
  }

  private static int number(CommandLine line, String option, int least, int most)
      throws UsageException {
    String value = value(line, option);
    String range = most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most;
    try {
      int number = Integer.parseInt(value);
      if (number < least || number > most) {
        throw new UsageException(
            "--"
                + option
                + " "
                + value
                + ": must be "
                + range
                + (option.equals(RETAIN) ? ", as for ZooKeeper's own purge" : ""));
      }
      return number;
    } catch (NumberFormatException e) {
      String fault = value.matches("[0-9]+") ? "too large" : "must be a whole number, " + range;
      throw new UsageException("--" + option + " " + value + ": " + fault, e);
    }
  }

  private static <E extends Enum<E>> E choice(CommandLine line, String option, E otherwise)
      throws UsageException {
    String value = value(line, option);
    if (value == null) {
      return otherwise;
    }
    List<E> constants = List.of(otherwise.getDeclaringClass().getEnumConstants());
    List<String> names =
        constants.stream().map(constant -> constant.name().toLowerCase(Locale.ROOT)).toList();
    int index = names.indexOf(value);
    if (index < 0) {
      throw new UsageException(
          "--" + option + " " + value + ": must be " + String.join(" or ", names));
    }
    return constants.get(index);
  }

  /** Snapkeeper's own version, such as {@code 0.1.0}. */
  public static String version() {
    return text("version").strip();
  }

  /** A text that is packed beside this class. */
  static String text(String name) {
    try (InputStream in = CommandLineParser.class.getResourceAsStream(name + ".txt")) {
      return new String(requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.snapkeeper.options;

import java.nio.file.FileSystem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/**
 * What was given to a command: options with their values, each at most once but for those that may
 * be repeated.
 */
final class Arguments {
  private static final Set<String> REPEATABLE = Set.of(MetricsArguments.METRICS_LABEL);

  private final CommandLine line;
  private final FileSystem fileSystem;

  /**
   * Takes a command's arguments apart.
   *
   * @param command its name, for messages
   * @param options all it knows
   * @param fileSystem where paths are meant
   * @throws UsageException when there is anything else, or anything twice
   */
  Arguments(String command, Options options, List<String> args, FileSystem fileSystem)
      throws UsageException {
    this.line = line(command, options, args);
    this.fileSystem = fileSystem;
  }

  boolean has(String option) {
    return line.hasOption(option);
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
      if (!seen.add(option.getLongOpt()) && !REPEATABLE.contains(option.getLongOpt())) {
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
  private String value(String option) throws UsageException {
    String value = line.getOptionValue(option);
    if (value != null && value.isBlank()) {
      throw new UsageException(
          "--" + option + " is empty; is a variable unset in the script that calls this?");
    }
    return value;
  }

  Optional<String> text(String option) throws UsageException {
    return Optional.ofNullable(value(option));
  }

  /** The values of an option that may be repeated, in their order. */
  List<String> all(String option) {
    String[] values = line.getOptionValues(option);
    return values == null ? List.of() : List.of(values);
  }

  Optional<Path> path(String option) throws UsageException {
    String value = value(option);
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

  /**
   * The number that an option was given.
   *
   * @param reason why it has to be between the two, in words that follow the message; may be empty
   */
  int number(String option, int least, int most, String reason) throws UsageException {
    String value = value(option);
    String range = most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most;
    try {
      int number = Integer.parseInt(value);
      if (number < least || number > most) {
        throw new UsageException("--" + option + " " + value + ": must be " + range + reason);
      }
      return number;
    } catch (NumberFormatException e) {
      String fault = value.matches("[0-9]+") ? "too large" : "must be a whole number, " + range;
      throw new UsageException("--" + option + " " + value + ": " + fault, e);
    }
  }

  /**
   * The constant that an option names.
   *
   * @param constants what may be named; the first unless the option is given
   */
  <E extends Enum<E>> E choice(String option, List<E> constants) throws UsageException {
    String value = value(option);
    if (value == null) {
      return constants.get(0);
    }
    List<String> names =
        constants.stream().map(constant -> constant.name().toLowerCase(Locale.ROOT)).toList();
    int index = names.indexOf(value);
    if (index < 0) {
      throw new UsageException(
          "--" + option + " " + value + ": must be " + String.join(" or ", names));
    }
    return constants.get(index);
  }
}

package dev.snapkeeper.options;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.commons.cli.Options;

/** Turns a command line into an {@link Invocation}. Touches no file but the one --config names. */
public final class CommandLineParser {
  static final String PURGE = "purge";
  static final String COMPARE = "compare";
  static final String INSPECT = "inspect";
  static final List<String> COMMANDS = List.of(PURGE, INSPECT, COMPARE);
  private static final List<String> FIRST_WORDS =
      Stream.concat(COMMANDS.stream(), Stream.of("--help", "--version")).toList();

  static final String DATA_DIR = "data-dir";
  static final String DATA_LOG_DIR = "data-log-dir";
  static final String CONFIG = "config";
  static final String RETAIN = "retain";
  private static final String DRY_RUN = "dry-run";
  static final String VERIFY = "verify";
  private static final String REMEMBER_VERIFIED = "remember-verified";
  private static final String DELETE_CORRUPT = "delete-corrupt";
  private static final String TRUST_ZXID_ORDER = "trust-zxid-order";
  private static final String FAIL_ABOVE = "fail-above";
  static final String OUTPUT = "output";
  private static final String TERMINATION_LOG = "termination-log";
  static final String HTML = "html";
  static final String VERBOSE = "verbose";
  static final String HELP = "help";

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
      case INSPECT -> {
        return InspectArguments.parse(rest, fileSystem);
      }
      case COMPARE -> {
        return CompareArguments.parse(rest, fileSystem);
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
        .addOption(null, REMEMBER_VERIFIED, false, "")
        .addOption(null, DELETE_CORRUPT, false, "")
        .addOption(null, TRUST_ZXID_ORDER, false, "")
        .addOption(null, FAIL_ABOVE, true, "")
        .addOption(null, OUTPUT, true, "")
        .addOption(null, TERMINATION_LOG, true, "")
        .addOption(null, MetricsArguments.PUSHGATEWAY, true, "")
        .addOption(null, MetricsArguments.METRICS_FILE, true, "")
        .addOption(null, MetricsArguments.METRICS_LABEL, true, "")
        .addOption("v", VERBOSE, false, "")
        .addOption("h", HELP, false, "");
  }

  private Invocation purge(List<String> args) throws UsageException {
    Arguments line = new Arguments(PURGE, purgeOptions(), args, fileSystem);
    if (line.has(HELP)) {
      return new Invocation.Print(text("help-purge"));
    }
    ZooCfg cfg = directories(line);
    Optional<Path> terminationLog = line.path(TERMINATION_LOG);
    if (line.has(CONFIG) && terminationLog.isPresent()) {
      requireOther(line.path(CONFIG).get(), terminationLog.get());
    }
    return new Invocation.Purge(
        new PurgeOptions(
            cfg.dataDir(),
            cfg.dataLogDir(),
            retain(line, cfg),
            line.has(DRY_RUN),
            line.choice(VERIFY, List.of(VerifyMode.FULL, VerifyMode.TAIL)),
            line.has(REMEMBER_VERIFIED),
            line.has(DELETE_CORRUPT),
            line.has(TRUST_ZXID_ORDER),
            line.has(FAIL_ABOVE)
                ? OptionalInt.of(line.number(FAIL_ABOVE, 0, 100, ""))
                : OptionalInt.empty(),
            line.choice(OUTPUT, List.of(Output.TEXT, Output.JSON)),
            terminationLog,
            MetricsArguments.parse(line),
            line.has(VERBOSE),
            cfg.warnings()));
  }

  private static void requireOther(Path config, Path terminationLog) throws UsageException {
    boolean same;
    try {
      same = Files.isSameFile(config, terminationLog);
    } catch (IOException e) {
      same = false; // what is not there, or cannot be reached, is not overwritten
    }
    if (same) {
      throw new UsageException(
          "--termination-log "
              + terminationLog
              + ": the very file that --config names, and it would be overwritten; name a file of its"
              + " own, such as /dev/termination-log");
    }
  }

  /** The directories that are given, or those that the configuration file names. */
  static ZooCfg directories(Arguments line) throws UsageException {
    Optional<Path> config = line.path(CONFIG);
    Optional<Path> dataDir = line.path(DATA_DIR);
    Optional<Path> dataLogDir = line.path(DATA_LOG_DIR);
    if (config.isPresent() && (dataDir.isPresent() || dataLogDir.isPresent())) {
      throw new UsageException(
          "--config names the directories itself; give either it or --data-dir and --data-log-dir");
    }
    if (config.isPresent()) {
      return ZooCfg.read(config.get());
    }
    Path data =
        dataDir.orElseThrow(
            () ->
                new UsageException(
                    "which directory? Give --data-dir DIR (the parent of version-2) or --config"
                        + " zoo.cfg"));
    return new ZooCfg(data, dataLogDir.orElse(data), OptionalInt.empty(), List.of());
  }

  /** How many snapshots to keep: as is given, as the configuration file says, or the least. */
  static int retain(Arguments line, ZooCfg cfg) throws UsageException {
    return line.has(RETAIN)
        ? line.number(
            RETAIN, PurgeOptions.MIN_RETAIN, Integer.MAX_VALUE, ", as for ZooKeeper's own purge")
        : cfg.snapRetainCount().orElse(PurgeOptions.MIN_RETAIN);
  }

  /** Snapkeeper's own version, such as {@code 0.1.0}. */
  public static String version() {
    // the manifest has been read anyway, a file in the jar takes several milliseconds
    String packed = CommandLineParser.class.getPackage().getImplementationVersion();
    return packed == null ? text("version").strip() : packed;
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

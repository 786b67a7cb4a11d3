package dev.snapkeeper.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.ExitCode;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.cli.Option;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineParserTest {
  private final FileSystem memory = Jimfs.newFileSystem(Configuration.unix());

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  private Invocation parse(String... args) throws UsageException {
    return new CommandLineParser(memory).parse(args);
  }

  private PurgeOptions purge(String... options) throws UsageException {
    String[] args =
        Stream.concat(Stream.of("purge"), Arrays.stream(options)).toArray(String[]::new);
    return ((Invocation.Purge) parse(args)).options();
  }

  /** Words are parted by a blank; {@code ''} is an empty one. */
  private String refusal(String commandLine) {
    String[] args =
        commandLine.isEmpty()
            ? new String[0]
            : Arrays.stream(commandLine.split(" ", -1))
                .map(word -> word.replace("''", ""))
                .toArray(String[]::new);
    return assertThrows(UsageException.class, () -> parse(args)).getMessage();
  }

  private Path path(String path) {
    return memory.getPath(path);
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(path(file), text);
  }

  private static String printed(Invocation invocation) {
    return ((Invocation.Print) invocation).text();
  }

  @Test
  void needsNoMoreThanADirectory() throws UsageException {
    assertEquals(
        new PurgeOptions(
            path("/data"),
            path("/data"),
            3,
            false,
            VerifyMode.FULL,
            false,
            false,
            false,
            OptionalInt.empty(),
            Output.TEXT,
            Optional.empty(),
            MetricsOptions.NONE,
            false,
            List.of()),
        purge("--data-dir", "/data"));
  }

  @Test
  void takesEveryOption() throws UsageException {
    assertEquals(
        new PurgeOptions(
            path("/data dir"),
            path("/logs"),
            7,
            true,
            VerifyMode.TAIL,
            true,
            true,
            true,
            OptionalInt.of(85),
            Output.JSON,
            Optional.of(path("/dev/termination-log")),
            new MetricsOptions(
                Optional.of(new PushTarget(false, "push:9091", Optional.empty())),
                Optional.of(path("/metrics/zk.prom")),
                Map.of("pod", "zk-0", "namespace", "data")),
            true,
            List.of()),
        purge(
            ("--data-dir|/data dir|--data-log-dir|/logs|--retain|7|--dry-run|--verify|tail"
                    + "|--remember-verified|--delete-corrupt|--trust-zxid-order|--fail-above|85|--output|json"
                    + "|--termination-log|/dev/termination-log|--pushgateway|http://push:9091"
                    + "|--metrics-file|/metrics/zk.prom|--metrics-label|pod=zk-0"
                    + "|--metrics-label=namespace=data|--verbose")
                .split("\\|")));
  }

  @Test
  void takesShortOptionsAndValuesAfterAnEqualsSign() throws UsageException {
    PurgeOptions options = purge("--data-dir=/data", "-vn", "4", "--fail-above=0");
    assertEquals(path("/data"), options.dataDir());
    assertEquals(4, options.retain());
    assertEquals(OptionalInt.of(0), options.failAbove());
    assertTrue(options.verbose());
    assertEquals(5, purge("--data-dir", "/data", "-n5").retain());
  }

  @Test
  void takesThePathsAsTheyAreGiven() throws UsageException {
    assertEquals(path("\"/data\""), purge("--data-dir", "\"/data\"").dataDir());
    assertEquals(path("-data"), purge("--data-dir", "-data").dataDir());
    assertEquals(path("./--data"), purge("--data-dir", "./--data").dataDir());
    assertEquals(path("/a=b"), purge("--data-dir=/a=b").dataDir());
  }

  @Test
  void takesBothDirectoriesAndTheRetainCountFromTheConfig() throws Exception {
    write(
        "/zoo.cfg",
        "dataDir = /data\ndataLogDir = /logs\nautopurge.snapRetainCount=9\nautopurge.purgeInteval=1");
    PurgeOptions options = purge("--config", "/zoo.cfg");
    assertEquals(path("/data"), options.dataDir());
    assertEquals(path("/logs"), options.dataLogDir());
    assertEquals(9, options.retain());
    assertEquals(
        List.of(
            "/zoo.cfg: ZooKeeper does not know autopurge.purgeInteval and ignores it; did you mean"
                + " autopurge.purgeInterval?"),
        options.warnings());
  }

  @Test
  void prefersRetainOnTheCommandLineToTheConfig() throws Exception {
    write("/zoo.cfg", "dataDir=/data\nautopurge.snapRetainCount=9\n");
    assertEquals(4, purge("--config", "/zoo.cfg", "--retain", "4").retain());
  }

  @Test
  void retainsThreeWhereTheConfigDoesNotSay() throws Exception {
    write("/zoo.cfg", "dataDir=/data\n");
    assertEquals(3, purge("--config", "/zoo.cfg").retain());
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 1000, Integer.MAX_VALUE})
  void retainsAsManyAsItIsTold(int retain) throws UsageException {
    assertEquals(retain, purge("--data-dir", "/data", "--retain", "" + retain).retain());
  }

  /** Each line: a command line, and the whole message. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      maxCharsPerColumn = 400,
      nullValues = "none",
      quoteCharacter = '`',
      textBlock =
          """
          ``                                                | no command; try: snapkeeper --help
          ''                                                | no command; try: snapkeeper --help
          purgee                                            | no such command: purgee; did you mean purge?
          PURGE                                             | no such command: PURGE; did you mean purge?
          clean                                             | no such command: clean; there is: purge, inspect, compare
          --verison                                         | no such command: --verison; did you mean --version?
          --halp                                            | no such command: --halp; did you mean --help?
          --data-dir /data purge                            | the command comes first, not --data-dir; there is: purge, inspect, compare
          -n 3 purge                                        | the command comes first, not -n; there is: purge, inspect, compare
          purge                                             | which directory? Give --data-dir DIR (the parent of version-2) or --config zoo.cfg
          purge --data-log-dir /logs                        | which directory? Give --data-dir DIR (the parent of version-2) or --config zoo.cfg
          purge /data                                       | not an option of purge: /data; see: snapkeeper purge --help
          purge --data-dir /data 3                          | not an option of purge: 3; see: snapkeeper purge --help
          purge --data-dir /data -- --dry-run               | not an option of purge: --dry-run; see: snapkeeper purge --help
          purge --data-dir /data -                          | not an option of purge: -; see: snapkeeper purge --help
          purge --data-dir /data --dryrun                   | no such option: --dryrun; did you mean --dry-run?; see: snapkeeper purge --help
          purge --data-dir /data --dry_run                  | no such option: --dry_run; did you mean --dry-run?; see: snapkeeper purge --help
          purge --data-dir /data --DRY-RUN                  | no such option: --DRY-RUN; did you mean --dry-run?; see: snapkeeper purge --help
          purge --data-dir /data --dry-run=true             | no such option: --dry-run=true; did you mean --dry-run?; see: snapkeeper purge --help
          purge --data-dir /data --retian=4                 | no such option: --retian=4; did you mean --retain?; see: snapkeeper purge --help
          purge --datadir /data                             | no such option: --datadir; did you mean --data-dir?; see: snapkeeper purge --help
          purge --dataLogDir /data                          | no such option: --dataLogDir; did you mean --data-log-dir?; see: snapkeeper purge --help
          purge --data-dir /data --dry                      | no such option: --dry; did you mean --dry-run?; see: snapkeeper purge --help
          purge --data-dir /data --force                    | no such option: --force; see: snapkeeper purge --help
          purge --data-dir /data -x                         | no such option: -x; see: snapkeeper purge --help
          purge --data-dir /data -N 4                       | no such option: -N; see: snapkeeper purge --help
          purge --data-dir                                  | --data-dir takes a value; see: snapkeeper purge --help
          purge --data-dir --dry-run                        | --data-dir takes a value; see: snapkeeper purge --help
          purge --data-dir --help                           | --data-dir takes a value; see: snapkeeper purge --help
          purge --data-dir /data -n                         | --retain takes a value; see: snapkeeper purge --help
          purge --data-dir ''                               | --data-dir is empty; is a variable unset in the script that calls this?
          purge --data-dir=                                 | --data-dir is empty; is a variable unset in the script that calls this?
          purge --data-dir /data --data-log-dir ''          | --data-log-dir is empty; is a variable unset in the script that calls this?
          purge --config ''                                 | --config is empty; is a variable unset in the script that calls this?
          purge --data-dir /data --termination-log ''       | --termination-log is empty; is a variable unset in the script that calls this?
          purge --data-dir --dryrun                         | --data-dir --dryrun: looks like an option; such a path is written ./--dryrun
          purge --data-dir /data --termination-log --dryrun | --termination-log --dryrun: looks like an option; such a path is written ./--dryrun
          purge --config /none.cfg --data-dir /data         | --config names the directories itself; give either it or --data-dir and --data-log-dir
          purge --config /none.cfg --data-log-dir /data     | --config names the directories itself; give either it or --data-dir and --data-log-dir
          purge --config /none.cfg                          | /none.cfg: no such file; --config takes ZooKeeper's zoo.cfg
          purge --data-dir /data --data-dir /data           | --data-dir is given twice; which one is meant?
          purge --data-dir /data -n 3 --retain 4            | --retain is given twice; which one is meant?
          purge --data-dir /data -vv                        | --verbose is given twice; which one is meant?
          purge --data-dir /data -n 2                       | --retain 2: must be 3 or more, as for ZooKeeper's own purge
          purge --data-dir /data -n 0                       | --retain 0: must be 3 or more, as for ZooKeeper's own purge
          purge --data-dir /data -n -5                      | --retain -5: must be 3 or more, as for ZooKeeper's own purge
          purge --data-dir /data -n three                   | --retain three: must be a whole number, 3 or more
          purge --data-dir /data -n 3.5                     | --retain 3.5: must be a whole number, 3 or more
          purge --data-dir /data -n ''                      | --retain is empty; is a variable unset in the script that calls this?
          purge --data-dir /data -nv                        | --retain v: must be a whole number, 3 or more
          purge --data-dir /data -n 2147483648              | --retain 2147483648: too large
          purge --data-dir /data --fail-above 101           | --fail-above 101: must be 0 to 100
          purge --data-dir /data --fail-above -1            | --fail-above -1: must be 0 to 100
          purge --data-dir /data --fail-above 85%           | --fail-above 85%: must be a whole number, 0 to 100
          purge --data-dir /data --verify fast              | --verify fast: must be full or tail
          purge --data-dir /data --verify FULL              | --verify FULL: must be full or tail
          purge --data-dir /data --output yaml              | --output yaml: must be text or json
          purge --data-dir /data --output ''                | --output is empty; is a variable unset in the script that calls this?
          """)
  void refuses(String commandLine, String message) {
    assertEquals(message, refusal(commandLine));
  }

  @Test
  void refusesWhatIsNoPathHere() {
    assertEquals(
        "--data-dir: not a path here: /da\0ta (Nul character not allowed); for names beyond ASCII run"
            + " with LANG=C.UTF-8",
        assertThrows(
                UsageException.class,
                () ->
                    new CommandLineParser(FileSystems.getDefault())
                        .parse("purge", "--data-dir", "/da\0ta"))
            .getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-h", "--help", "help"})
  void printsTheHelp(String word) throws UsageException {
    String help = printed(parse(word));
    assertTrue(
        help.startsWith("Snapkeeper frees the disk under ZooKeeper: it keeps the newest"), help);
    assertEquals(CommandLineParser.text("help"), help);
  }

  @Test
  void printsTheHelpOfACommandWhateverElseIsAsked() throws UsageException {
    String help = printed(parse("purge", "--help"));
    assertTrue(help.startsWith("usage: snapkeeper purge ("), help);
    assertEquals(help, printed(parse("purge", "-h")));
    assertEquals(help, printed(parse("purge", "--retain", "1", "--help", "--verify", "fast")));
  }

  @Test
  void printsTheVersionThatThePomSays() throws Exception {
    String version =
        Pattern.compile("<version>(.*?)</version>")
            .matcher(Files.readString(Path.of("pom.xml")))
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    assertEquals("snapkeeper " + version + "\n", printed(parse("--version")));
    assertEquals(version, CommandLineParser.version());
  }

  @Test
  void namesEveryCommandInTheHelp() {
    Set<String> named =
        results("(?m)^ {2}([a-z]+) {2,}\\w", CommandLineParser.text("help")).stream()
            .map(result -> result.group(1))
            .collect(Collectors.toSet());
    for (String command : named) {
      assertTrue(
          CommandLineParser.text("help-" + command).startsWith("usage: snapkeeper " + command));
    }
    assertEquals(Set.copyOf(CommandLineParser.COMMANDS), named);
  }

  @Test
  void tellsInTheHelpOfEveryOptionAndOfNoOther() {
    assertOptionsOf("purge", CommandLineParser.purgeOptions().getOptions());
    assertOptionsOf("inspect", InspectArguments.options().getOptions());
  }

  /** An option is a line of the help: short name, long name, what its value is. */
  private static void assertOptionsOf(String command, Collection<Option> options) {
    String help = CommandLineParser.text("help-" + command);
    Set<String> inHelp =
        results("(?m)^ {2}(-\\w, | {4})(--[a-z-]+)( \\S+)?(?= |$)", help).stream()
            .map(r -> r.group(1).strip() + r.group(2) + (r.group(3) == null ? "" : " VALUE"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> known = new TreeSet<>();
    for (Option option : options) {
      known.add(
          (option.getOpt() == null ? "" : "-" + option.getOpt() + ",")
              + "--"
              + option.getLongOpt()
              + (option.hasArg() ? " VALUE" : ""));
    }
    assertEquals(known, inHelp);
    Set<String> longNames =
        options.stream().map(option -> "--" + option.getLongOpt()).collect(Collectors.toSet());
    results("--[a-z][a-z-]*", help)
        .forEach(mention -> assertTrue(longNames.contains(mention.group()), mention.group()));
  }

  @Test
  void tellsInTheHelpOfEveryExitCode() {
    String codes = CommandLineParser.text("help-purge").split("exit codes:\n", 2)[1];
    Set<Integer> inHelp =
        results("(?m)(?:^ {2}|\\) {2,})(\\d+) {2,}", codes).stream()
            .map(result -> Integer.valueOf(result.group(1)))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<Integer> known =
        Arrays.stream(ExitCode.values())
            .filter(code -> code != ExitCode.DIFFERENT) // of compare alone
            .map(ExitCode::status)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(known, inHelp);
  }

  @Test
  void printsHelpThatFitsATerminal() {
    for (String name : List.of("help", "help-purge", "help-inspect")) {
      String help = CommandLineParser.text(name);
      help.lines().forEach(line -> assertTrue(line.length() <= 90, line));
      assertTrue(help.endsWith("\n"), name);
    }
  }

  private static List<MatchResult> results(String regex, String text) {
    return Pattern.compile(regex).matcher(text).results().toList();
  }
}

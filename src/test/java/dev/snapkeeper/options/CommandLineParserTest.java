package dev.snapkeeper.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a command line comes to. */
class CommandLineParserTest {
  private static Invocation parse(String... args) throws UsageException {
    return new CommandLineParser(FileSystems.getDefault()).parse(args);
  }

  private static PurgeOptions purge(String options) throws UsageException {
    return ((Invocation.Purge) parse(("purge " + options).split(" ", -1))).options();
  }

  private static String fault(String... args) {
    return assertThrows(UsageException.class, () -> parse(args)).getMessage();
  }

  @Test
  void needsNoMoreThanTheDataDir() throws UsageException {
    assertEquals(
        new PurgeOptions(
            Path.of("/data"),
            Path.of("/data"),
            3,
            false,
            VerifyMode.FULL,
            false,
            false,
            OptionalInt.empty(),
            Output.TEXT,
            Optional.empty(),
            false,
            List.of()),
        purge("--data-dir /data"));
  }

  @Test
  void takesEveryOption() throws UsageException {
    assertEquals(
        new PurgeOptions(
            Path.of("/data"),
            Path.of("/datalog"),
            5,
            true,
            VerifyMode.TAIL,
            true,
            true,
            OptionalInt.of(85),
            Output.JSON,
            Optional.of(Path.of("/dev/termination-log")),
            true,
            List.of()),
        purge(
            "--data-dir /data --data-log-dir /datalog --retain 5 --dry-run --verify tail"
                + " --delete-corrupt --trust-zxid-order --fail-above 85 --output json"
                + " --termination-log /dev/termination-log --verbose"));
    assertEquals(7, purge("--data-dir=/data -n 7").retain());
    assertTrue(purge("--data-dir /data -v").verbose());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "purge --data-dir /d --retain 2|--retain 2: must be 3 or more, as for ZooKeeper's own purge",
        "purge --data-dir /d -n -1|--retain -1: must be 3 or more, as for ZooKeeper's own purge",
        "purge --data-dir /d -n three|--retain three: must be a number, 3 or more",
        "purge --data-dir /d -n 99999999999|--retain 99999999999: must be a number, 3 or more",
        "purge --data-dir /d --fail-above 101|--fail-above 101: must be 0 to 100",
        "purge --data-dir /d --fail-above 85%|--fail-above 85%: must be a number, 0 to 100",
        "purge --data-dir /d --verify none|--verify none: must be full or tail",
        "purge --data-dir /d --output yaml|--output yaml: must be text or json",
        "purge|which directory? Give --data-dir DIR (the parent of version-2) or --config zoo.cfg",
        "purge --data-log-dir /d|which directory? Give --data-dir DIR (the parent of version-2) or"
            + " --config zoo.cfg",
        "purge --config zoo.cfg --data-dir /d|--config names the directories itself; give either it"
            + " or --data-dir and --data-log-dir",
        "purge --data-dir|--data-dir takes a value; see: snapkeeper purge --help",
        "purge --data-dir /a --data-dir /b|--data-dir is given twice; which one is meant?",
        "purge --data-dir /d --dry|no such option: --dry; did you mean --dry-run?; see: snapkeeper"
            + " purge --help",
        "purge --data-dir /d --keep 3|no such option: --keep; see: snapkeeper purge --help",
        "purge --data-dir /d extra|not an option of purge: extra; see: snapkeeper purge --help",
        "purg|no such command: purg; did you mean purge?",
        "prune|no such command: prune; there is: purge",
        "--data-dir /d|the command comes first, not --data-dir; there is: purge",
      })
  void saysWhatIsWrongAndHowToPutItRight(String line, String message) {
    assertEquals(message, fault(line.split(" ", -1)));
  }

  @Test
  void takesFromZooCfgWhatTheCommandLineDoesNotSay(@TempDir Path temp) throws Exception {
    Path cfg =
        Files.writeString(
            temp.resolve("zoo.cfg"),
            """
            dataDir = /data
            dataLogDir = /datalog
            autopurge.snapRetainCount = 7
            autopurge.purgeInteval = 1
            """);
    PurgeOptions options = purge("--config " + cfg);
    assertEquals(Path.of("/data"), options.dataDir());
    assertEquals(Path.of("/datalog"), options.dataLogDir());
    assertEquals(7, options.retain());
    assertEquals(1, options.warnings().size());
    assertEquals(4, purge("--config " + cfg + " --retain 4").retain());
  }

  @Test
  void noticesAVariableThatIsUnset() {
    assertEquals(
        "--data-dir is empty; is a variable unset in the script that calls this?",
        fault("purge", "--data-dir", ""));
    assertEquals("no command; try: snapkeeper --help", fault());
  }

  @Test
  void printsHelpAndVersion() throws UsageException {
    for (String help : List.of("-h", "--help", "help")) {
      assertTrue(text(help).contains("usage: snapkeeper COMMAND [OPTIONS]"), help);
    }
    assertTrue(text("purge", "--help").startsWith("usage: snapkeeper purge "));
    assertTrue(text("purge", "-h").startsWith("usage: snapkeeper purge "));
    assertTrue(text("--version").matches("snapkeeper \\d+\\.\\d+\\.\\d+\n"));
  }

  private static String text(String... args) throws UsageException {
    return ((Invocation.Print) parse(args)).text();
  }

  @Test
  void explainsExactlyTheOptionsThatThereAre() {
    TreeSet<String> explained = new TreeSet<>();
    Matcher matcher =
        Pattern.compile("(?m)^ {2}(?:-\\w, )? *--([a-z-]+)")
            .matcher(CommandLineParser.text("help-purge"));
    while (matcher.find()) {
      explained.add(matcher.group(1));
    }
    TreeSet<String> parsed = new TreeSet<>();
    CommandLineParser.purgeOptions().getOptions().forEach(o -> parsed.add(o.getLongOpt()));
    assertEquals(parsed, explained);
  }
}

package dev.snapkeeper.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.options.CompareOptions.Analysis;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.cli.Option;
import org.junit.jupiter.api.Test;

/** The command line of {@code snapkeeper compare}. */
class CompareArgumentsTest {
  private static Invocation parse(String line) throws UsageException {
    return new CommandLineParser(FileSystems.getDefault()).parse(line.split(" "));
  }

  private static CompareOptions options(String line) throws UsageException {
    return ((Invocation.Compare) parse(line)).options();
  }

  private static String fault(String line) {
    return assertThrows(UsageException.class, () -> parse(line)).getMessage();
  }

  @Test
  void takesTwoFilesAsSnapshotComparerDoes() throws UsageException {
    assertEquals(
        new CompareOptions(
            Optional.of(Path.of("/a")),
            Optional.of(Path.of("b")),
            Optional.empty(),
            Optional.of(new Analysis(2, -1, true, true)),
            OptionalInt.empty(),
            false,
            false,
            VerifyMode.FULL,
            Output.TEXT,
            Optional.empty(),
            false),
        options("compare -l /a -r b -b 2 -n -1 -d -i"));
    assertEquals(
        options("compare -l /a -r b -b 2 -n -1 -d -i"),
        options(
            "compare --left /a --right b --bytes 2 --nodes -1 --debug --interactive --verify full"
                + " --output text"));
  }

  @Test
  void takesADataDirAndNamesWithinIt() throws UsageException {
    assertEquals(
        new CompareOptions(
            Optional.empty(),
            Optional.of(Path.of("snapshot.1")),
            Optional.of(Path.of("/data")),
            Optional.empty(),
            OptionalInt.of(3),
            true,
            true,
            VerifyMode.NONE,
            Output.JSON,
            Optional.of(Path.of("page.html")),
            true),
        options(
            "compare --data-dir /data -r snapshot.1 --top 3 --content --exit-code --verify none"
                + " --output json --html page.html -v"));
    assertEquals(
        "--left /x/y: beside --data-dir this is the name of a snapshot in its version-2; leave out"
            + " --data-dir to give files",
        fault("compare --data-dir /data --left /x/y"));
  }

  @Test
  void listsWhereTheTreeGrewUnlessOnlyTheAnalysisIsAskedFor() throws UsageException {
    assertTrue(options("compare -l a -r b").listsGrowth());
    assertEquals(10, options("compare -l a -r b").places());
    assertTrue(!options("compare -l a -r b -b 1 -n 1").listsGrowth());
    assertTrue(options("compare -l a -r b -b 1 -n 1 --top 2").listsGrowth());
    assertTrue(options("compare -l a -r b -b 1 -n 1 --output json").listsGrowth());
  }

  @Test
  void saysWhatIsMissingOrDoesNotGoTogether() {
    assertTrue(fault("compare").startsWith("which snapshots? Give --left FILE"));
    assertTrue(fault("compare -l a").startsWith("which snapshots?"));
    assertEquals(
        "--bytes is about the analysis depth by depth, which lists a znode when either number is"
            + " exceeded: give both --bytes and --nodes",
        fault("compare -l a -r b -b 2"));
    assertTrue(fault("compare -l a -r b -d").startsWith("--debug is about"));
    assertEquals(
        "--debug and --interactive print text; leave out --output",
        fault("compare -l a -r b -b 1 -n 1 -d --output json"));
    assertEquals(
        "--bytes and --nodes list znodes depth by depth, for which --output folded has no room;"
            + " leave out either",
        fault("compare -l a -r b -b 1 -n 1 --output folded"));
    assertEquals("--top 0: must be 1 to 10000", fault("compare -l a -r b --top 0"));
    assertEquals("--verify tail: must be full or none", fault("compare -l a -r b --verify tail"));
    assertTrue(
        fault("compare -l a -r b -b x -n 1").startsWith("--bytes x: must be a whole number"));
    assertTrue(fault("compare -l a -r b --contnt").contains("did you mean --content?"));
    assertEquals("no such command: comare; did you mean compare?", fault("comare -l a"));
  }

  @Test
  void explainsEveryOption() throws UsageException {
    String help = ((Invocation.Print) parse("compare --help")).text();
    TreeSet<String> explained = new TreeSet<>();
    Matcher lines = Pattern.compile("(?m)^ {2}(?:-\\w, | {4})--([a-z-]+)").matcher(help);
    while (lines.find()) {
      explained.add(lines.group(1));
    }
    TreeSet<String> known = new TreeSet<>();
    for (Option option : CompareArguments.options().getOptions()) {
      known.add(option.getLongOpt());
    }
    assertEquals(known, explained);
    assertTrue(help.startsWith("usage: snapkeeper compare "));
    help.lines().forEach(line -> assertTrue(line.length() <= 90, line));
  }
}

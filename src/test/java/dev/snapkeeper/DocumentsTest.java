package dev.snapkeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.options.CommandLineParser;
import dev.snapkeeper.options.UsageException;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents name is there, and the commands in them are understood. */
class DocumentsTest {
  private static final List<String> COMMANDS = List.of("purge", "inspect", "compare");

  private static String read(String document) throws IOException {
    return Files.readString(Path.of(document));
  }

  private static Stream<MatchResult> matches(String regex, String text) {
    return Pattern.compile(regex).matcher(text).results();
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "chart/README.md", "src/docs/extending.md"})
  void linksLeadSomewhere(String document) throws IOException {
    Path from = Path.of(document);
    List<String> broken = new ArrayList<>();
    List<String> links =
        matches("\\]\\(([^)\\s]+)\\)", read(document)).map(m -> m.group(1)).toList();
    for (String link : links) {
      if (link.startsWith("https://")) {
        continue;
      }
      String[] parts = link.split("#", 2);
      Path to = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]).normalize();
      if (!Files.exists(to)
          || (parts.length == 2 && !anchors(Files.readString(to)).contains(parts[1]))) {
        broken.add(link);
      }
    }
    assertEquals(List.of(), broken);
  }

  /** As GitHub makes them of headings. */
  private static Set<String> anchors(String text) {
    Set<String> anchors = new HashSet<>();
    matches("(?m)^#+ (.*)$", text)
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .forEach(anchors::add);
    return anchors;
  }

  @Test
  void anchorsAreMadeAsGitHubMakesThem() {
    assertEquals(
        Set.of("where-it-differs-from-zkcleanupsh", "what-is-refused-and-what-to-do"),
        anchors("### Where it differs from zkCleanup.sh\n\n## What is refused, and what to do\n"));
  }

  /** Files that are made by the build aside. */
  @ParameterizedTest
  @ValueSource(strings = {"README.md", "src/docs/extending.md"})
  void filesAreThere(String document) throws IOException {
    Set<String> named = new TreeSet<>();
    matches("(?<![\\w/.-])(?:src|chart)/[\\w./*-]*[\\w/*]", read(document))
        .map(MatchResult::group)
        .forEach(named::add);
    assertTrue(named.size() >= 4, named.toString());
    List<String> missing = new ArrayList<>();
    for (String name : named) {
      if (!exists(name)) {
        missing.add(name);
      }
    }
    assertEquals(List.of(), missing);
  }

  private static boolean exists(String name) throws IOException {
    if (!name.contains("*")) {
      return Files.exists(Path.of(name));
    }
    int star = name.indexOf('*');
    Path root = Path.of(name.substring(0, name.lastIndexOf('/', star)));
    try (Stream<Path> files = Files.walk(root)) {
      return files.anyMatch(root.getFileSystem().getPathMatcher("glob:" + name)::matches);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "src/docs/extending.md"})
  void testsAreThere(String document) throws IOException {
    Set<String> classes = new HashSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      files.forEach(file -> classes.add(file.getFileName().toString().replace(".java", "")));
    }
    List<String> missing =
        matches("`(\\w+(?:Test|IT|Fuzz))(?:\\.\\w+)?`", read(document))
            .map(m -> m.group(1))
            .filter(name -> !classes.contains(name))
            .toList();
    assertEquals(List.of(), missing);
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "src/docs/extending.md"})
  void makeHasTheTargets(String document) throws IOException {
    String makefile = read("Makefile");
    List<String> targets =
        matches("(?:`|(?m:^ {4}))make(?: -s)? ([a-z-]+)", read(document))
            .map(m -> m.group(1))
            .toList();
    assertTrue(targets.size() >= 3, targets.toString());
    assertEquals(
        List.of(),
        targets.stream().filter(target -> !makefile.contains("\n" + target + ":")).toList());
  }

  /** Each line that runs the program, with the program's own parser. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "src/dist/systemd/snapkeeper.service",
        "src/dist/compose/snapkeeper.yaml"
      })
  void commandLinesAreUnderstood(String document) throws IOException {
    List<String> commandLines = commandLines(read(document));
    assertTrue(commandLines.size() >= (document.equals("README.md") ? 15 : 1), "" + commandLines);
    List<String> faults = new ArrayList<>();
    try (FileSystem machine = Jimfs.newFileSystem(Configuration.unix())) {
      Files.createDirectories(machine.getPath("/etc/zookeeper"));
      Files.writeString(machine.getPath("/etc/zookeeper/zoo.cfg"), "dataDir=/data\n");
      for (String line : commandLines) {
        try {
          new CommandLineParser(machine).parse(line.split(" +"));
        } catch (UsageException e) {
          faults.add(line + ": " + e.getMessage());
        }
      }
    }
    assertEquals(List.of(), faults);
  }

  /** The arguments of each call of the program, without what a shell does with the output. */
  private static List<String> commandLines(String text) {
    String commands = "(?:" + String.join("|", COMMANDS) + ")";
    // an image's tag or the jar, or the bare name at a line's beginning; a Compose file has a list
    return matches(
            "(?:snapkeeper\\.jar|snapkeeper:[0-9.]+|-- ?|(?m:^ {4})snapkeeper|command: \\[)\\s+?("
                + commands
                + "(?![\\w-])[^\\n]*)",
            text.replaceAll(" *\\\\\\n *", " ").replace("command: [", "command: [ "))
        .map(m -> m.group(1).replaceAll(" +([#|>&]|2>).*", ""))
        .map(args -> args.replaceAll(",? +|,$", " ").replaceAll("\\]$", "").strip())
        .filter(args -> !args.contains("(") && !args.contains("["))
        .toList();
  }

  @Test
  void commandLinesAreFound() {
    assertEquals(
        List.of("purge --dry-run", "compare -l a", "inspect", "purge --data-dir=/d"),
        commandLines(
            """
                $ java -jar target/snapkeeper.jar purge --dry-run | less
                snapkeeper compare -l a 2> err   # a comment
                snapkeeper purge (--data-dir DIR | --config FILE) [OPTIONS]
                docker run \\
                    snapkeeper:0.1.0 inspect
                command: [purge, --data-dir=/d]
            """));
  }

  /** An option in a sentence is one of the program's, or of a program that is named here. */
  @Test
  void optionsAreTheProgramsOwn() throws IOException {
    Set<String> foreign = Set.of("--memory", "--profile", "--values");
    List<String> unknown =
        matches("`(--[a-z-]+)", read("README.md"))
            .map(m -> m.group(1))
            .distinct()
            .filter(option -> !foreign.contains(option) && !isKnown(option))
            .toList();
    assertEquals(List.of(), unknown);
    assertTrue(isKnown("--dry-run") && isKnown("--exit-code") && !isKnown("--dry"));
  }

  private static boolean isKnown(String option) {
    return Stream.concat(
            Arrays.stream(new String[][] {{option}}),
            COMMANDS.stream().map(command -> new String[] {command, option}))
        .anyMatch(
            args -> {
              try {
                new CommandLineParser(Path.of("").getFileSystem()).parse(args);
                return true;
              } catch (UsageException e) {
                return !e.getMessage().matches("(no such|the command comes first).*");
              }
            });
  }

  @Test
  void theRunbookHasARowForEachExitCodeOfAFailure() throws IOException {
    String readme = read("README.md");
    int start = readme.indexOf("### The job failed with code N\n");
    String section = readme.substring(start, readme.indexOf("\n### ", start + 4));
    Set<Integer> rows = new TreeSet<>();
    matches("(?m)^\\| ([0-9, ]+) \\|", section)
        .flatMap(row -> Arrays.stream(row.group(1).split(", ")))
        .map(Integer::valueOf)
        .forEach(rows::add);
    Set<Integer> codes = new TreeSet<>(Set.of(137)); // a shell's for SIGKILL
    for (ExitCode code : ExitCode.values()) {
      if (code != ExitCode.OK) {
        codes.add(code.status());
      }
    }
    assertEquals(codes, rows);
  }
}

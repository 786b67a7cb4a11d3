package dev.snapkeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Data flows one way, and what is dangerous is done in one place. */
class ArchitectureTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/snapkeeper");

  /** In the order in which data flows; a package may use those before it. */
  private static final List<String> STAGES =
      List.of("usage", "options", "datadir", "snapshot", "plan", "purge", "report", "command");

  private static final Pattern OWN_IMPORT =
      Pattern.compile("import (?:static )?dev\\.snapkeeper\\.([a-z]+)\\.");

  /** What may stand in some places only: a pattern, and the packages or files that may have it. */
  private static final Map<String, Set<String>> RESERVED =
      Map.of(
          "org\\.apache\\.zookeeper|org\\.apache\\.jute", Set.of("snapshot", "plan"),
          "org\\.apache\\.commons\\.cli", Set.of("options"),
          "org\\.xerial\\.snappy", Set.of("snapshot"),
          "com\\.grack\\.nanojson", Set.of("report"),
          "System\\.(out|err|in|exit|setOut|setErr)\\b|Runtime\\.getRuntime", Set.of("Main.java"),
          "\\bFiles\\.delete|\\.deleteFile\\(|\\.delete\\(\\)", Set.of("purge", "ShadowRule.java"),
          "\\bFiles\\.(write|create|move|copy)",
              Set.of("ShadowRule.java", "TerminationMessage.java"),
          "java\\.io\\.File\\b|\\.toFile\\(\\)",
              Set.of("ShadowRule.java", "SnapshotVerifier.java"));

  private static List<String> faults(String packageName, String file, String source) {
    List<String> faults = new ArrayList<>();
    Matcher imports = OWN_IMPORT.matcher(source);
    while (imports.find()) {
      boolean later = STAGES.indexOf(imports.group(1)) > STAGES.indexOf(packageName);
      if (later && !packageName.isEmpty()) {
        faults.add(file + " imports from a later stage: " + imports.group(1));
      }
    }
    RESERVED.forEach(
        (pattern, places) -> {
          if (Pattern.compile(pattern).matcher(source).find()
              && !places.contains(packageName)
              && !places.contains(file)) {
            faults.add(file + " has what is reserved to " + places + ": " + pattern);
          }
        });
    return faults;
  }

  /** Source files by path, without comments. */
  private static Map<Path, String> sources() throws IOException {
    Map<Path, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        sources.put(
            SOURCES.relativize(file),
            Files.readString(file).replaceAll("(?s)/\\*.*?\\*/|//[^\n]*", ""));
      }
    }
    return sources;
  }

  @Test
  void everySourceKeepsTheRules() throws IOException {
    Map<Path, String> sources = sources();
    assertTrue(sources.size() > 40, "sources found: " + sources.size());
    List<String> faults = new ArrayList<>();
    sources.forEach(
        (file, source) -> {
          String packageName = file.getNameCount() == 1 ? "" : file.getName(0).toString();
          assertTrue(packageName.isEmpty() || STAGES.contains(packageName), packageName);
          faults.addAll(faults(packageName, file.getFileName().toString(), source));
        });
    assertEquals(List.of(), faults);
  }

  @Test
  void everyRuleCanBeBroken() {
    assertEquals(
        List.of("X.java imports from a later stage: purge"),
        faults("plan", "X.java", "import dev.snapkeeper.purge.Purger;"));
    assertEquals(List.of(), faults("purge", "X.java", "import dev.snapkeeper.plan.PurgePlan;"));
    for (String line :
        List.of(
            "import org.apache.zookeeper.server.PurgeTxnLog;",
            "import org.apache.jute.Record;",
            "import org.apache.commons.cli.Option;",
            "import org.xerial.snappy.Snappy;",
            "import com.grack.nanojson.JsonWriter;",
            "System.exit(1);",
            "Runtime.getRuntime().halt(1);",
            "Files.deleteIfExists(file);",
            "directory.deleteFile(name);",
            "Files.createDirectories(path);",
            "path.toFile();")) {
      assertEquals(1, faults("command", "X.java", line).size(), line);
    }
  }
}

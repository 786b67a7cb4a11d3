package dev.snapkeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data flows one way, and what is dangerous is done in one place. */
class ArchitectureTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/snapkeeper");

  /** In the order in which data flows; a package may use those before it. */
  private static final List<String> STAGES =
      List.of(
          "options",
          "datadir",
          "snapshot",
          "compare",
          "plan",
          "purge",
          "inspect",
          "report",
          "command");

  /** Stands beside the stages and knows none of them. */
  private static final String BESIDE = "usage";

  /** Imported or written out. */
  private static final Pattern OWN_PACKAGE =
      Pattern.compile("(?<!package )\\bdev\\.snapkeeper\\.([a-z]+)\\.");

  /** What may stand in some places only: a pattern, and the packages or files that may have it. */
  private static final Map<String, Set<String>> RESERVED =
      Map.ofEntries(
          Map.entry("\\borg\\.apache\\.(zookeeper|jute)\\b", Set.of("snapshot", "plan")),
          Map.entry("\\borg\\.apache\\.commons\\.cli\\b", Set.of("options")),
          Map.entry("\\borg\\.xerial\\.snappy\\b", Set.of("snapshot", "NativeLibrary.java")),
          Map.entry("\\bcom\\.grack\\.nanojson\\b", Set.of("report")),
          Map.entry("\\bio\\.prometheus\\b", Set.of("Exposition.java", "Pushgateway.java")),
          // who may speak to the network
          Map.entry(
              "\\bjava\\.net\\.(?!URLDecoder\\b)|\\bjava\\.nio\\.channels\\.\\w*Socket",
              Set.of("Pushgateway.java")),
          Map.entry("\\bdev\\.snapkeeper\\.usage\\.", Set.of("report", "command")),
          Map.entry("\\bdev\\.snapkeeper\\.Main\\b", Set.of()),
          Map.entry(
              "\\bSystem(\\.|::)(out|err|in|exit|setOut|setErr|setIn|console)\\b"
                  + "|\\bSystem\\.\\*|\\.printStackTrace\\(\\)|\\bRuntime\\.getRuntime\\b|\\bFileDescriptor\\b",
              Set.of("Main.java")),
          Map.entry(
              "\\bFiles(\\.|::)delete|(\\.|::)delete(File|Directory)\\b|\\.delete\\(\\)|\\bFile::delete",
              Set.of("purge", "ShadowRule.java", "ShadowSweep.java", "WholeFile.java")),
          Map.entry(
              "\\bFiles(\\.|::)(write|create|move|copy|set|newOutputStream|newBufferedWriter)",
              Set.of(
                  "ShadowRule.java",
                  "ShadowSweep.java",
                  "TerminationMessage.java",
                  "WholeFile.java")),
          // the deleter that ZooKeeper brings along, and files opened for more than reading
          Map.entry("\\bPurgeTxnLog(;|\\.|::)", Set.of("ShadowRule.java")),
          Map.entry(
              "\\borg\\.apache\\.logging\\b|\\borg\\.slf4j\\b", Set.of("Log.java", "Main.java")),
          Map.entry("\\bUserDefinedFileAttributeView\\b", Set.of("ProofMark.java")),
          Map.entry(
              "\\bStandardOpenOption\\.(?!READ\\b)",
              Set.of("ShadowRule.java", "TerminationMessage.java", "WholeFile.java")),
          Map.entry("\\b(FileOutputStream|FileWriter|RandomAccessFile)\\b", Set.of("Main.java")),
          Map.entry(
              "\\bjava\\.io\\.File\\b|\\.toFile\\(\\)",
              Set.of("ShadowRule.java", "SnapshotVerifier.java")));

  private static List<String> faults(String packageName, String file, String source) {
    List<String> faults = new ArrayList<>();
    // Main comes after every stage, the other classes of the root before
    int own = file.equals("Main.java") ? STAGES.size() : STAGES.indexOf(packageName);
    Matcher names = OWN_PACKAGE.matcher(source);
    while (names.find()) {
      if (STAGES.indexOf(names.group(1)) > own) {
        faults.add(file + " uses a later stage: " + names.group(1));
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
            // a "//" after a colon is part of an address
            Files.readString(file).replaceAll("(?s)/\\*.*?\\*/|(?<!:)//[^\n]*", ""));
      }
    }
    return sources;
  }

  @Test
  void everySourceKeepsTheRules() throws IOException {
    Map<Path, String> sources = sources();
    assertTrue(sources.size() > 40, "sources found: " + sources.size());
    Set<String> known = new HashSet<>(STAGES);
    known.add(BESIDE);
    List<String> faults = new ArrayList<>();
    sources.forEach(
        (file, source) -> {
          String packageName = file.getNameCount() == 1 ? "" : file.getName(0).toString();
          assertTrue(packageName.isEmpty() || known.contains(packageName), packageName);
          faults.addAll(faults(packageName, file.getFileName().toString(), source));
        });
    assertEquals(List.of(), faults);
  }

  @Test
  void noStageMayUseALaterOne() {
    for (int own = 0; own < STAGES.size(); own++) {
      for (int other = 0; other < STAGES.size(); other++) {
        String stage = STAGES.get(other);
        for (String line :
            List.of(
                "import dev.snapkeeper." + stage + ".Y;",
                "import static dev.snapkeeper." + stage + ".Y.z;",
                "var y = new dev.snapkeeper." + stage + ".Y();")) {
          assertEquals(
              other > own ? List.of("X.java uses a later stage: " + stage) : List.of(),
              faults(STAGES.get(own), "X.java", line));
        }
      }
    }
  }

  @Test
  void whatStandsBesideTheStagesUsesNone() {
    String line = "import dev.snapkeeper.options.Y;";
    assertEquals(List.of("X.java uses a later stage: options"), faults(BESIDE, "X.java", line));
    assertEquals(List.of("X.java uses a later stage: options"), faults("", "X.java", line));
    assertEquals(List.of(), faults("", "Main.java", "import dev.snapkeeper.command.Y;"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import org.apache.zookeeper.server.persistence.SnapStream;",
        "import static org.apache.zookeeper.ZooDefs.Ids;",
        "import org.apache.jute.Record;",
        "import org.apache.commons.cli.Option;",
        "import org.xerial.snappy.Snappy;",
        "import com.grack.nanojson.JsonWriter;",
        "import io.prometheus.metrics.model.snapshots.Labels;",
        "import java.net.URL;",
        "import java.net.http.HttpClient;",
        "import java.nio.channels.SocketChannel;",
        "import dev.snapkeeper.usage.DiskUsage;",
        "import dev.snapkeeper.Main;",
        "System.out.println();",
        "lines.forEach(System.out::println);",
        "System.err.println();",
        "System.in.read();",
        "System.exit(1);",
        "codes.forEach(System::exit);",
        "import static java.lang.System.exit;",
        "import static java.lang.System.*;",
        "System.setOut(log);",
        "e.printStackTrace();",
        "Runtime.getRuntime().halt(1);",
        "import java.io.FileDescriptor;",
        "Files.delete(file);",
        "Files.deleteIfExists(file);",
        "import static java.nio.file.Files.delete;",
        "files.forEach(Files::delete);",
        "directory.deleteFile(name);",
        "names.forEach(directory::deleteFile);",
        "file.delete();",
        "Files.createDirectories(path);",
        "Files.write(file, bytes);",
        "Files.setLastModifiedTime(file, time);",
        "Set.of(StandardOpenOption.WRITE);",
        "import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;",
        "PurgeTxnLog.purge(dir, dir, 3);",
        "import java.io.RandomAccessFile;",
        "path.toFile();",
        "import java.io.File;",
      })
  void everyReservationCanBeBroken(String line) {
    assertEquals(1, faults("datadir", "X.java", line).size());
  }
}

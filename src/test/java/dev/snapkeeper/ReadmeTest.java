package dev.snapkeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import dev.snapkeeper.report.Metric;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Run;
import dev.snapkeeper.testing.Znodes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README says what is so. */
class ReadmeTest {
  @TempDir Path temp;

  private static String readme() throws IOException {
    return Files.readString(Path.of("README.md"));
  }

  @Test
  void namesTestsThatExist() throws IOException {
    StringBuilder tests = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        tests.append(Files.readString(file));
      }
    }
    Matcher named = Pattern.compile("(?m)\\| `(\\w+)` \\|$").matcher(readme());
    int count = 0;
    while (named.find()) {
      assertTrue(tests.indexOf("void " + named.group(1) + "(") > 0, named.group(1));
      count++;
    }
    assertTrue(count > 12, "names found: " + count);
  }

  @Test
  void hasEveryExitCode() throws IOException {
    for (ExitCode code : ExitCode.values()) {
      assertTrue(
          readme().contains("| " + code.status() + " | " + code.label() + " |"), code.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"purge", "inspect", "compare"})
  void explainsEveryOptionOfTheHelpText(String command) throws IOException {
    try (InputStream help =
        Main.class.getResourceAsStream("/dev/snapkeeper/options/help-" + command + ".txt")) {
      Matcher option =
          Pattern.compile("(?m)^ {2}(?:-\\w, )? *(--[a-z-]+)")
              .matcher(new String(help.readAllBytes(), StandardCharsets.UTF_8));
      while (option.find()) {
        assertTrue(readme().contains("`" + option.group(1)), option.group(1));
      }
    }
  }

  @Test
  void hasARowForEachMetricAndNoOther() throws IOException {
    assertEquals(
        Arrays.stream(Metric.values()).map(Metric::label).toList(),
        Pattern.compile("(?m)^\\| `(snapkeeper_\\w+)` \\|")
            .matcher(readme())
            .results()
            .map(row -> row.group(1))
            .toList());
  }

  @Test
  void documentsEveryFieldOfTheJsonReport() throws Exception {
    Set<String> fields = new TreeSet<>();
    Picture.draw(
        temp.resolve("version-2"),
        Picture.HEALTHY
            + """
            snapshot.500  truncated      3h
            snapshot.bak  junk           3h
            """);
    for (List<String> options :
        List.of(
            List.of("--dry-run", "-v", "--retain", "5"),
            List.of("--dry-run", "--retain", "3", "--fail-above", "99"),
            List.of("-v"))) {
      List<String> all = new ArrayList<>(options);
      all.addAll(List.of("--output", "json"));
      String json = Run.purge(temp, all.toArray(String[]::new)).out();
      collect(JsonParser.object().from(json), fields);
    }
    assertTrue(fields.size() > 40, fields.toString());
    assertDocumented(fields);
  }

  @Test
  void documentsEveryFieldOfTheJsonOfCompare() throws Exception {
    Znodes znodes = new Znodes().put("/a/b", 10).putMany("/q/t-", 20, 100);
    Path version2 = Files.createDirectories(temp.resolve("version-2"));
    age(znodes.write(version2.resolve("snapshot.1")), 2);
    age(znodes.put("/a/b", 900).putMany("/q/u-", 30, 9).write(version2.resolve("snapshot.2")), 1);
    Run run =
        Run.compare(
            "--data-dir", temp.toString(), "--content", "-b", "2", "-n", "1", "--output", "json");
    Set<String> fields = new TreeSet<>();
    collect(JsonParser.object().from(run.out()), fields);
    assertTrue(fields.size() > 40, fields.toString());
    assertDocumented(fields);
  }

  @Test
  void documentsEveryFieldOfTheJsonOfInspect() throws Exception {
    Znodes znodes = new Znodes().put("/a/b", 10).putMany("/q/t-", 20, 100);
    Path version2 = Files.createDirectories(temp.resolve("version-2"));
    age(znodes.write(version2.resolve("snapshot.1")), 9);
    age(znodes.put("/a/b", 900).putMany("/q/u-", 30, 9).write(version2.resolve("snapshot.2")), 8);
    Picture.draw(
        version2,
        """
        snapshot.3      flipped   7h
        snapshot.4      flipped   6h
        log.1           log:1..3  6h
        log.4           junk      5h
        snapshot.5.tmp  sound     5h
        snapshot.bak    junk      5h
        """);
    Set<String> fields = new TreeSet<>();
    for (List<String> options :
        List.of(List.<String>of(), List.of("-n", "5"), List.of("--verify", "none"))) {
      List<String> all = new ArrayList<>(options);
      all.addAll(List.of("--output", "json"));
      String json = Run.inspect(temp, all.toArray(String[]::new)).out();
      collect(JsonParser.object().from(json), fields);
    }
    assertTrue(fields.containsAll(Set.of("refusal", "keeps_all", "unknown", "fault")), "" + fields);
    assertTrue(fields.size() > 80, fields.toString());
    assertDocumented(fields);
  }

  private static void age(Path file, int hours) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Picture.NOW.minus(Duration.ofHours(hours))));
  }

  private static void assertDocumented(Set<String> fields) throws IOException {
    String readme = readme();
    assertEquals(
        List.of(),
        fields.stream()
            .filter(field -> !readme.contains(field + "`") && !readme.contains("`" + field))
            .toList());
  }

  private static void collect(Object json, Set<String> fields) {
    if (json instanceof JsonObject object) {
      object.forEach(
          (key, value) -> {
            fields.add(key);
            collect(value, fields);
          });
    } else if (json instanceof JsonArray array) {
      array.forEach(value -> collect(value, fields));
    }
  }
}

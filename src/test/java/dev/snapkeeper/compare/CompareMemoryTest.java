package dev.snapkeeper.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.testing.Znodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How little heap it takes, seen in a JVM that has no more. */
class CompareMemoryTest {
  private static final int TABLES = 150;

  @TempDir static Path dir;
  private static Path left;
  private static Path right;
  private static Path shuffled;

  /** Some 200,000 znodes a side, of which every hundredth or so is in one of them only. */
  @BeforeAll
  static void writeAPair() {
    Random random = new Random(1);
    Znodes before = new Znodes();
    Znodes after = new Znodes();
    for (int table = 0; table < TABLES; table++) {
      for (String below : List.of("blocks", "log", "replicas/r1/parts")) {
        String parent = "/clickhouse/tables/table-" + table + "/" + below + "/part_of_some_name-";
        for (int i = 0; i < 440; i++) {
          int length = random.nextInt(60);
          int fate = random.nextInt(200);
          if (fate != 0) {
            before.put(parent + i, length);
          }
          if (fate > 2) {
            after.put(parent + i, fate == 3 ? length + 1 : length);
          }
        }
      }
    }
    left = before.write(dir.resolve("left"));
    right = after.write(dir.resolve("right"));
    shuffled = after.write(dir.resolve("shuffled"), random);
  }

  /** Runs the program in a JVM of its own, and returns what it printed on stdout. */
  private static String compare(String heap, Path one, Path other, String... options)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.snapkeeper.Main",
                "compare",
                "-l",
                one.toString(),
                "-r",
                other.toString()));
    command.addAll(List.of(options));
    Path err = dir.resolve("err");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> Files.exists(err) ? read(err) : "");
    return out;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void keepsNextToNothingWhereSiblingsComeInOneOrder() throws Exception {
    String answer = compare("10m", left, right, "--content");

    assertTrue(answer.startsWith("DIFFERENT: -"), answer);
    assertTrue(answer.contains("data of another length: "), answer);
  }

  @Test
  void keepsATreeInFewBytesWhereTheyDoNot() throws Exception {
    String alike = compare("16m", left, right, "-b", "2", "-n", "1");
    String different = compare("32m", left, shuffled, "-b", "2", "-n", "1");

    assertEquals(
        alike.substring(alike.indexOf("Node count")),
        different.substring(different.indexOf("Node count")));
  }
}

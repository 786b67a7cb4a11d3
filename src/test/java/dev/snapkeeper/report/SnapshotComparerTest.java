package dev.snapkeeper.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.testing.Peer;
import dev.snapkeeper.testing.RandomZnodes;
import dev.snapkeeper.testing.Run;
import dev.snapkeeper.testing.Znodes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the first node count on, a comparison prints what ZooKeeper's SnapshotComparer prints. */
class SnapshotComparerTest {
  private static final int PAIRS = 120;
  private static final List<String> EXTENSIONS = List.of("", ".gz", ".snappy");

  @TempDir Path dir;

  private void assertSame(String what, Path left, Path right, String typed, String... options) {
    List<String> ours =
        new ArrayList<>(List.of("--left", left.toString(), "--right", right.toString()));
    ours.addAll(List.of(options));
    Run run = Run.compare(new StopSignal(), typed, ours.toArray(String[]::new));
    assertEquals(ExitCode.OK, run.exit(), what + ": " + run.err());
    assertEquals(Peer.compare(left, right, typed, options), Peer.fromNodeCount(run.out()), what);
  }

  @Test
  void printsTheSameForRandomPairs() {
    for (int seed = 0; seed < PAIRS; seed++) {
      Random random = new Random(seed);
      RandomZnodes make = new RandomZnodes(random);
      Znodes before = make.tree(random.nextInt(60));
      Znodes after =
          switch (seed % 6) {
            case 0 -> make.tree(40); // nothing in common
            case 1 -> before.copy();
            default -> make.later(before, random.nextInt(30));
          };
      if (seed % 4 == 3) {
        for (int i = 0; i < 4; i++) {
          make.quota(before);
          make.quota(after);
        }
      }
      Path left = before.write(dir.resolve("left" + EXTENSIONS.get(random.nextInt(3))), random);
      Path right = after.write(dir.resolve("right" + EXTENSIONS.get(random.nextInt(3))), random);
      List<String> options =
          new ArrayList<>(
              List.of(
                  "-b", Integer.toString(random.nextInt(12) - 1),
                  "-n", Integer.toString(random.nextInt(4) - 1)));
      if (random.nextInt(3) == 0) {
        options.add("-d");
      }
      assertSame("seed " + seed + " " + options, left, right, "", options.toArray(String[]::new));
    }
  }

  @Test
  void answersTheSameQuestions() {
    String typed =
        """

        3
        99
        -1
        nonsense
        /a
        /only/left
        /nowhere
        /a/
        /
        0


        """;
    Znodes before = new Znodes().putMany("/a/b", 3, 5).put("/only/left", 4).put("/only/left/x", 1);
    Znodes after = before.copy().remove("/only").put("/a/c d/é", 9).putMany("/a/b", 4, 5);
    Path left = before.write(dir.resolve("left"));
    Path right = after.write(dir.resolve("right.gz"));

    assertSame("to the end", left, right, typed + "\n\n\n\n", "-b", "2", "-n", "1", "-i");
    assertSame("in detail", left, right, typed + "3\n\n", "-b", "0", "-n", "0", "-i", "-d");
  }

  @Test
  void stopsAskingWhereTheInputEnds() {
    Path file = new Znodes().put("/a", 5).write(dir.resolve("snapshot"));

    assertSame("nothing typed", file, file, "", "-b", "2", "-n", "1", "-i");
    assertSame("half a line", file, file, "\n/a", "-b", "2", "-n", "1", "-i");
  }

  @Test
  void countsQuotasAnewAsZooKeeperDoesOnLoading() {
    Znodes znodes = new Znodes().putMany("/a/b", 11, 10).putMany("/c", 3, 10);
    for (String path : List.of("/a", "/a/b0", "/gone", "/zookeeper", "/zookeeper/quota")) {
      String quota = "/zookeeper/quota" + path;
      znodes.put(quota + "/zookeeper_limits", "count=5,bytes=100");
      znodes.put(quota + "/zookeeper_stats", "count=0,bytes=0");
    }
    Path left = znodes.write(dir.resolve("left"), new Random(1));
    Path right = znodes.copy().put("/a/new", 500).write(dir.resolve("right"), new Random(2));

    assertSame("with quotas", left, right, "", "-b", "-1", "-n", "-1");
  }

  @Test
  void sortsByPathAndNotByName() {
    Znodes znodes = new Znodes();
    for (String name : List.of("a", "a-b", "a b", "a.b", "a!", "a0", "ab", "a字", "é", "漢")) {
      znodes.put("/" + name + "/" + name + "/x", 1);
    }
    Path left = new Znodes().put("/a/a/x", 3).write(dir.resolve("left"));
    Path right = znodes.write(dir.resolve("right"), new Random(3));

    assertSame("odd names", left, right, "", "-b", "0", "-n", "0", "-d");
  }

  @Test
  void takesNamesAsLongAsZooKeeperTakesThem() {
    Znodes znodes = new Znodes();
    for (int length : List.of(1, 126, 127, 128, 129, 4_093, 4_094, 4_095, 70_000, 900_000)) {
      znodes.put("/" + "n".repeat(length), length);
      znodes.put("/dir/" + "n".repeat(length) + "/child", 1);
    }
    Path left = znodes.write(dir.resolve("left"), new Random(4));
    Path right =
        znodes
            .copy()
            .put("/" + "n".repeat(899_999) + "x", 3)
            .put("/dir/" + "n".repeat(4_094) + "/other", 3)
            .write(dir.resolve("right.gz"), new Random(5));

    assertSame("long names", left, right, "", "-b", "-1", "-n", "0");
  }

  @Test
  void goesAsDeepAsATreeDoes() throws Exception {
    int depth = 3_000;
    Path[] chain = new Path[1];
    Thread writer =
        new Thread(
            null,
            () -> chain[0] = new Znodes().put("/n".repeat(depth), 7).write(dir.resolve("deep.gz")),
            "writes by recursion",
            1L << 29);
    writer.start();
    writer.join();
    Path shallow = new Znodes().put("/n", 7).write(dir.resolve("shallow"));

    assertSame("grown deep", shallow, chain[0], "", "-b", "6", "-n", "2990");
    assertSame("deep against itself", chain[0], chain[0], "", "-b", "6", "-n", "2990");
  }

  @Test
  void escapesControlCharactersAndNothingElse() {
    Path left = new Znodes().put("/a", 5).write(dir.resolve("left"));
    Path right =
        new Znodes().put("/a", 5).put("/t\tn\nr\u202e\u009b", 3).write(dir.resolve("right"));

    Run run = Run.compare("-l", left.toString(), "-r", right.toString(), "-b", "0", "-n", "0");

    assertTrue(
        run.out()
            .contains(
                "\nNode /t\\u0009n\\u000ar\\u202e\\u009b found only in right tree. Descendant size:"
                    + " 3. Descendant count: 0\n"),
        run.out());
  }
}

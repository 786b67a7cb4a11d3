package dev.snapkeeper.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.testing.RandomZnodes;
import dev.snapkeeper.testing.Run;
import dev.snapkeeper.testing.Znodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines that flame graph viewers open. */
class FoldedTest {
  @TempDir Path dir;

  private String compare(Znodes before, Znodes after) {
    Path left = before.write(dir.resolve("left"));
    Path right = after.write(dir.resolve("right"));
    Run run = Run.compare("-l", left.toString(), "-r", right.toString(), "--output", "folded");
    assertEquals(new Run(ExitCode.OK, run.out(), ""), run);
    return run.out();
  }

  private String inspect(Znodes znodes) throws IOException {
    znodes.write(Files.createDirectories(dir.resolve("version-2")).resolve("snapshot.1"));
    return Run.inspect(dir, "--output", "folded").out();
  }

  @Test
  void givesEachZnodeItsOwnDataOfThePairsLeftAndRight() {
    Znodes before = new Znodes().put("/app", 5).put("/app/gone", 7).put("/app/same/below", 1);
    Znodes after = before.copy().remove("/app/gone").put("/app/new", 20);

    assertEquals(
        """
        /;app 5 5
        /;app;gone 7 0
        /;app;new 0 20
        /;app;same;below 1 1
        """,
        compare(before, after));
  }

  @Test
  void listsAllBelowWhatIsGoneWithNothingOnTheRight() {
    Znodes before = new Znodes().put("/kept", 1).put("/gone/a/b", 7).put("/gone/c", 2);

    assertEquals(
        """
        /;gone;a;b 7 0
        /;gone;c 2 0
        /;kept 1 1
        """,
        compare(before, before.copy().remove("/gone")));
    assertEquals(
        """
        /;others;(others) 0 30000
        """,
        compare(new Znodes(), new Znodes().putMany("/others/n", 3_000, 10)));
    assertEquals(
        """
        /;others;(others) 30000 0
        """,
        compare(new Znodes().putMany("/others/n", 3_000, 10), new Znodes()));
  }

  @Test
  void addsUpToTheWholeOnEachSide() {
    for (int seed = 0; seed < 12; seed++) {
      Random random = new Random(seed);
      RandomZnodes make = new RandomZnodes(random);
      Znodes before = make.tree(random.nextInt(120));
      Znodes after = seed % 4 == 0 ? make.tree(60) : make.later(before, random.nextInt(60));
      // some of them many and small, on either side, so that they become others
      (seed % 2 == 0 ? before : after).putMany("/many/of/them", 400 * (seed % 5), 3);
      long left = 0;
      long right = 0;
      for (String line : compare(before, after).lines().toList()) {
        String[] cells = line.split(" ", -1);
        assertEquals(3, cells.length, line);
        left += Long.parseLong(cells[1]);
        right += Long.parseLong(cells[2]);
      }
      assertEquals(sum(before), left, "left of seed " + seed);
      assertEquals(sum(after), right, "right of seed " + seed);
    }
  }

  private static long sum(Znodes znodes) {
    return znodes.lengths().values().stream().mapToLong(Integer::intValue).sum();
  }

  @Test
  void listsNothingThatTheNewestSnapshotDoesNotHold() throws IOException {
    Path version2 = Files.createDirectories(dir.resolve("version-2"));
    Znodes before =
        new Znodes().put("/kept", 4_000).put("/gone", 700).putMany("/emptied/n", 3_000, 10);
    before.write(version2.resolve("snapshot.0"));

    assertEquals(
        """
        /;kept 4000
        /;new 3000
        """,
        inspect(before.copy().remove("/gone").remove("/emptied").put("/new", 3_000)));
  }

  @Test
  void givesOneFigureWhereThereIsOneSnapshot() throws IOException {
    assertEquals(
        """
        /;app 5
        /;app;queue;(others) 30000
        /;app;state 9000
        """,
        inspect(
            new Znodes()
                .put("/app", 5)
                .putMany("/app/queue/task-", 3_000, 10)
                .put("/app/state", 9_000)));
  }

  @Test
  void keepsNamesApartFromWhatSeparatesThem() throws IOException {
    assertEquals(
        """
        /;a\\u0020b\\u0020123;c\\u003bd 2
        /;back\\u005cslash 5
        /;line\\u000afeed 3
        /;ünï漢字 4
        """,
        inspect(
            new Znodes()
                .put("/a b 123/c;d", 2)
                .put("/line\nfeed", 3)
                .put("/ünï漢字", 4)
                .put("/back\\slash", 5)));
  }

  @Test
  void hasNoLineWhereThereIsNoData() throws IOException {
    assertEquals("", inspect(new Znodes().put("/a", 0)));
  }
}

package dev.snapkeeper.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.testing.Run;
import dev.snapkeeper.testing.Znodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

package dev.snapkeeper.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.snapkeeper.StopSignal;
import dev.snapkeeper.testing.Znodes;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A growth is listed where it happens: not above it, and not in crumbs below it. */
class GrowthTest {
  @TempDir Path dir;

  private String grown(Znodes before, Znodes after, Growth.Measure measure, int places)
      throws Exception {
    Path left = before.write(dir.resolve("left"));
    Path right = after.write(dir.resolve("right"));
    SnapshotDiff diff =
        new Comparison(() -> Growth.keep(places), OptionalInt.empty(), false, false)
            .of(SnapshotFile.of(left), SnapshotFile.of(right), new StopSignal());
    Growth growth = Growth.of(diff.tree(), measure, places);
    return growth.places().stream()
            .map(
                place ->
                    place.path()
                        + " +"
                        + place.grew()
                        + (place.isRest() ? " rest" : "")
                        + " "
                        + place.left()
                        + ".."
                        + place.right()
                        + "\n")
            .collect(Collectors.joining())
        + (growth.further() > 0 ? growth.further() + " more\n" : "")
        + "total "
        + growth.total()
        + "\n";
  }

  private String bytes(Znodes before, Znodes after) throws Exception {
    return grown(before, after, Growth.Measure.BYTES, 3);
  }

  private String znodes(Znodes before, Znodes after) throws Exception {
    return grown(before, after, Growth.Measure.ZNODES, 3);
  }

  @Test
  void listsAQueueAndNeitherItsParentsNorItsTasks() throws Exception {
    Znodes before = new Znodes().putMany("/app/jobs/queue/task-", 10, 100).put("/app/config", 50);
    Znodes after = before.copy().putMany("/app/jobs/queue/more-", 200, 100);

    assertEquals(
        """
        /app/jobs/queue +20000 1000..21000
        total 20000
        """,
        bytes(before, after));
    assertEquals(
        """
        /app/jobs/queue +200 10..210
        total 200
        """,
        znodes(before, after));
  }

  @Test
  void listsAFewNewZnodesWhereTheyComeTogether() throws Exception {
    Znodes before = new Znodes().put("/queue", 0);
    Znodes after = before.copy().putMany("/queue/task-", 4, 100);

    assertEquals(
        """
        /queue +400 0..400
        total 400
        """,
        bytes(before, after));
  }

  @Test
  void listsASingleZnodeThatMakesMostOfItsParentsGrowth() throws Exception {
    Znodes before = new Znodes().putMany("/app/part-", 20, 10).put("/app/state", 1_000);
    Znodes after = before.copy().put("/app/state", 900_000).put("/app/part-new", 10);

    assertEquals(
        """
        /app/state +899000 1000..900000
        total 899010
        """,
        bytes(before, after));
  }

  @Test
  void listsEachPlaceOfSeveralAndWhatIsLeftAboveThem() throws Exception {
    Znodes before = new Znodes().put("/t", 0);
    Znodes after = before.copy().putMany("/t/big/log/x", 60, 10).putMany("/t/mid/log/x", 30, 10);
    for (int i = 0; i < 40; i++) {
      after.put("/t/small-" + i + "/log/x", 10);
    }

    assertEquals(
        """
        /t/big/log +600 0..600
        /t +400 rest 0..1300
        /t/mid/log +300 0..300
        total 1300
        """,
        bytes(before, after));
  }

  @Test
  void doesNotLetWhatShrankHideWhatGrew() throws Exception {
    Znodes before = new Znodes().putMany("/old/x", 500, 10).put("/new", 0);
    Znodes after = before.copy().remove("/old").putMany("/new/x", 50, 10);

    assertEquals(
        """
        /new +500 0..500
        total -4500
        """,
        bytes(before, after));
  }

  @Test
  void takesWhatWasReplacedForNoGrowth() throws Exception {
    Znodes before = new Znodes().putMany("/blocks/old-", 100, 10).putMany("/log/x", 3, 10);
    Znodes after = new Znodes().putMany("/blocks/new-", 100, 10).putMany("/log/x", 9, 10);

    assertEquals(
        """
        /log +60 30..90
        total 60
        """,
        bytes(before, after));
  }

  @Test
  void listsAZnodeThatGrewThoughItsSiblingsShrank() throws Exception {
    Znodes before = new Znodes().put("/app/state", 100).putMany("/app/part-", 20, 100);
    Znodes after = new Znodes().put("/app/state", 700);

    assertEquals(
        """
        /app/state +600 100..700
        total -1400
        """,
        bytes(before, after));
  }

  @Test
  void listsNoMoreThanAskedForAndSaysHowManyThereAre() throws Exception {
    Znodes before = new Znodes();
    Znodes after = new Znodes();
    for (int i = 1; i <= 4; i++) {
      after.putMany("/app-" + i + "/x", 10 * i, 1);
    }

    assertEquals(
        """
        /app-4 +40 0..40
        / +34 rest 3..107
        1 more
        total 104
        """,
        grown(before, after, Growth.Measure.ZNODES, 2));
  }

  @Test
  void listsWhereATreeIsBigWhateverWasThereBefore() throws Exception {
    Znodes before = new Znodes().putMany("/gone/x", 900, 10).putMany("/queue/task-", 900, 10);
    Znodes after =
        new Znodes()
            .putMany("/queue/task-", 60, 10)
            .putMany("/app/shards/log/x", 40, 10)
            .put("/app/state", 4_000);
    Path left = before.write(dir.resolve("left"));
    Path right = after.write(dir.resolve("right"));
    SnapshotDiff diff =
        new Comparison(() -> Growth.keepHeld(3), OptionalInt.empty(), false, false)
            .of(SnapshotFile.of(left), SnapshotFile.of(right), new StopSignal());

    assertEquals(
        List.of(
            new Growth.Place("/app/state", 4_000, 0, 4_000),
            new Growth.Place("/", 1_000, 0, 5_000)),
        Growth.ofHeld(diff.tree(), Growth.Measure.BYTES, 3).places());
    assertEquals(
        List.of(
            new Growth.Place("/queue", 60, 0, 60), new Growth.Place("/app/shards/log", 40, 0, 40)),
        Growth.ofHeld(diff.tree(), Growth.Measure.ZNODES, 3).places());
  }

  @Test
  void listsNothingWhereNothingGrew() throws Exception {
    Znodes before = new Znodes().putMany("/a/x", 5, 10);
    Znodes after = before.copy().remove("/a/x3");

    assertEquals("total -10\n", bytes(before, after));
    assertEquals("total -1\n", znodes(before, after));
    assertEquals("total 0\n", bytes(before, before));
  }
}

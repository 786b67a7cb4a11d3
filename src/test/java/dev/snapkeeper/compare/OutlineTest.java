package dev.snapkeeper.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.StopSignal;
import dev.snapkeeper.compare.Outline.Box;
import dev.snapkeeper.compare.Outline.Content;
import dev.snapkeeper.compare.SnapshotMerge.Source;
import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.snapshot.SnapshotReader;
import dev.snapkeeper.testing.BigSnapshots;
import dev.snapkeeper.testing.RandomZnodes;
import dev.snapkeeper.testing.Znodes;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Few boxes hold the whole of a tree. */
class OutlineTest {
  @TempDir Path dir;

  private SnapshotDiff compare(Znodes before, Znodes after, Keep keep) throws Exception {
    return compare(before.write(dir.resolve("left")), after.write(dir.resolve("right")), keep);
  }

  private static SnapshotDiff compare(Path left, Path right, Keep keep) throws Exception {
    return new Comparison(() -> keep, OptionalInt.empty(), false, false)
        .of(SnapshotFile.of(left), SnapshotFile.of(right), new StopSignal());
  }

  private static SnapshotDiff alone(Path file) throws Exception {
    try (SnapshotReader reader =
        SnapshotReader.open(
            file, Codec.PLAIN, EnumSet.noneOf(SnapshotReader.Option.class), new StopSignal())) {
      return SnapshotMerge.fromNothing(Source.of(reader), Outline.keep());
    }
  }

  /** A line for each box: bytes, own bytes and znodes, on the left where anything is there. */
  private static String picture(Outline outline) {
    StringBuilder picture = new StringBuilder();
    int[] depths = new int[outline.boxes().size()];
    for (int i = 0; i < depths.length; i++) {
      Box box = outline.boxes().get(i);
      depths[i] = box.parent() < 0 ? 0 : depths[box.parent()] + 1;
      picture
          .append("  ".repeat(depths[i]))
          .append(box.parent() < 0 ? "/" : box.isRest() ? "(rest)" : box.name())
          .append(figures(box.left()))
          .append(box.left().znodes() == 0 ? "" : " ->")
          .append(figures(box.right()))
          .append('\n');
    }
    return picture.toString();
  }

  private static String figures(Content content) {
    return content.znodes() == 0
        ? ""
        : " " + content.bytes() + "," + content.ownBytes() + "," + content.znodes();
  }

  @Test
  void showsASmallTreeAsItIs() throws Exception {
    Znodes before = new Znodes().put("/app", 5).put("/app/gone", 7).put("/app/same", 1);
    Znodes after = before.copy().remove("/app/gone").put("/app/new", 20).put("/app/new/below", 9);

    assertEquals(
        """
        / 13,0,7 -> 35,0,8
          app 13,5,3 -> 35,5,4
            gone 7,7,1 ->
            new 29,20,2
              below 9,9,1
            same 1,1,1 -> 1,1,1
          zookeeper 0,0,3 -> 0,0,3
            config 0,0,1 -> 0,0,1
            quota 0,0,1 -> 0,0,1
        """,
        picture(Outline.of(compare(before, after, Outline.keep()).tree())));
  }

  @Test
  void putsWhatIsSmallIntoOneBoxOfItsParent() throws Exception {
    Znodes znodes =
        new Znodes()
            .put("/queue", 3)
            .putMany("/queue/task-", 20_000, 10)
            .put("/queue/task-77/big", 5_000)
            .put("/state", 90_000);

    assertEquals(
        """
        / 295003,0,20007
          queue 205003,3,20002
            task-77 5010,10,2
              big 5000,5000,1
            (rest) 199990,199990,19999
          state 90000,90000,1
          (rest) 0,0,3
        """,
        picture(Outline.of(alone(znodes.write(dir.resolve("snapshot.1"))).tree())));
  }

  @Test
  void showsWhereABigTreeGrewBySoLittleThatItsSizeDoesNotTell() throws Exception {
    Znodes before = new Znodes().put("/big", 900_000).putMany("/many/z", 12_000, 1).put("/log", 0);
    Znodes after = before.copy().putMany("/log/entry-", 30, 1).remove("/many/z5");

    assertEquals(
        """
        / 912000,0,12007 -> 912029,0,12036
          big 900000,900000,1 -> 900000,900000,1
          log 0,0,1 -> 30,0,31
            (rest) 30,30,30
          many 12000,0,12001 -> 11999,0,12000
            (rest) 12000,12000,12000 -> 11999,11999,11999
          zookeeper 0,0,3 -> 0,0,3
            (rest) 0,0,2 -> 0,0,2
        """,
        picture(Outline.of(compare(before, after, Outline.keep()).tree())));
  }

  @Test
  void addsUpToTheWholeTreeHoweverFewBoxesThereAre() throws Exception {
    for (long seed = 0; seed < 40; seed++) {
      RandomZnodes random = new RandomZnodes(new Random(seed));
      Znodes before = random.tree(200);
      SnapshotDiff diff = compare(before, random.later(before, 40), Outline.keep());
      for (int most : new int[] {2, 3, 10, 50, 5_000}) {
        Outline outline = Outline.of(diff.tree(), most);
        String which = "seed " + seed + ", " + most + " boxes";
        assertTrue(outline.boxes().size() <= most, which);
        assertAddsUp(outline, Box::left, diff.left(), which);
        assertAddsUp(outline, Box::right, diff.right(), which);
      }
    }
  }

  private static void assertAddsUp(
      Outline outline, Function<Box, Content> side, Totals totals, String which) {
    List<Box> boxes = outline.boxes();
    long bytes = 0;
    long znodes = 0;
    for (int i = 0; i < boxes.size(); i++) {
      Content content = side.apply(boxes.get(i));
      long ownZnodes = boxes.get(i).isRest() ? content.znodes() : Math.min(1, content.znodes());
      bytes += content.ownBytes();
      znodes += ownZnodes;
      long bytesHere = content.ownBytes();
      long znodesHere = ownZnodes;
      for (Box child : boxes) {
        if (child.parent() == i) {
          bytesHere += side.apply(child).bytes();
          znodesHere += side.apply(child).znodes();
        }
      }
      assertEquals(content.bytes(), bytesHere, which);
      assertEquals(content.znodes(), znodesHere, which);
    }
    assertEquals(totals.bytes(), bytes, which);
    assertEquals(totals.summary().znodes(), znodes, which);
  }

  @Test
  void hasRoomForWhatIsBiggest() throws Exception {
    Znodes znodes = new Znodes().put("/a", 1).put("/b/c", 60).put("/b/d", 9).put("/e", 30);

    assertEquals(
        """
        / 100,0,9
          b 69,0,3
            c 60,60,1
            (rest) 9,9,1
          (rest) 31,31,5
        """,
        picture(Outline.of(alone(znodes.write(dir.resolve("snapshot.1"))).tree(), 5)));
  }

  @Test
  void endsWhereNobodyWouldLookAnyDeeper() throws Exception {
    Znodes deep = new Znodes().put("/a".repeat(1_000), 10);

    List<Box> boxes = Outline.of(alone(deep.write(dir.resolve("snapshot.1"))).tree()).boxes();

    assertEquals(
        new Content(10, 10, 1_000 - Outline.DEEPEST),
        boxes.stream().filter(Box::isRest).findFirst().orElseThrow().right());
  }

  @Test
  void keepsFewNodesOfManyWhileItReads() throws Exception {
    Path left = dir.resolve("left");
    Path right = dir.resolve("right");
    BigSnapshots.of(100_000).write(left, Codec.PLAIN);
    BigSnapshots.of(100_000).with(0.01, 0.005, 0.005).write(right, Codec.PLAIN);

    DiffTree pair = compare(left, right, Outline.keep()).tree();
    DiffTree single = alone(right).tree();

    assertTrue(pair.mostEver() < 20_000, "kept of a pair: " + pair.mostEver());
    assertTrue(single.mostEver() < 20_000, "kept of one: " + single.mostEver());
    assertTrue(
        Outline.of(pair).boxes().size() > 1_000, "boxes: " + Outline.of(pair).boxes().size());
  }
}

package dev.snapkeeper.compare;

import static dev.snapkeeper.compare.Side.LEFT;
import static dev.snapkeeper.compare.Side.RIGHT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.snapshot.SnapshotReader;
import dev.snapkeeper.testing.RandomZnodes;
import dev.snapkeeper.testing.Znodes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.zip.CheckedOutputStream;
import org.apache.jute.BinaryOutputArchive;
import org.apache.jute.OutputArchive;
import org.apache.zookeeper.data.StatPersisted;
import org.apache.zookeeper.server.DataNode;
import org.apache.zookeeper.server.persistence.FileHeader;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.apache.zookeeper.server.persistence.SnapStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found does not depend on the order in which siblings come. */
class SnapshotMergeTest {
  private static final int PAIRS = 150;

  @TempDir Path dir;

  private SnapshotDiff diff(Path left, Path right, Supplier<Keep> keep) throws Exception {
    return new Comparison(keep, OptionalInt.empty(), false, false)
        .of(SnapshotFile.of(left), SnapshotFile.of(right), new StopSignal());
  }

  /** A line for each node: path, then bytes and descendants of either side that has it. */
  private static List<String> lines(DiffTree tree, Keep keep) {
    List<String> lines = new ArrayList<>();
    tree.walk(
        new DiffTree.Visitor() {
          @Override
          public void enter(int node, int depth) {
            if (keep.wants(tree, node)) {
              String line = new String(tree.path(node), StandardCharsets.UTF_8);
              for (Side side : Side.values()) {
                line +=
                    tree.isIn(side, node)
                        ? " " + tree.bytes(side, node) + "/" + tree.below(side, node)
                        : " -";
              }
              lines.add(line);
            }
          }

          @Override
          public void leave(int node, int depth) {}
        });
    lines.sort(null);
    return lines;
  }

  /** The same from maps, the slow and simple way. */
  private static List<String> expected(Znodes left, Znodes right, int bytes, int nodes) {
    Map<String, Integer> leftLengths = left.lengths();
    Map<String, Integer> rightLengths = right.lengths();
    TreeSet<String> paths = new TreeSet<>(leftLengths.keySet());
    paths.addAll(rightLengths.keySet());
    List<String> lines = new ArrayList<>();
    for (String path : paths) {
      long[] before = sums(leftLengths, path);
      long[] after = sums(rightLengths, path);
      boolean inBoth = leftLengths.containsKey(path) && rightLengths.containsKey(path);
      long moreBytes = inBoth ? Math.abs(after[0] - before[0]) : after[0] + before[0];
      long moreNodes = inBoth ? Math.abs(after[1] - before[1]) : after[1] + before[1];
      if (moreBytes > bytes || moreNodes > nodes) {
        lines.add(
            path
                + (leftLengths.containsKey(path) ? " " + before[0] + "/" + before[1] : " -")
                + (rightLengths.containsKey(path) ? " " + after[0] + "/" + after[1] : " -"));
      }
    }
    lines.sort(null);
    return lines;
  }

  private static long[] sums(Map<String, Integer> lengths, String path) {
    long bytes = lengths.getOrDefault(path, 0);
    long below = 0;
    for (Map.Entry<String, Integer> entry :
        new TreeMap<>(lengths).tailMap(path + "/", true).entrySet()) {
      if (!entry.getKey().startsWith(path + "/")) {
        break;
      }
      bytes += entry.getValue();
      below++;
    }
    return new long[] {bytes, below};
  }

  @Test
  void findsWhatComparingMapsFindsInAnyOrderOfSiblings() throws Exception {
    for (int seed = 0; seed < PAIRS; seed++) {
      Random random = new Random(seed);
      RandomZnodes make = new RandomZnodes(random);
      Znodes before = make.tree(random.nextInt(80));
      Znodes after = seed % 5 == 0 ? make.tree(40) : make.later(before, random.nextInt(25));
      Path left = before.write(dir.resolve("left"), random);
      Path right = after.write(dir.resolve("right"), random);
      int bytes = random.nextInt(12) - 1;
      int nodes = random.nextInt(4) - 1;
      Thresholds thresholds = new Thresholds(bytes, nodes);

      SnapshotDiff all = diff(left, right, () -> Keep.ALL);
      assertEquals(
          expected(before, after, -1, -1), lines(all.tree(), Keep.ALL), "all, seed " + seed);
      assertEquals(before.lengths().size(), all.left().summary().znodes(), "seed " + seed);
      assertEquals(!before.lengths().equals(after.lengths()), all.differ(), "seed " + seed);

      SnapshotDiff some = diff(left, right, () -> thresholds);
      assertEquals(
          expected(before, after, bytes, nodes),
          lines(some.tree(), thresholds),
          "above " + thresholds + ", seed " + seed);
      assertHoldsNothingElse(some.tree(), thresholds, "seed " + seed);
    }
  }

  /** All that is in a tree is wanted, or lies above something that is. */
  private static void assertHoldsNothingElse(DiffTree tree, Keep keep, String message) {
    int[] nodes = new int[1];
    tree.walk(
        new DiffTree.Visitor() {
          @Override
          public void enter(int node, int depth) {
            nodes[0]++;
            if (tree.firstChild(node) == DiffTree.NONE && node != tree.root()) {
              assertTrue(keep.wants(tree, node), message);
            }
          }

          @Override
          public void leave(int node, int depth) {}
        });
    assertEquals(nodes[0], tree.size(), message);
  }

  @Test
  void keepsAllThatDecidesWhereATreeGrew() throws Exception {
    for (int seed = 0; seed < PAIRS; seed++) {
      Random random = new Random(seed);
      RandomZnodes make = new RandomZnodes(random);
      Znodes before = make.tree(random.nextInt(80));
      Znodes after = make.later(before, random.nextInt(60));
      Path left = before.write(dir.resolve("left"), random);
      Path right = after.write(dir.resolve("right"), random);
      int places = 1 + random.nextInt(5);

      SnapshotDiff all = diff(left, right, () -> Keep.ALL);
      SnapshotDiff few = diff(left, right, () -> Growth.keep(places));
      Supplier<Keep> grownAndHeld = () -> Growth.keep(places).or(Growth.keepHeld(places));
      SnapshotDiff both = diff(left, right, grownAndHeld);
      SnapshotDiff alone =
          new Comparison(() -> Growth.keepHeld(places), OptionalInt.empty(), seed % 2 == 0, false)
              .withNothing(SnapshotFile.of(right), new StopSignal());

      for (Growth.Measure measure : Growth.Measure.values()) {
        Growth held = Growth.ofHeld(all.tree(), measure, places);
        assertEquals(held, Growth.ofHeld(both.tree(), measure, places), "held, seed " + seed);
        assertEquals(held, Growth.ofHeld(alone.tree(), measure, places), "alone, seed " + seed);
        assertEquals(held, Growth.of(alone.tree(), measure, places), "from nothing, seed " + seed);
        assertEquals(
            Growth.of(all.tree(), measure, places),
            Growth.of(both.tree(), measure, places),
            measure + ", seed " + seed);
        assertEquals(
            Growth.of(all.tree(), measure, places),
            Growth.of(few.tree(), measure, places),
            measure + ", seed " + seed);
      }
    }
  }

  private void assertKeepsLittle(Znodes before, Znodes after) throws Exception {
    Path left = before.write(dir.resolve("left"));
    Path right = after.write(dir.resolve("right"), new Random(1));

    SnapshotDiff diff = diff(left, right, () -> Growth.keep(10));
    SnapshotDiff held = diff(left, right, () -> Growth.keepHeld(10));

    assertTrue(diff.tree().size() < 10_000, "kept " + diff.tree().size());
    assertTrue(held.tree().size() < 10_000, "kept " + held.tree().size());
    assertEquals(
        Growth.of(diff(left, right, () -> Keep.ALL).tree(), Growth.Measure.BYTES, 10),
        Growth.of(diff.tree(), Growth.Measure.BYTES, 10));
  }

  @Test
  void keepsLittleOfADirectoryThatGrewByThousands() throws Exception {
    Znodes before = new Znodes().put("/queue", 0);

    assertKeepsLittle(before, before.copy().putMany("/queue/task-", 20_000, 10));
  }

  @Test
  void keepsLittleOfADirectoryThatIsNew() throws Exception {
    assertKeepsLittle(new Znodes(), new Znodes().putAll("/all/new/d", 12_000, "/leaf", 1));
  }

  @Test
  void doesNotRunAheadWhileTheOtherIsInASubtreeThatWent() throws Exception {
    Znodes before = new Znodes().putMany("/a/gone/x", 5_000, 1).putAll("/a/n", 5_000, "/x", 1);
    Path left = before.write(dir.resolve("left"));
    Path right = before.copy().remove("/a/gone").write(dir.resolve("right"));

    SnapshotDiff diff = diff(left, right, () -> new Thresholds(9_999, 9_999));

    assertTrue(diff.tree().mostEver() < 5_100, "at most " + diff.tree().mostEver());
  }

  @Test
  void letsLittleWaitWhereSiblingsComeInOneOrder() throws Exception {
    Random random = new Random(1);
    Znodes before = new Znodes();
    Znodes after = new Znodes();
    for (int i = 0; i < 20_000; i++) {
      String path = "/tables/t" + i / 100 + "/parts/" + (i % 2 == 0 ? "a" : "b") + "/part-" + i;
      int fate = random.nextInt(50);
      if (fate > 0) {
        before.put(path, 5);
      }
      if (fate != 1) {
        after.put(path, 5);
      }
    }
    Path left = before.write(dir.resolve("left"));
    Path right = after.write(dir.resolve("right"));

    SnapshotDiff diff = diff(left, right, () -> new Thresholds(1_000, 1_000));

    assertTrue(diff.tree().mostEver() < 500, "at most " + diff.tree().mostEver());
  }

  @Test
  void dropsWhatIsAlikeInBoth() throws Exception {
    Znodes znodes = new Znodes().putMany("/a/b/c", 500, 10).putMany("/d/e", 500, 10);
    Path left = znodes.write(dir.resolve("left"), new Random(1));
    Path right = znodes.put("/d/new", 3).write(dir.resolve("right"), new Random(2));

    SnapshotDiff diff = diff(left, right, () -> new Thresholds(0, 0));

    assertEquals(
        List.of(" 10000/1006 10003/1007", "/d 5000/500 5003/501", "/d/new - 3/0"),
        lines(diff.tree(), Keep.ALL));
    assertEquals(3, diff.tree().size());
    assertTrue(diff.differ());
  }

  @Test
  void goesTwentyThousandLevelsDeep() throws Exception {
    int depth = 20_000;
    Path left = new Znodes().put("/n", 7).write(dir.resolve("left"));
    Path right = dir.resolve("right.gz");
    writeChain(right, depth);

    SnapshotDiff diff = diff(left, right, () -> Growth.keep(10));

    assertEquals(depth + 1, diff.right().znodesAtDepth().size());
    Growth growth = Growth.of(diff.tree(), Growth.Measure.ZNODES, 1);
    // without the three of /zookeeper, which a chain does not have
    assertEquals(depth - 1 - 3, growth.total());
    assertEquals(10_000, growth.places().get(0).grew());
  }

  /** As {@code FileSnap.serialize}, which goes through the tree by recursion and so not as deep. */
  private static void writeChain(Path file, int depth) throws Exception {
    SnapStream.setStreamMode(SnapStream.StreamMode.GZIP);
    try (CheckedOutputStream out = SnapStream.getOutputStream(file.toFile(), false)) {
      OutputArchive archive = BinaryOutputArchive.getArchive(out);
      new FileHeader(FileSnap.SNAP_MAGIC, 2, -1).serialize(archive, "fileheader");
      archive.writeInt(0, "sessions");
      archive.writeInt(0, "acls");
      StringBuilder path = new StringBuilder();
      for (int i = 0; i <= depth; i++) {
        archive.writeString(path.toString(), "path");
        archive.writeRecord(new DataNode(new byte[1], -1L, new StatPersisted()), "node");
        path.append("/n");
      }
      archive.writeString("/", "path");
      SnapStream.sealStream(out, archive);
    } finally {
      SnapStream.setStreamMode(SnapStream.StreamMode.CHECKED);
    }
  }

  @Test
  void takesASnapshotForGrowthFromNothing() throws Exception {
    Path file = new Znodes().putMany("/a/b/c", 30, 10).write(dir.resolve("snapshot"));
    try (SnapshotReader reader =
        SnapshotReader.open(file, Codec.PLAIN, Set.of(), new StopSignal())) {
      SnapshotDiff diff =
          SnapshotMerge.fromNothing(SnapshotMerge.Source.of(reader), Growth.keep(3));

      assertEquals(300, diff.tree().bytes(RIGHT, diff.tree().root()));
      assertEquals(0, diff.left().summary().znodes());
      assertFalse(diff.tree().isIn(LEFT, diff.tree().root()));
      assertEquals(
          List.of(new Growth.Place("/a/b", 30, 0, 30)),
          Growth.of(diff.tree(), Growth.Measure.ZNODES, 3).places());
    }
  }
}

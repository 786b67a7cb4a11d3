package dev.snapkeeper.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.snapshot.SnapshotSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.zookeeper.server.DataNode;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The snapshots that are not written by ZooKeeper's classes are what those would have written. */
class BigSnapshotsTest {
  @TempDir Path temp;

  /** A tree as ZooKeeper reads it, and the sessions beside it. */
  private record Loaded(DataTree tree, Map<Long, Integer> sessions) {
    Map<String, byte[]> data() {
      Map<String, byte[]> data = new TreeMap<>();
      collect("", tree.getNode(""), data);
      return data;
    }

    private void collect(String path, DataNode node, Map<String, byte[]> data) {
      data.put(path, node.getData());
      for (String child : node.getChildren()) {
        collect(path + "/" + child, tree.getNode(path + "/" + child), data);
      }
    }
  }

  private Loaded load(BigSnapshots snapshots) throws IOException {
    Path dir = Files.createTempDirectory(temp, "load-");
    SnapshotSummary written = snapshots.write(dir.resolve("snapshot.500000000"), Codec.PLAIN);
    Loaded loaded = new Loaded(new DataTree(), new ConcurrentHashMap<>());
    new FileSnap(dir.toFile()).deserialize(loaded.tree, loaded.sessions);
    assertEquals(written.znodes(), loaded.data().size());
    assertEquals(written.ephemerals(), loaded.tree.getEphemeralsCount());
    assertEquals(written.sessions(), loaded.sessions.size());
    assertEquals(written.streamBytes(), Files.size(dir.resolve("snapshot.500000000")));
    return loaded;
  }

  private byte[] bytes(BigSnapshots snapshots, Codec codec) throws IOException {
    Path file = temp.resolve("bytes" + codec.extension());
    snapshots.write(file, codec);
    return Files.readAllBytes(file);
  }

  @ParameterizedTest
  @ValueSource(longs = {BigSnapshots.LEAST, 100, 805, 806, 5_000})
  void haveAsManyZnodesAsAskedFor(long znodes) throws IOException {
    assertEquals(znodes, load(BigSnapshots.of(znodes)).data().size());
  }

  @Test
  void areWrittenByZooKeeperInAsManyBytes() throws IOException {
    Loaded loaded = load(BigSnapshots.of(5_000));
    Path again = temp.resolve("snapshot.1");
    new FileSnap(temp.toFile()).serialize(loaded.tree, loaded.sessions, again.toFile(), false);
    assertEquals(bytes(BigSnapshots.of(5_000), Codec.PLAIN).length, Files.size(again));
  }

  @ParameterizedTest
  @EnumSource
  void areTheSameBytesEachTime(Codec codec) throws IOException {
    BigSnapshots snapshots = BigSnapshots.of(2_000).with(0.1, 0.1, 0.1);
    assertArrayEquals(bytes(snapshots, codec), bytes(snapshots, codec));
  }

  @Test
  void differByTheSharesThatWereAskedFor() throws IOException {
    Map<String, byte[]> left = load(BigSnapshots.of(20_000)).data();
    Map<String, byte[]> right = load(BigSnapshots.of(20_000).with(0.04, 0.02, 0.01)).data();
    long added = right.keySet().stream().filter(path -> !left.containsKey(path)).count();
    long deleted = left.keySet().stream().filter(path -> !right.containsKey(path)).count();
    long changed =
        left.keySet().stream()
            .filter(right::containsKey)
            .filter(path -> !Arrays.equals(left.get(path), right.get(path)))
            .count();
    assertNear(0.04, added);
    assertNear(0.02, deleted);
    assertNear(0.01, changed);
  }

  private static void assertNear(double share, long count) {
    double found = count / 19_500.0; // the leaves among 20,000 znodes
    assertTrue(Math.abs(found - share) < share / 5, found + " for " + share);
  }

  @Test
  void holdTheSameInAnotherOrder() throws IOException {
    BigSnapshots changed = BigSnapshots.of(3_000).with(0.1, 0.1, 0.1);
    Map<String, byte[]> left = load(changed).data();
    Map<String, byte[]> right = load(changed.inAnotherOrder()).data();
    assertEquals(left.keySet(), right.keySet());
    left.forEach((path, data) -> assertArrayEquals(data, right.get(path), path));
    assertFalse(
        Arrays.equals(bytes(changed, Codec.PLAIN), bytes(changed.inAnotherOrder(), Codec.PLAIN)));
  }

  @Test
  void areNotSmallerThanOneTable() {
    assertThrows(IllegalArgumentException.class, () -> BigSnapshots.of(BigSnapshots.LEAST - 1));
  }
}

package dev.snapkeeper.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.Identity;
import dev.snapkeeper.datadir.Zxid;
import dev.snapkeeper.options.VerifyMode;
import dev.snapkeeper.testing.Picture;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Adler32;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.apache.zookeeper.server.persistence.SnapStream.StreamMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of a snapshot. */
class SnapshotVerifierTest {
  @TempDir Path temp;

  private Path write(String name, byte[] bytes) throws IOException {
    Path file = Files.write(temp.resolve(name), bytes);
    Files.setLastModifiedTime(file, FileTime.from(Picture.NOW.minus(Duration.ofHours(2))));
    return file;
  }

  private static Verdict verify(Path file) throws IOException {
    return verify(file, VerifyMode.FULL, true, Picture.NOW);
  }

  private static Verdict verify(Path file, VerifyMode mode, boolean newest, Instant now)
      throws IOException {
    String name = file.getFileName().toString();
    Codec codec =
        name.endsWith(".gz") ? Codec.GZIP : name.endsWith(".snappy") ? Codec.SNAPPY : Codec.PLAIN;
    Identity identity = Identity.of(Files.readAttributes(file, BasicFileAttributes.class));
    return new SnapshotVerifier(mode, new StopSignal())
        .verify(new Snapshot(file, identity, new Zxid(1), codec), newest, now);
  }

  private Path serialize(DataTree tree) throws IOException {
    Path file = temp.resolve("snapshot.1");
    Map<Long, Integer> sessions = new HashMap<>(Map.of(7L, 1000, 8L, 2000));
    new FileSnap(temp.toFile()).serialize(tree, sessions, file.toFile(), false);
    return file;
  }

  private static Verdict sound(long znodes, long ephemerals, long sessions, Path file)
      throws IOException {
    return new Verdict.Sound(new SnapshotSummary(znodes, ephemerals, sessions, Files.size(file)));
  }

  @Test
  void countsWhatASnapshotHolds() throws Exception {
    DataTree tree = new DataTree();
    List<ACL> acl =
        List.of(
            new ACL(ZooDefs.Perms.ALL, new Id("digest", "user:secret")),
            new ACL(ZooDefs.Perms.READ, new Id("world", "anyone")));
    tree.createNode("/data", new byte[100], acl, 0, 0, 1, 1);
    tree.createNode("/nothing", null, acl, 0, 0, 1, 1);
    tree.createNode("/ephemeral", new byte[1], acl, 7, 0, 1, 1);
    tree.createNode("/container", new byte[1], acl, Long.MIN_VALUE, 0, 1, 1);
    tree.createNode("/ttl", new byte[1], acl, 0xff00_0000_0000_1000L, 0, 1, 1);
    tree.createNode("/zażółć gęślą 日本 \u0001", new byte[0], acl, 0, 0, 1, 1);
    Path file = serialize(tree);
    // with the root, /zookeeper, /zookeeper/quota and /zookeeper/config
    assertEquals(sound(10, 1, 2, file), verify(file));
  }

  @Test
  void takesAnEmptyTree() throws Exception {
    Path file = serialize(new DataTree());
    assertEquals(sound(4, 0, 2, file), verify(file));
  }

  @Test
  void takesAZnodeLargerThanJuteMaxbuffer() throws Exception {
    DataTree tree = new DataTree();
    tree.createNode("/large", new byte[3 << 20], ZooDefs.Ids.OPEN_ACL_UNSAFE, 0, 0, 1, 1);
    Path file = serialize(tree);
    assertEquals(sound(5, 0, 2, file), verify(file));
  }

  @Test
  void takesATreeFarDeeperThanAnyStack() throws Exception {
    // ZooKeeper writes its tree by recursion, so the file of a deep one is made by hand.
    int depth = 5_000;
    byte[] small = Files.readAllBytes(serialize(new DataTree()));
    int end = indexOf(small, new byte[] {0, 0, 0, 1, '/'});
    ByteBuffer nodes = ByteBuffer.allocate(30 << 20);
    nodes.put(small, 0, end);
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      path.append("/d");
      byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
      nodes.putInt(bytes.length).put(bytes).putInt(-1).putLong(1).put(new byte[60]);
    }
    nodes.putInt(1).put((byte) '/');
    Adler32 sum = new Adler32();
    sum.update(nodes.array(), 0, nodes.position());
    nodes.putLong(sum.getValue()).putInt(1).put((byte) '/');
    Path file = write("snapshot.1", Arrays.copyOf(nodes.array(), nodes.position()));
    assertEquals(sound(4 + depth, 0, 2, file), verify(file));
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; ; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"snapshot.1,CHECKED", "snapshot.1.gz,GZIP", "snapshot.1.snappy,SNAPPY"})
  void saysWhereATruncatedSnapshotEnds(String name, StreamMode codec) throws IOException {
    byte[] whole = Picture.snapshot(codec);
    Path file = write(name, Arrays.copyOf(whole, whole.length * 2 / 3));
    Verdict.Damaged damaged = assertInstanceOf(Verdict.Damaged.class, verify(file));
    assertTrue(
        damaged.fault().matches("ends early, at byte \\d+(, after /(node-\\d+|zookeeper/?\\w*)?)?"),
        damaged.fault());
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    byte[] whole = Picture.snapshot(StreamMode.CHECKED);
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 1;
    assertEquals(
        new Verdict.Damaged(
            "the first seal does not match what stands before it, at byte 2928, so something was"
                + " altered"),
        verify(write("snapshot.1", flipped)));
    assertEquals(new Verdict.Damaged("empty"), verify(write("snapshot.1", new byte[0])));
    assertEquals(
        new Verdict.Damaged("does not begin with ZKSN, so it is no snapshot"),
        verify(write("snapshot.1", new byte[512])));
    assertEquals(
        new Verdict.Damaged("not compressed as its name says: Not in GZIP format"),
        verify(write("snapshot.1.gz", whole)));
    assertEquals(
        new Verdict.Damaged("not compressed as its name says: not in snappy format"),
        verify(write("snapshot.1.snappy", whole)));
  }

  @Test
  void takesATruncatedGzipForWholeInTailModeAsZooKeeperDoes() throws IOException {
    byte[] gzip = Picture.snapshot(StreamMode.GZIP);
    Path file = write("snapshot.1.gz", Arrays.copyOf(gzip, gzip.length / 2));
    assertEquals(new Verdict.TailOnly(), verify(file, VerifyMode.TAIL, true, Picture.NOW));
    assertInstanceOf(Verdict.Damaged.class, verify(file));
    Path plain = write("snapshot.1", Arrays.copyOf(Picture.snapshot(StreamMode.CHECKED), 300));
    assertInstanceOf(Verdict.Damaged.class, verify(plain, VerifyMode.TAIL, true, Picture.NOW));
  }

  @Test
  void countsOnlyTheNewestAndFreshAsBeingWritten() throws IOException {
    byte[] whole = Picture.snapshot(StreamMode.CHECKED);
    Path file = write("snapshot.1", Arrays.copyOf(whole, 900));
    Instant justWritten = Files.getLastModifiedTime(file).toInstant().plusSeconds(5);
    Instant later = justWritten.plus(Duration.ofMinutes(2));
    VerifyMode full = VerifyMode.FULL;
    assertEquals(new Verdict.BeingWritten(), verify(file, full, true, justWritten));
    assertInstanceOf(Verdict.Damaged.class, verify(file, full, false, justWritten));
    assertInstanceOf(Verdict.Damaged.class, verify(file, full, true, later));
    byte[] flipped = whole.clone();
    flipped[500] ^= 1;
    Path wrong = write("snapshot.1", flipped);
    assertInstanceOf(Verdict.Damaged.class, verify(wrong, full, true, justWritten));
  }

  @Test
  void provesNothingByAFaultOfTheMachine() throws IOException {
    Path directory = Files.createDirectory(temp.resolve("snapshot.1"));
    assertInstanceOf(Verdict.Unreadable.class, verify(directory));
    byte[] later = Picture.snapshot(StreamMode.SNAPPY);
    later[11] = 2; // version 2 of snappy-java's framing
    assertEquals(
        new Verdict.Unreadable("unknown version 2 of snappy-java's framing"),
        verify(write("snapshot.2.snappy", later)));
  }

  @Test
  void allocatesNothingForALengthThatLies() throws IOException {
    byte[] whole = Picture.snapshot(StreamMode.CHECKED);
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    verify(write("snapshot.1", whole)); // loads the classes
    for (int at = 16; at < 400; at++) {
      byte[] lying = whole.clone();
      ByteBuffer.wrap(lying).putInt(at, Integer.MAX_VALUE - 7);
      Path file = write("snapshot.1", lying);
      long before = threads.getCurrentThreadAllocatedBytes();
      assertInstanceOf(Verdict.Damaged.class, verify(file), "at byte " + at);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < 1 << 20, allocated + " bytes for byte " + at);
    }
  }
}

package dev.snapkeeper.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.Identity;
import dev.snapkeeper.datadir.Zxid;
import dev.snapkeeper.options.VerifyMode;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.ServerFiles;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.EphemeralType;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.apache.zookeeper.server.persistence.SnapStream;
import org.apache.zookeeper.server.persistence.SnapStream.StreamMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotVerifierTest {
  private static final Instant NOW = Picture.NOW;
  private static final int MIB = 1 << 20;

  /** The root, /zookeeper, /zookeeper/quota and /zookeeper/config are in every tree. */
  private static final int ALWAYS_THERE = 4;

  @TempDir private Path directory;

  /** Judges the file of a snapshot; also what the forked JVM of a test does. */
  static final class Judge {
    public static void main(String[] args) throws IOException {
      Path file = Path.of(args[0]);
      Verdict verdict = full().verify(snapshot(file), false, NOW);
      System.out.println(verdict.label());
      if (verdict instanceof Verdict.Unreadable unreadable) {
        System.out.println(unreadable.cause());
      }
    }
  }

  private static SnapshotVerifier full() {
    return new SnapshotVerifier(VerifyMode.FULL, new StopSignal());
  }

  private static SnapshotVerifier tail() {
    return new SnapshotVerifier(VerifyMode.TAIL, new StopSignal());
  }

  private static Codec codec(Path file) {
    String name = file.toString();
    return name.endsWith(".gz")
        ? Codec.GZIP
        : name.endsWith(".snappy") ? Codec.SNAPPY : Codec.PLAIN;
  }

  private static StreamMode mode(Codec codec) {
    return switch (codec) {
      case PLAIN -> StreamMode.CHECKED;
      case GZIP -> StreamMode.GZIP;
      case SNAPPY -> StreamMode.SNAPPY;
    };
  }

  private static Snapshot snapshot(Path file) throws IOException {
    String name = file.getFileName().toString();
    String hex = name.substring("snapshot.".length()).split("\\.", -1)[0];
    return new Snapshot(
        file.getParent(),
        Identity.of(Files.readAttributes(file, BasicFileAttributes.class)),
        Zxid.parse(hex).orElseThrow(),
        codec(file));
  }

  private Path write(DataTree tree, Map<Long, Integer> sessions, Codec codec) throws IOException {
    Path file = directory.resolve("snapshot.1" + codec.extension());
    SnapStream.setStreamMode(mode(codec));
    try {
      new FileSnap(directory.toFile()).serialize(tree, sessions, file.toFile(), false);
    } finally {
      SnapStream.setStreamMode(StreamMode.CHECKED);
    }
    return file;
  }

  private static void create(DataTree tree, String path, byte[] data, long owner) {
    try {
      tree.createNode(path, data, Ids.OPEN_ACL_UNSAFE, owner, -1, 1, 1);
    } catch (KeeperException e) {
      throw new AssertionError(e);
    }
  }

  private static SnapshotSummary summary(Path file) throws IOException {
    return assertInstanceOf(
            Verdict.Sound.class, full().verify(snapshot(file), false, NOW), file.toString())
        .summary();
  }

  private static String fault(Path file) throws IOException {
    return assertInstanceOf(
            Verdict.Damaged.class, full().verify(snapshot(file), false, NOW), file.toString())
        .fault();
  }

  @ParameterizedTest
  @CsvSource({
    "PLAIN, false, false", "PLAIN, true, false", "PLAIN, false, true", "PLAIN, true, true",
    "GZIP, false, false", "GZIP, true, false", "GZIP, false, true", "GZIP, true, true",
    "SNAPPY, false, false", "SNAPPY, true, false", "SNAPPY, false, true", "SNAPPY, true, true",
  })
  void theSnapshotsOfOldAndNewServersAreSound(Codec codec, boolean digest, boolean lastZxid)
      throws IOException {
    try (ServerFiles server = new ServerFiles(directory)) {
      server.codec(mode(codec)).trailers(digest, lastZxid).transactions(700);
      SnapshotSummary summary = summary(server.snapshot());
      assertEquals(700 + ALWAYS_THERE, summary.znodes());
      assertEquals(server.znodes(), summary.znodes());
      assertEquals(1, summary.sessions());
    }
  }

  @Test
  void theLengthOfTheStreamIsThatAfterDecompression() throws IOException {
    try (ServerFiles server = new ServerFiles(directory).transactions(10)) {
      Path plain = server.snapshot();
      assertEquals(Files.size(plain), summary(plain).streamBytes());
      for (StreamMode mode : List.of(StreamMode.GZIP, StreamMode.SNAPPY)) {
        assertEquals(
            Files.size(plain), summary(server.codec(mode).snapshot()).streamBytes(), mode.name());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void countsEphemeralsButNeitherContainersNorNodesWithATimeToLive(Codec codec)
      throws IOException, KeeperException {
    DataTree tree = new DataTree();
    create(tree, "/persistent", "data".getBytes(StandardCharsets.UTF_8), 0);
    create(tree, "/null-data", null, 0);
    create(tree, "/empty-data", new byte[0], 0);
    create(tree, "/ephemeral-1", null, 0x1000000000001L);
    create(tree, "/ephemeral-2", null, 0x7e00000000000002L);
    create(tree, "/container", null, EphemeralType.CONTAINER_EPHEMERAL_OWNER);
    create(tree, "/container/child", null, 0);
    create(tree, "/ttl", null, EphemeralType.TTL.toEphemeralOwner(60_000));
    tree.createNode("/readable", null, Ids.READ_ACL_UNSAFE, 0, -1, 1, 1);
    tree.createNode(
        "/both",
        null,
        List.of(Ids.OPEN_ACL_UNSAFE.get(0), Ids.READ_ACL_UNSAFE.get(0)),
        0,
        -1,
        1,
        1);
    SnapshotSummary summary =
        summary(
            write(tree, Map.of(0x1000000000001L, 4000, 0x7e00000000000002L, 5000, 9L, 1), codec));
    assertEquals(10 + ALWAYS_THERE, summary.znodes());
    assertEquals(2, summary.ephemerals());
    assertEquals(3, summary.sessions());
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyTreeIsSound(Codec codec) throws IOException {
    SnapshotSummary summary = summary(write(new DataTree(), Map.of(), codec));
    assertEquals(
        new SnapshotSummary(ALWAYS_THERE, 0, 0, summary.streamBytes()), summary, codec.label());
  }

  @ParameterizedTest
  @EnumSource
  void aZnodeAboveJutesLimitIsSound(Codec codec) throws IOException {
    byte[] data = new byte[3 * MIB];
    new Random(7).nextBytes(data);
    DataTree tree = new DataTree();
    create(tree, "/big", data, 0);
    create(tree, "/after", null, 0);
    assertEquals(2 + ALWAYS_THERE, summary(write(tree, Map.of(), codec)).znodes());
  }

  /** The path of the deepest node is 10 kB long, so that the file holds 25 MB of paths. */
  @Test
  void aChainFiveThousandNodesDeepIsSound() throws Exception {
    DataTree tree = new DataTree();
    StringBuilder path = new StringBuilder();
    for (int depth = 0; depth < 5000; depth++) {
      create(tree, path.append("/a").toString(), null, 0);
    }
    create(tree, "/z", null, 0);
    // ZooKeeper writes a tree by recursion, and needs the room for it
    IOException[] failed = new IOException[1];
    Thread writer =
        new Thread(
            null,
            () -> {
              try {
                write(tree, new HashMap<>(), Codec.GZIP);
              } catch (IOException e) {
                failed[0] = e;
              }
            },
            "writer",
            64L * MIB);
    writer.start();
    writer.join();
    if (failed[0] != null) {
      throw failed[0];
    }
    assertEquals(5001 + ALWAYS_THERE, summary(directory.resolve("snapshot.1.gz")).znodes());
  }

  @ParameterizedTest
  @EnumSource
  void pathsInAnyScriptAreSound(Codec codec) throws IOException {
    DataTree tree = new DataTree();
    for (String path :
        List.of(
            "/é",
            "/é/ß",
            "/日本",
            "/日本/語",
            "/\ud83d\ude00",
            "/ blank ",
            "/a.b",
            "/-",
            "/a!",
            "/a!/b")) {
      create(tree, path, null, 0);
    }
    assertEquals(10 + ALWAYS_THERE, summary(write(tree, Map.of(), codec)).znodes());
  }

  private Path draw(String name, String content) {
    Picture.draw(directory, name + " " + content + " 2h");
    return directory.resolve(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"snapshot.1.gz", "snapshot.1.snappy"})
  void aTruncatedCompressedFilePassesTheLightCheckButNotTheFullOne(String name) throws IOException {
    Path file = draw(name, "truncated");
    assertEquals(new Verdict.TailOnly(), tail().verify(snapshot(file), false, NOW));
    assertEquals("damaged", full().verify(snapshot(file), false, NOW).label());
  }

  @Test
  void whatFailsTheLightCheckIsReadInFullToSayWhatIsWrong() throws IOException {
    Path file = draw("snapshot.1", "truncated");
    assertEquals(new Verdict.Damaged(fault(file)), tail().verify(snapshot(file), false, NOW));
  }

  @Test
  void aSoundFilePassesTheLightCheckUnread() throws IOException {
    for (String name : List.of("snapshot.1", "snapshot.1.gz", "snapshot.1.snappy")) {
      assertEquals(
          new Verdict.TailOnly(), tail().verify(snapshot(draw(name, "sound")), false, NOW));
    }
  }

  @Test
  void saysWhereAFileEndsAndAfterWhichNode() throws IOException {
    Path file = draw("snapshot.1", "sound");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, 1000));
    String read = new String(whole, 0, 1000, StandardCharsets.ISO_8859_1);
    String last = read.substring(read.lastIndexOf("/node-")).split("[^/a-z0-9-]", 2)[0];
    assertEquals("ends early, at byte 1000, after " + last, fault(file));
    Files.write(file, Arrays.copyOf(whole, 10));
    assertEquals("ends early, at byte 10", fault(file));
    Files.write(file, new byte[0]);
    assertEquals("empty", fault(file));
    Files.write(file, new byte[64]);
    assertEquals("does not begin with ZKSN, so it is no snapshot", fault(file));
  }

  private static Snapshot modified(Path file, Duration age) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
    return snapshot(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"snapshot.1", "snapshot.1.gz", "snapshot.1.snappy"})
  void onlyTheNewestMayBeOneThatIsBeingWrittenAndOnlyWhileItIsFresh(String name)
      throws IOException {
    Path file = draw(name, "truncated");
    Snapshot fresh = modified(file, Duration.ofSeconds(59));
    assertEquals(new Verdict.BeingWritten(), full().verify(fresh, true, NOW));
    assertEquals(new Verdict.BeingWritten(), tailOrFull(name).verify(fresh, true, NOW));
    assertEquals("damaged", full().verify(fresh, false, NOW).label());
    Snapshot old = modified(file, Duration.ofSeconds(60));
    assertEquals("damaged", full().verify(old, true, NOW).label());
    // a server's clock may be ahead
    Snapshot ahead = modified(file, Duration.ofMinutes(-5));
    assertEquals(new Verdict.BeingWritten(), full().verify(ahead, true, NOW));
  }

  private static SnapshotVerifier tailOrFull(String name) {
    return name.equals("snapshot.1") ? tail() : full();
  }

  @Test
  void aFileThatChangedSinceItWasListedIsFreshWhateverItsTime() throws IOException {
    Path file = draw("snapshot.1", "truncated");
    Snapshot listed = modified(file, Duration.ofHours(2));
    assertEquals("damaged", full().verify(listed, true, NOW).label());
    Snapshot before =
        new Snapshot(
            directory,
            new Identity(listed.identity().key(), listed.size() - 1, listed.modified()),
            listed.zxid(),
            listed.codec());
    assertEquals(new Verdict.BeingWritten(), full().verify(before, true, NOW));
  }

  /** Sound or not, it is not the file that the deletion would make sure of. */
  @Test
  void aSnapshotThatWasFinishedAfterItWasListedDoesNotCount() throws IOException {
    Snapshot listed = modified(draw("snapshot.1", "truncated"), Duration.ZERO);
    modified(draw("snapshot.1", "sound"), Duration.ZERO);
    for (boolean newest : new boolean[] {true, false}) {
      assertEquals(new Verdict.BeingWritten(), full().verify(listed, newest, NOW));
      assertEquals(new Verdict.BeingWritten(), tail().verify(listed, newest, NOW));
    }
  }

  @Test
  void whatIsAlteredIsDamagedHoweverFresh() throws IOException {
    for (String name : List.of("snapshot.1", "snapshot.1.gz", "snapshot.1.snappy")) {
      Snapshot fresh = modified(draw(name, "flipped"), Duration.ZERO);
      assertEquals("damaged", full().verify(fresh, true, NOW).label(), name);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatCannotBeReadIsNotCalledDamaged(Codec codec) throws IOException {
    Path file = directory.resolve("snapshot.1" + codec.extension());
    Snapshot missing = new Snapshot(directory, new Identity(null, 7, NOW), new Zxid(1), codec);
    for (SnapshotVerifier verifier : List.of(full(), tail())) {
      assertEquals("unreadable", verifier.verify(missing, true, NOW).label());
    }
    assertEquals(
        new Verdict.Unreadable("no such file or directory"), full().verify(missing, true, NOW));
    Files.createDirectory(file);
    for (SnapshotVerifier verifier : List.of(full(), tail())) {
      assertEquals("unreadable", verifier.verify(missing, true, NOW).label());
    }
    Files.delete(file);
    Files.createSymbolicLink(file, draw("sound" + codec.extension(), "sound"));
    assertEquals("unreadable", full().verify(missing, true, NOW).label());
  }

  @Test
  void stopsWhenASignalAsksForIt() throws IOException {
    StopSignal stop = new StopSignal();
    Snapshot sound = snapshot(draw("snapshot.1", "sound"));
    SnapshotVerifier verifier = new SnapshotVerifier(VerifyMode.FULL, stop);
    assertEquals("sound", verifier.verify(sound, false, NOW).label());
    stop.raise(ExitCode.TERMINATED);
    assertThrows(StopSignal.StoppedException.class, () -> verifier.verify(sound, false, NOW));
  }

  /** The library is looked for once in the life of a JVM, so each case needs its own. */
  @Test
  void aSnappyFileIsUnreadableWhereTheNativeLibraryCannotBeLoaded() throws Exception {
    Path file = draw("snapshot.1.snappy", "sound");
    assertEquals("sound\n", judgeInANewJvm(file));
    String noDirectory = Files.writeString(directory.resolve("file"), "").resolve("tmp").toString();
    for (String option :
        List.of(
            "-Dorg.xerial.snappy.tempdir=" + noDirectory,
            "-Dorg.xerial.snappy.use.systemlib=true")) {
      String said = judgeInANewJvm(file, option);
      assertTrue(said.startsWith("unreadable\nsnappy's native library cannot be loaded;"), said);
    }
    assertEquals("damaged\n", judgeInANewJvm(draw("snapshot.2.snappy", "truncated")));
  }

  private static String judgeInANewJvm(Path file, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Judge.class.getName()));
    command.add(file.toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return out;
  }

  /** A stream up to the place where a length or a count stands, and that number. */
  private static byte[] lying(int number, int... before) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(SnapshotReader.MAGIC);
    out.writeInt(2);
    out.writeLong(-1);
    for (int word : before) {
      out.writeInt(word);
    }
    out.writeInt(number);
    out.writeLong(0);
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void aLengthThatLiesCostsNoMemory() throws IOException {
    int huge = Integer.MAX_VALUE;
    Map<String, byte[]> liars =
        Map.of(
            "sessions", lying(huge),
            "ACL lists", lying(huge, 0),
            "ACL entries", lying(huge, 0, 1, 0, 1),
            "an ACL's scheme", lying(huge, 0, 1, 0, 1, 1, 31),
            "an ACL's id", lying(huge, 0, 1, 0, 1, 1, 31, 0),
            "a path", lying(huge, 0, 0),
            "a path of 4 MiB",
                lying(4 * MIB, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            "data", lying(huge, 0, 0, 0));
    fault(Files.write(directory.resolve("snapshot.1"), liars.get("data"))); // loads the classes
    fault(Files.write(directory.resolve("snapshot.1.gz"), gzip(liars.get("data"))));
    for (Map.Entry<String, byte[]> liar : liars.entrySet()) {
      assertAllocatesLittle(liar.getKey(), directory.resolve("snapshot.1"), liar.getValue());
      assertAllocatesLittle(
          liar.getKey() + ", gzip", directory.resolve("snapshot.1.gz"), gzip(liar.getValue()));
    }
  }

  @Test
  void aLengthThatLiesInSnappysFramingCostsNoMemory() throws IOException {
    Path file = directory.resolve("snapshot.1.snappy");
    byte[] header = Arrays.copyOf(Picture.snapshot(StreamMode.SNAPPY), 16);
    fault(Files.write(file, header)); // loads the classes
    for (byte[] block :
        new byte[][] {
          {0x7f, -1, -1, -1, 0}, // the compressed length
          {0, 0x3f, -1, -1, 0}, // one that would be allowed, and is not there
          {0, 0, 0, 6, -1, -1, -1, -1, 7, 0}, // the length after decompression
        }) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(header);
      bytes.write(block);
      assertAllocatesLittle("snappy", file, bytes.toByteArray());
    }
  }

  private static void assertAllocatesLittle(String what, Path file, byte[] bytes)
      throws IOException {
    Files.write(file, bytes);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(self);
    String fault = fault(file);
    long allocated = threads.getThreadAllocatedBytes(self) - before;
    assertTrue(allocated > 0, "allocations are not counted by this JVM");
    assertTrue(allocated < MIB, what + ": " + allocated + " bytes, to say: " + fault);
  }
}

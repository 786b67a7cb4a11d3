package dev.snapkeeper.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.Identity;
import dev.snapkeeper.datadir.Zxid;
import dev.snapkeeper.options.VerifyMode;
import dev.snapkeeper.testing.ServerFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CheckedInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.jute.BinaryInputArchive;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.apache.zookeeper.server.persistence.SnapStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.SnappyError;
import org.xerial.snappy.SnappyInputStream;
import org.xerial.snappy.SnappyOutputStream;

/**
 * Every way to damage a small snapshot that can be tried out in full. Two rules: what ZooKeeper
 * refuses to restore from is never called sound, and what is called sound holds, byte for byte,
 * what the server wrote. Where the two leave room, the exact files are listed.
 */
class DamageMatrixTest {
  /** After the first seal: the digest and its seal, then the last zxid and its seal. */
  private static final int DIGEST_AND_SEAL = 20 + 13;

  private static final int ZXID_AND_SEAL = 8 + 13;

  @TempDir private static Path directory;

  /** The snapshot before compression, as ZooKeeper wrote it. */
  private static byte[] stream;

  private final FileSystem memory = Jimfs.newFileSystem(Configuration.unix());

  private final SnapshotVerifier verifier = new SnapshotVerifier(VerifyMode.FULL, new StopSignal());

  @BeforeAll
  static void writeOneSnapshot() throws IOException {
    try (ServerFiles server = new ServerFiles(directory.resolve("server"))) {
      stream = Files.readAllBytes(server.transactions(3).snapshot());
    }
  }

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  private static byte[] wrap(Codec codec, byte[] bytes) throws IOException {
    ByteArrayOutputStream wrapped = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (codec) {
          case PLAIN -> wrapped;
          case GZIP -> new GZIPOutputStream(wrapped);
          case SNAPPY -> new SnappyOutputStream(wrapped);
        }) {
      out.write(bytes);
    }
    return wrapped.toByteArray();
  }

  /** Whether a reader that knows nothing of snapshots gets out what the server put in. */
  private static boolean holdsTheStream(Codec codec, byte[] file) {
    ByteArrayInputStream raw = new ByteArrayInputStream(file);
    try (InputStream in =
        switch (codec) {
          case PLAIN -> raw;
          case GZIP -> new GZIPInputStream(raw);
          case SNAPPY -> new SnappyInputStream(raw);
        }) {
      return Arrays.equals(stream, in.readAllBytes());
    } catch (IOException | SnappyError | OutOfMemoryError refused) {
      return false;
    }
  }

  private static Path write(Path in, Codec codec, byte[] bytes) throws IOException {
    return Files.write(in.resolve("snapshot.3" + codec.extension()), bytes);
  }

  private Verdict verdict(Codec codec, byte[] bytes) throws IOException {
    return verdict(codec, bytes, false);
  }

  private Verdict verdict(Codec codec, byte[] bytes, boolean newest) throws IOException {
    Path file = write(memory.getPath("."), codec, bytes);
    Identity identity = Identity.of(Files.readAttributes(file, BasicFileAttributes.class));
    return verifier.verify(
        new Snapshot(file.getParent(), identity, new Zxid(3), codec), newest, identity.modified());
  }

  /** The steps of {@code FileSnap.deserialize} for one file, by ZooKeeper's own classes. */
  private static boolean zooKeeperRestores(Codec codec, byte[] bytes) throws IOException {
    Path file = write(directory, codec, bytes); // its classes read no others but real files
    try (CheckedInputStream in = SnapStream.getInputStream(file.toFile())) {
      BinaryInputArchive archive = BinaryInputArchive.getArchive(in);
      DataTree tree = new DataTree();
      FileSnap.deserialize(tree, new HashMap<>(), archive);
      SnapStream.checkSealIntegrity(in, archive);
      if (tree.deserializeZxidDigest(archive, 0)) {
        SnapStream.checkSealIntegrity(in, archive);
      }
      if (tree.deserializeLastProcessedZxid(archive)) {
        SnapStream.checkSealIntegrity(in, archive);
      }
      return true;
    } catch (IOException | RuntimeException | SnappyError | OutOfMemoryError refused) {
      return false;
    }
  }

  /** Judges a file, holds the verdict against ZooKeeper's, and says whether it is sound. */
  private boolean sound(Codec codec, byte[] bytes, String what) throws IOException {
    Verdict verdict = verdict(codec, bytes);
    if (verdict instanceof Verdict.Sound) {
      assertTrue(zooKeeperRestores(codec, bytes), what + ": sound, yet ZooKeeper refuses it");
      return true;
    }
    assertRefused(verdict, what);
    return false;
  }

  private static byte[] join(byte[]... parts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part);
    }
    return all.toByteArray();
  }

  private static byte[] head(byte[] bytes, int length) {
    return Arrays.copyOf(bytes, length);
  }

  private static byte[] tail(byte[] bytes, int length) {
    return Arrays.copyOfRange(bytes, bytes.length - length, bytes.length);
  }

  /** Where a stream may end: at each of its seals, since older servers wrote no more. */
  private static Set<Integer> seals() {
    return new TreeSet<>(
        Set.of(
            stream.length - ZXID_AND_SEAL - DIGEST_AND_SEAL,
            stream.length - ZXID_AND_SEAL,
            stream.length));
  }

  @ParameterizedTest
  @EnumSource
  void aGoodOneIsSoundAndZooKeeperRestoresFromIt(Codec codec) throws IOException {
    assertTrue(sound(codec, wrap(codec, stream), codec + " as written"));
    assertTrue(zooKeeperRestores(codec, wrap(codec, stream)));
  }

  @Test
  void aFileCutShortIsDamagedUnlessItEndsAtASealAsAnOlderServersDoes() throws IOException {
    assertEquals(seals(), soundCuts(Codec.PLAIN, stream));
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "SNAPPY"})
  void aCompressedFileCutShortIsDamagedWhereverItEnds(Codec codec) throws IOException {
    byte[] whole = wrap(codec, stream);
    assertEquals(Set.of(whole.length), soundCuts(codec, whole));
  }

  private Set<Integer> soundCuts(Codec codec, byte[] whole) throws IOException {
    Set<Integer> sound = new TreeSet<>();
    for (int length = 0; length <= whole.length; length++) {
      if (sound(codec, head(whole, length), codec + " cut at " + length)) {
        sound.add(length);
      }
    }
    return sound;
  }

  @ParameterizedTest
  @EnumSource
  void aStreamCutShortBeforeItWasCompressedIsDamagedUnlessItEndsAtASeal(Codec codec)
      throws IOException {
    Set<Integer> sound = new TreeSet<>();
    for (int length = 0; length <= stream.length; length++) {
      if (sound(codec, wrap(codec, head(stream, length)), codec + " of a cut at " + length)) {
        sound.add(length);
      }
    }
    assertEquals(seals(), sound);
  }

  @ParameterizedTest
  @EnumSource
  void aFileCutShortMayBeOneThatIsBeingWrittenWhereverItEnds(Codec codec) throws IOException {
    byte[] whole = wrap(codec, stream);
    for (int length = 0; length < whole.length; length++) {
      if (codec == Codec.PLAIN && seals().contains(length)) {
        continue;
      }
      assertEquals(
          new Verdict.BeingWritten(),
          verdict(codec, head(whole, length), true),
          codec + " cut at " + length);
    }
  }

  @Test
  void aByteAlteredAnywhereInAPlainFileIsDamage() throws IOException {
    assertEquals(new TreeMap<>(), soundFlips(Codec.PLAIN, 0));
  }

  /**
   * In gzip's header: FTEXT and the reserved flags, the time, the extra flags, the system. They
   * carry nothing of the content, and neither ZooKeeper nor the JDK looks at them.
   */
  @Test
  void aByteAlteredInAGzipFileIsDamageUnlessItCarriesNothing() throws IOException {
    SortedMap<Integer, Integer> expected = new TreeMap<>();
    expected.put(3, 0x01 | 0x20 | 0x40 | 0x80);
    for (int offset = 4; offset < 10; offset++) {
      expected.put(offset, 0xff);
    }
    SortedMap<Integer, Integer> sound = soundFlips(Codec.GZIP, 0);
    assertEquals(expected, sound.headMap(10));
    assertOnlyFlipsThatUnpackToTheSameBytes(Codec.GZIP, sound.tailMap(10), 10);
  }

  @Test
  void aByteAlteredInASnappyFileIsDamageUnlessItUnpacksToTheSameBytes() throws IOException {
    int header = 16;
    assertOnlyFlipsThatUnpackToTheSameBytes(Codec.SNAPPY, soundFlips(Codec.SNAPPY, header), header);
  }

  /** What a later snappy-java may write under another version is not proven damage. */
  @Test
  void aByteAlteredInSnappysHeaderIsDamageInItsMagicAndUnknownInItsVersions() throws IOException {
    byte[] whole = wrap(Codec.SNAPPY, stream);
    for (int offset = 0; offset < 16; offset++) {
      for (int bit = 1; bit <= 0x80; bit <<= 1) {
        byte[] flipped = whole.clone();
        flipped[offset] ^= (byte) bit;
        assertEquals(
            offset < 8 ? "damaged" : "unreadable",
            verdict(Codec.SNAPPY, flipped).label(),
            "byte " + offset + ", bit " + bit);
      }
    }
  }

  /** For each offset the bits, or'ed, that could be flipped one at a time and left it sound. */
  private SortedMap<Integer, Integer> soundFlips(Codec codec, int from) throws IOException {
    byte[] whole = wrap(codec, stream);
    SortedMap<Integer, Integer> sound = new TreeMap<>();
    for (int offset = from; offset < whole.length; offset++) {
      for (int bit = 1; bit <= 0x80; bit <<= 1) {
        byte[] flipped = whole.clone();
        flipped[offset] ^= (byte) bit;
        String what = codec + " byte " + offset + ", bit " + bit;
        if (sound(codec, flipped, what)) {
          assertTrue(holdsTheStream(codec, flipped), what);
          sound.merge(offset, bit, (a, b) -> a | b);
        }
      }
      for (int other : new int[] {0x00, 0xff}) {
        byte[] replaced = whole.clone();
        replaced[offset] = (byte) other;
        String what = codec + " byte " + offset + " made " + other;
        if (!Arrays.equals(whole, replaced) && sound(codec, replaced, what)) {
          assertTrue(holdsTheStream(codec, replaced), what);
        }
      }
    }
    return sound;
  }

  /**
   * A compressed stream may say one thing in two ways: point to another place where the same bytes
   * stand. Which flips do that depends on the compressor, so it is found out by unpacking.
   */
  private static void assertOnlyFlipsThatUnpackToTheSameBytes(
      Codec codec, SortedMap<Integer, Integer> sound, int from) throws IOException {
    byte[] whole = wrap(codec, stream);
    SortedMap<Integer, Integer> same = new TreeMap<>();
    for (int offset = from; offset < whole.length; offset++) {
      for (int bit = 1; bit <= 0x80; bit <<= 1) {
        byte[] flipped = whole.clone();
        flipped[offset] ^= (byte) bit;
        if (holdsTheStream(codec, flipped)) {
          same.merge(offset, bit, (a, b) -> a | b);
        }
      }
    }
    assertEquals(same, sound);
  }

  @ParameterizedTest
  @EnumSource
  void aBlockOfZerosIsDamage(Codec codec) throws IOException {
    byte[] whole = wrap(codec, stream);
    int tried = 0;
    for (int size : new int[] {16, 64, 512}) {
      for (int offset = 0; offset < whole.length; offset += 16) {
        byte[] zeroed = whole.clone();
        Arrays.fill(zeroed, offset, Math.min(whole.length, offset + size), (byte) 0);
        if (Arrays.equals(whole, zeroed)) {
          continue;
        }
        tried++;
        Verdict verdict = verdict(codec, zeroed);
        assertInstanceOf(Verdict.Damaged.class, verdict, codec + ": " + size + " at " + offset);
      }
    }
    assertTrue(tried > whole.length / 16, "only " + tried + " tried");
  }

  @ParameterizedTest
  @EnumSource
  void trailersInAnyOtherOrderOrNumberAreRefused(Codec codec) throws IOException {
    byte[] body = head(stream, stream.length - ZXID_AND_SEAL - DIGEST_AND_SEAL);
    byte[] zxid = tail(stream, ZXID_AND_SEAL);
    byte[] digest = head(tail(stream, ZXID_AND_SEAL + DIGEST_AND_SEAL), DIGEST_AND_SEAL);
    byte[] seal = tail(body, 13);
    byte[] unsealed = head(body, body.length - 13);
    byte[][] wrong = {
      unsealed,
      join(unsealed, digest),
      join(unsealed, zxid),
      join(unsealed, digest, zxid),
      join(body, seal),
      join(body, zxid),
      join(body, zxid, digest),
      join(body, digest, digest),
      join(body, digest, digest, zxid),
      join(body, digest, seal),
      join(body, digest, zxid, seal),
      join(body, digest, zxid, zxid),
      join(body, digest, zxid, digest, zxid),
      join(body, digest, zxid, digest, zxid, digest, zxid),
      join(body, body),
      join(stream, stream),
    };
    for (int i = 0; i < wrong.length; i++) {
      assertRefused(verdict(codec, wrap(codec, wrong[i])), codec + ", case " + i);
    }
    assertTrue(sound(codec, wrap(codec, body), "no trailer"));
    assertTrue(sound(codec, wrap(codec, join(body, digest)), "digest only"));
    assertTrue(sound(codec, wrap(codec, join(body, digest, zxid)), "both"));
  }

  @ParameterizedTest
  @EnumSource
  void bytesAppendedAreRefused(Codec codec) throws IOException {
    byte[] whole = wrap(codec, stream);
    for (int cut : seals()) {
      for (int count : new int[] {1, 4, 8, 12, 13, 16, 20, 21, 33, 54, 108, 109, 4096, 70_000}) {
        for (byte value : new byte[] {0, 1, 'B', '/', -1}) {
          byte[] more = new byte[count];
          Arrays.fill(more, value);
          String what = codec + ": " + count + " bytes of " + value + " after " + cut;
          assertRefused(verdict(codec, wrap(codec, join(head(stream, cut), more))), what);
          if (cut == stream.length) {
            assertRefused(verdict(codec, join(whole, more)), what + ", outside");
          }
        }
      }
    }
  }

  @Test
  void aHeaderAloneIsDamaged() throws IOException {
    assertInstanceOf(Verdict.Damaged.class, verdict(Codec.PLAIN, head(stream, 16)));
    assertInstanceOf(
        Verdict.Damaged.class, verdict(Codec.GZIP, head(wrap(Codec.GZIP, stream), 10)));
    assertInstanceOf(
        Verdict.Damaged.class, verdict(Codec.SNAPPY, head(wrap(Codec.SNAPPY, stream), 16)));
    for (Codec codec : Codec.values()) {
      assertInstanceOf(Verdict.Damaged.class, verdict(codec, new byte[0]));
      assertInstanceOf(Verdict.Damaged.class, verdict(codec, wrap(codec, new byte[0])));
    }
  }

  /** ZooKeeper writes one stream, and does not look at what follows the snapshot in it. */
  @ParameterizedTest
  @EnumSource(names = {"GZIP", "SNAPPY"})
  void aSecondCompressedSnapshotBehindTheFirstIsRefused(Codec codec) throws IOException {
    byte[] whole = wrap(codec, stream);
    assertRefused(verdict(codec, join(whole, whole)), "twice");
    assertRefused(verdict(codec, join(whole, wrap(codec, new byte[] {0}))), "and a byte");
  }

  /** By RFC 1952 members that follow one another are one stream; ZooKeeper restores from them. */
  @Test
  void aSnapshotInTwoGzipMembersIsNoLessSoundThanInOne() throws IOException {
    int half = stream.length / 2;
    byte[] first = wrap(Codec.GZIP, head(stream, half));
    byte[] second = wrap(Codec.GZIP, tail(stream, stream.length - half));
    assertTrue(sound(Codec.GZIP, join(first, second), "two members"));
    for (int length = first.length; length < first.length + second.length; length++) {
      assertFalse(
          sound(Codec.GZIP, head(join(first, second), length), "two members cut at " + length));
    }
  }

  /** snappy-java would go on at a second header; that no server writes one is reason to refuse. */
  @Test
  void aSnapshotInTwoSnappyStreamsIsDamaged() throws IOException {
    int half = stream.length / 2;
    byte[] joined =
        join(
            wrap(Codec.SNAPPY, head(stream, half)),
            wrap(Codec.SNAPPY, tail(stream, stream.length - half)));
    assertTrue(holdsTheStream(Codec.SNAPPY, joined));
    assertFalse(sound(Codec.SNAPPY, joined, "two streams"));
  }

  @ParameterizedTest
  @EnumSource
  void aSnapshotUnderTheExtensionOfAnotherCodecIsDamaged(Codec codec) throws IOException {
    for (Codec other : Codec.values()) {
      if (other != codec) {
        assertInstanceOf(
            Verdict.Damaged.class, verdict(codec, wrap(other, stream)), other + " as " + codec);
      }
    }
  }

  /** Damaged, or followed by what a later server may have added, which is no proof of damage. */
  private static void assertRefused(Verdict verdict, String what) {
    boolean followed =
        verdict instanceof Verdict.Unreadable unreadable
            && unreadable.cause().startsWith("more than is known to Snapkeeper follows ");
    assertTrue(followed || verdict instanceof Verdict.Damaged, what + ": " + verdict);
  }
}

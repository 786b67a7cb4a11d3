package dev.snapkeeper.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.testing.ServerFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.apache.zookeeper.server.persistence.SnapStream.StreamMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.SnappyInputStream;

/**
 * Every small damage to a small snapshot. None may pass but what leaves the content as it was, and
 * what equals a whole file of an older server.
 */
class DamageMatrixTest {
  /** Where a gzip header has bytes that carry nothing: time, extra flags, operating system. */
  private static final Set<Integer> EMPTY_OF_MEANING = Set.of(4, 5, 6, 7, 8, 9);

  /**
   * The flags of a gzip header. Of its bits, "probably text" (the lowest) carries nothing, and the
   * three highest are reserved; not every JDK looks at those.
   */
  private static final int GZIP_FLAGS = 3;

  /** Version and lowest compatible version in snappy-java's header. */
  private static final int SNAPPY_VERSIONS = 8;

  private static final int SNAPPY_HEADER = 16;

  @TempDir Path temp;

  private final FileSystem memory = Jimfs.newFileSystem(Configuration.unix());

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  private enum Outcome {
    SOUND,
    DAMAGED,
    UNREADABLE
  }

  private Outcome read(byte[] bytes, Codec codec) throws IOException {
    Path file = memory.getPath("snapshot.1" + codec.extension());
    Files.write(file, bytes);
    try {
      SnapshotReader.read(file, codec, new StopSignal());
      return Outcome.SOUND;
    } catch (DamagedSnapshotException e) {
      return Outcome.DAMAGED;
    } catch (IOException e) {
      return Outcome.UNREADABLE;
    }
  }

  private byte[] snapshot(Codec codec, boolean digest, boolean lastZxid) throws IOException {
    Path dir = Files.createTempDirectory(temp, "server-");
    try (ServerFiles server = new ServerFiles(dir).codec(mode(codec)).trailers(digest, lastZxid)) {
      return Files.readAllBytes(server.transactions(4).snapshot());
    }
  }

  private static StreamMode mode(Codec codec) {
    return switch (codec) {
      case PLAIN -> StreamMode.CHECKED;
      case GZIP -> StreamMode.GZIP;
      case SNAPPY -> StreamMode.SNAPPY;
    };
  }

  private static byte[] unwrapped(byte[] bytes, Codec codec) throws IOException {
    InputStream raw = new ByteArrayInputStream(bytes);
    return switch (codec) {
      case PLAIN -> bytes;
      case GZIP -> new GZIPInputStream(raw).readAllBytes();
      case SNAPPY -> new SnappyInputStream(raw).readAllBytes();
    };
  }

  /** What we call sound, ZooKeeper has to take as well. */
  private void assertZooKeeperTakes(byte[] bytes, Codec codec) throws IOException {
    Path dir = Files.createTempDirectory(temp, "oracle-");
    Files.write(dir.resolve("snapshot.1" + codec.extension()), bytes);
    assertEquals(
        1, new FileSnap(dir.toFile()).deserialize(new DataTree(), new ConcurrentHashMap<>()));
  }

  @ParameterizedTest
  @EnumSource
  void isSoundWithTheTrailersOfOldAndNewServers(Codec codec) throws IOException {
    for (boolean digest : new boolean[] {false, true}) {
      for (boolean lastZxid : new boolean[] {false, true}) {
        assertEquals(Outcome.SOUND, read(snapshot(codec, digest, lastZxid), codec));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void isDamagedWhereverItIsCutButWhereAnOlderServersFileEnds(Codec codec) throws IOException {
    byte[] whole = snapshot(codec, true, true);
    Set<Integer> sound = new TreeSet<>();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      Outcome outcome = read(cut, codec);
      if (outcome == Outcome.SOUND) {
        assertZooKeeperTakes(cut, codec);
        sound.add(length);
      } else {
        assertEquals(Outcome.DAMAGED, outcome, "cut to " + length);
      }
    }
    Set<Integer> olderServers =
        codec == Codec.PLAIN
            ? Set.of(snapshot(codec, false, false).length, snapshot(codec, true, false).length)
            : Set.of();
    assertEquals(new TreeSet<>(olderServers), sound);
  }

  @ParameterizedTest
  @EnumSource
  void isDamagedByEveryFlippedBitThatChangesTheContent(Codec codec) throws IOException {
    byte[] whole = snapshot(codec, true, true);
    byte[] content = unwrapped(whole, codec);
    Set<Integer> meaningless = new TreeSet<>();
    for (int at = 0; at < whole.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = whole.clone();
        flipped[at] ^= (byte) (1 << bit);
        Outcome outcome = read(flipped, codec);
        String where = "byte " + at + ", bit " + bit;
        if (outcome == Outcome.SOUND) {
          assertArrayEquals(content, unwrapped(flipped, codec), where);
          assertZooKeeperTakes(flipped, codec);
          if (codec == Codec.GZIP && at < 10) {
            assertTrue(at != GZIP_FLAGS || bit == 0 || bit > 4, where);
            meaningless.add(at);
          }
        } else if (codec == Codec.SNAPPY && at >= SNAPPY_VERSIONS && at < SNAPPY_HEADER) {
          // a version that is not known: no proof of damage
          assertEquals(Outcome.UNREADABLE, outcome, where);
        } else {
          assertEquals(Outcome.DAMAGED, outcome, where);
        }
      }
    }
    if (codec == Codec.GZIP) {
      Set<Integer> expected = new TreeSet<>(EMPTY_OF_MEANING);
      expected.add(GZIP_FLAGS);
      assertEquals(expected, meaningless);
    }
  }

  @ParameterizedTest
  @EnumSource
  void isDamagedByZeroedBlocksAndInvertedBytes(Codec codec) throws IOException {
    byte[] whole = snapshot(codec, true, true);
    byte[] content = unwrapped(whole, codec);
    int damaged = 0;
    for (int at = codec == Codec.SNAPPY ? SNAPPY_HEADER : 10; at < whole.length; at++) {
      byte[] zeroed = whole.clone();
      Arrays.fill(zeroed, at, Math.min(at + 16, whole.length), (byte) 0);
      byte[] inverted = whole.clone();
      inverted[at] ^= (byte) 0xff;
      for (byte[] bytes : new byte[][] {zeroed, inverted}) {
        Outcome outcome = read(bytes, codec);
        if (outcome == Outcome.SOUND) {
          assertArrayEquals(content, unwrapped(bytes, codec), "byte " + at);
        } else {
          assertEquals(Outcome.DAMAGED, outcome, "byte " + at);
          damaged++;
        }
      }
    }
    assertTrue(damaged > whole.length, "most of them change something: " + damaged);
  }

  @ParameterizedTest
  @EnumSource
  void isDamagedWhenAnythingFollows(Codec codec) throws IOException {
    byte[] whole = snapshot(codec, true, true);
    byte[] trailers =
        Arrays.copyOfRange(
            snapshot(Codec.PLAIN, true, true),
            snapshot(Codec.PLAIN, false, false).length,
            snapshot(Codec.PLAIN, true, true).length);
    Map<String, byte[]> more =
        Map.of(
            "a zero",
            new byte[1],
            "a block of zeros",
            new byte[512],
            "the trailers again",
            trailers,
            "a second stream",
            whole,
            "the beginning of a second stream",
            Arrays.copyOf(whole, 16));
    for (Map.Entry<String, byte[]> what : more.entrySet()) {
      assertEquals(Outcome.DAMAGED, read(joined(whole, what.getValue()), codec), what.getKey());
    }
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(first);
    bytes.writeBytes(second);
    return bytes.toByteArray();
  }

  @Test
  void isDamagedWhenATrailerIsMissingFromTheMiddle() throws IOException {
    byte[] whole = snapshot(Codec.PLAIN, true, true);
    int end = snapshot(Codec.PLAIN, false, false).length;
    for (int from = end; from < whole.length; from++) {
      for (int to = from + 1; to < whole.length; to++) {
        byte[] gap =
            joined(Arrays.copyOf(whole, from), Arrays.copyOfRange(whole, to, whole.length));
        // all seals end alike, so some gaps leave the same bytes as a cut at a seal
        if (!Arrays.equals(gap, Arrays.copyOf(whole, gap.length))) {
          assertEquals(Outcome.DAMAGED, read(gap, Codec.PLAIN), from + " to " + to);
        }
      }
    }
  }
}

package dev.snapkeeper.snapshot;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.Identity;
import dev.snapkeeper.datadir.Zxid;
import dev.snapkeeper.options.VerifyMode;
import dev.snapkeeper.testing.Picture;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Adler32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.jute.BinaryInputArchive;
import org.apache.jute.BinaryOutputArchive;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.apache.zookeeper.server.persistence.SnapStream;
import org.apache.zookeeper.server.persistence.SnapStream.StreamMode;
import org.xerial.snappy.SnappyInputStream;
import org.xerial.snappy.SnappyOutputStream;

/**
 * Any file: it is sound or damaged, at a bounded cost, and ZooKeeper restores from what is sound.
 *
 * <p>The first byte of an input chooses a codec, and whether the rest is the file itself or a
 * stream that is yet to be sealed and compressed. Nothing else would get past the first seal.
 */
public final class SnapshotFuzz {
  private static final List<Codec> CODECS = List.of(Codec.PLAIN, Codec.GZIP, Codec.SNAPPY);
  private static final int SEAL = 13;
  private static final int DIGEST = 20;
  private static final int LAST_ZXID = 8;

  /** By what a file's content may leave open whether it is sound or damaged. */
  private static final List<String> UNKNOWN =
      List.of("unknown version ", "more than is known to Snapkeeper follows ");

  /** Two blocks of snappy's greatest size, and some. */
  private static final long MOST_ALLOCATED = 12 << 20;

  private static final FileSystem MEMORY = Jimfs.newFileSystem(Configuration.unix());
  private static final SnapshotVerifier VERIFIER =
      new SnapshotVerifier(VerifyMode.FULL, new StopSignal());
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private SnapshotFuzz() {}

  /** A small snapshot, as a file in each codec and as a stream with each set of trailers. */
  public static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    byte[] stream = stream();
    byte[] unsealed = Arrays.copyOf(stream, stream.length - DIGEST - LAST_ZXID - 3 * SEAL);
    byte[] trailers = new byte[DIGEST + LAST_ZXID];
    trailers[LAST_ZXID + 3] = 2; // the digest's version
    List<byte[]> files =
        List.of(stream, Picture.snapshot(StreamMode.GZIP), Picture.snapshot(StreamMode.SNAPPY));
    for (int codec = 0; codec < CODECS.size(); codec++) {
      seeds.add(join(new byte[] {(byte) codec}, files.get(codec)));
      for (int mode = 1; mode < 5; mode++) {
        byte[] choice = {(byte) (codec + mode * CODECS.size())};
        seeds.add(join(choice, unsealed, mode == 1 ? new byte[0] : trailers));
      }
    }
    return seeds;
  }

  /** A stream that has something of each kind in it. */
  private static byte[] stream() {
    DataTree tree = new DataTree();
    List<ACL> acl =
        List.of(new ACL(31, new Id("digest", "user:secret")), new ACL(1, new Id("ip", "::1")));
    try {
      tree.createNode("/a", "data".getBytes(StandardCharsets.UTF_8), acl, 0, 0, 1, 1);
      tree.createNode("/a/null", null, acl, 0, 0, 1, 1);
      tree.createNode("/a/ephemeral", new byte[0], acl, 7, 0, 1, 1);
      tree.createNode("/container", new byte[1], acl, Long.MIN_VALUE, 0, 1, 1);
      Path dir = Files.createTempDirectory("fuzz-");
      try {
        File file = dir.resolve("snapshot.1").toFile();
        new FileSnap(dir.toFile()).serialize(tree, new HashMap<>(Map.of(7L, 1000)), file, false);
        return Files.readAllBytes(file.toPath());
      } finally {
        Picture.delete(dir);
      }
    } catch (KeeperException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** Verifies one file. */
  public static void check(byte[] input) {
    if (input.length == 0) {
      return;
    }
    int choice = (input[0] & 0xff) % (5 * CODECS.size());
    Codec codec = CODECS.get(choice % CODECS.size());
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    try {
      byte[] file =
          switch (choice / CODECS.size()) {
            case 0 -> rest;
            case 1 -> wrap(codec, rest, 0, 0);
            case 2 -> wrap(codec, rest, DIGEST, 0);
            case 3 -> wrap(codec, rest, 0, LAST_ZXID);
            default -> wrap(codec, rest, DIGEST, LAST_ZXID);
          };
      Verdict verdict = verdict(codec, file);
      if (verdict instanceof Verdict.Sound) {
        requireRestorable(codec, file);
      } else if (verdict instanceof Verdict.Unreadable unreadable) {
        if (UNKNOWN.stream().noneMatch(unreadable.cause()::startsWith)) {
          throw new AssertionError(verdict);
        }
      } else if (!(verdict instanceof Verdict.Damaged)) {
        throw new AssertionError(verdict);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Seals a stream, and what its last bytes are the trailers of; compresses it. */
  private static byte[] wrap(Codec codec, byte[] stream, int digest, int lastZxid)
      throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    OutputStream compressed =
        switch (codec) {
          case PLAIN -> file;
          case GZIP -> new GZIPOutputStream(file);
          case SNAPPY -> new SnappyOutputStream(file);
        };
    try (CheckedOutputStream out = new CheckedOutputStream(compressed, new Adler32())) {
      BinaryOutputArchive archive = BinaryOutputArchive.getArchive(out);
      int from = 0;
      for (int behind : new int[] {digest + lastZxid, lastZxid, 0}) {
        int to = Math.max(from, stream.length - behind);
        if (from == 0 || to > from) {
          out.write(stream, from, to - from);
          SnapStream.sealStream(out, archive);
        }
        from = to;
      }
    }
    return file.toByteArray();
  }

  private static Verdict verdict(Codec codec, byte[] bytes) throws IOException {
    Path file = Files.write(MEMORY.getPath("/snapshot.1" + codec.extension()), bytes);
    Identity identity = Identity.of(Files.readAttributes(file, BasicFileAttributes.class));
    Snapshot snapshot = new Snapshot(file.getParent(), identity, new Zxid(1), codec);
    Verdict verdict = VERIFIER.verify(snapshot, false, identity.modified());
    long allocated = allocated(snapshot);
    if (allocated > MOST_ALLOCATED) {
      throw new AssertionError(allocated + " bytes allocated for a file of " + bytes.length);
    }
    return verdict;
  }

  /** What one more look allocates; not the first, which may load classes. */
  private static long allocated(Snapshot snapshot) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    VERIFIER.verify(snapshot, false, snapshot.modified());
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /** The steps of {@code FileSnap.deserialize}, for a server with any of its settings. */
  private static void requireRestorable(Codec codec, byte[] bytes) throws IOException {
    List<Throwable> refusals = new ArrayList<>();
    for (boolean digest : new boolean[] {true, false}) {
      ByteArrayInputStream file = new ByteArrayInputStream(bytes);
      InputStream unpacked =
          switch (codec) {
            case PLAIN -> file;
            case GZIP -> new GZIPInputStream(file);
            case SNAPPY -> new SnappyInputStream(file);
          };
      try (CheckedInputStream in = new CheckedInputStream(unpacked, new Adler32())) {
        BinaryInputArchive archive = BinaryInputArchive.getArchive(in);
        DataTree tree = new DataTree();
        FileSnap.deserialize(tree, new HashMap<>(), archive);
        SnapStream.checkSealIntegrity(in, archive);
        if (digest && tree.deserializeZxidDigest(archive, 0)) {
          SnapStream.checkSealIntegrity(in, archive);
        }
        if (tree.deserializeLastProcessedZxid(archive)) {
          SnapStream.checkSealIntegrity(in, archive);
        }
        return;
      } catch (NumberFormatException oldDigest) {
        return; // a digest that is a string, and no number to this version of ZooKeeper
      } catch (IOException | RuntimeException e) {
        refusals.add(e);
      }
    }
    AssertionError error = new AssertionError("called sound, yet ZooKeeper refuses it");
    refusals.forEach(error::addSuppressed);
    throw error;
  }
}

package dev.snapkeeper.snapshot;

import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.Codec;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * Reads a snapshot from end to end in constant memory.
 *
 * <p>The stream, as ZooKeeper's {@code FileSnap.serialize} writes it: a file header ({@code
 * FileHeader}); the sessions and the tree ({@code SerializeUtils.serializeSnapshot}, {@code
 * DataTree.serialize}): ACLs, then nodes in pre-order, closed by the path "/"; a seal ({@code
 * SnapStream.sealStream}), which is the Adler32 of everything before it and the string "/". Servers
 * from 3.6 on may add a digest and a seal, servers from 3.9 on the last processed zxid and a seal;
 * both can be switched off on their own.
 */
final class SnapshotReader {
  /** "ZKSN", {@code FileSnap.SNAP_MAGIC}. */
  static final int MAGIC = 0x5a4b534e;

  /** Bytes of {@code StatPersisted} before and after its ephemeralOwner. */
  private static final int STAT_BEFORE_OWNER = 4 * Long.BYTES + 3 * Integer.BYTES;

  private static final int STAT_AFTER_OWNER = Long.BYTES;

  /** An owner that marks a container node, {@code EphemeralType.CONTAINER_EPHEMERAL_OWNER}. */
  private static final long CONTAINER_OWNER = Long.MIN_VALUE;

  /** High byte of an owner that marks a TTL node, {@code EphemeralTypeEmulate353} and its kind. */
  private static final long EXTENDED_OWNER = 0xff;

  /** The length by which jute writes null. */
  private static final int NULL = -1;

  private static final int SEAL = Long.BYTES + Integer.BYTES + 1;
  private static final int DIGEST = Long.BYTES + Integer.BYTES + Long.BYTES;
  private static final int LAST_ZXID = Long.BYTES;

  /** Digests before this version are a string of hex digits ({@code DataTree.ZxidDigest}). */
  private static final int FIRST_NUMERIC_DIGEST = 2;

  private final SnapshotStream stream;
  private final ZnodePath path = new ZnodePath();

  private SnapshotReader(SnapshotStream stream) {
    this.stream = stream;
  }

  /**
   * Reads and checks a whole snapshot.
   *
   * @throws DamagedSnapshotException when the content is proven wrong
   * @throws IOException when it could not be read, which proves nothing; also when the native
   *     library of a codec cannot be loaded
   * @throws StopSignal.StoppedException when a signal asked to stop
   */
  static SnapshotSummary read(Path file, Codec codec, StopSignal stop)
      throws IOException, DamagedSnapshotException {
    try (RawSnapshotFile raw = new RawSnapshotFile(file, stop)) {
      if (raw.length() == 0) {
        throw DamagedSnapshotException.endsEarly("empty");
      }
      return switch (codec) {
        case PLAIN -> new SnapshotReader(new SnapshotStream(raw)).read();
        case GZIP -> readGzip(raw);
        case SNAPPY -> readSnappy(raw);
      };
    }
  }

  private static SnapshotSummary readGzip(RawSnapshotFile raw)
      throws IOException, DamagedSnapshotException {
    try (GzipSnapshotStream in = unwrap(() -> new GzipSnapshotStream(raw))) {
      SnapshotSummary summary = new SnapshotReader(new SnapshotStream(in)).read();
      if (in.surplus() > 0) {
        throw unknown("the end of the compressed stream");
      }
      return summary;
    }
  }

  private static SnapshotSummary readSnappy(RawSnapshotFile raw)
      throws IOException, DamagedSnapshotException {
    try (SnappySnapshotStream in = unwrap(() -> new SnappySnapshotStream(raw))) {
      return new SnapshotReader(new SnapshotStream(in)).read();
    } catch (LinkageError | org.xerial.snappy.SnappyError e) {
      throw new IOException(
          "snappy's native library cannot be loaded; it is unpacked into the temp directory, which"
              + " must not be mounted noexec: name another by -Dorg.xerial.snappy.tempdir=DIR",
          e);
    }
  }

  private interface Opener<T extends InputStream> {
    T open() throws IOException;
  }

  private static <T extends InputStream> T unwrap(Opener<T> opener)
      throws IOException, DamagedSnapshotException {
    try {
      return opener.open();
    } catch (EOFException e) {
      throw DamagedSnapshotException.endsEarly("ends early, inside the header of its compression");
    } catch (ZipException e) {
      throw DamagedSnapshotException.wrong("not compressed as its name says: " + e.getMessage());
    }
  }

  private SnapshotSummary read() throws IOException, DamagedSnapshotException {
    int magic = stream.int32();
    if (magic != MAGIC) {
      throw DamagedSnapshotException.wrong("does not begin with ZKSN, so it is no snapshot");
    }
    stream.skip(Integer.BYTES + Long.BYTES); // version and dbId, which ZooKeeper does not look at
    long sessions = sessions();
    acls();
    try {
      long[] nodes = nodes();
      trailers();
      if (path.isOverlong()) {
        throw new IOException(
            "holds a path of more than "
                + ZnodePath.MAX_BYTES
                + " bytes, which Snapkeeper cannot check");
      }
      return new SnapshotSummary(nodes[0], nodes[1], sessions, stream.position());
    } catch (DamagedSnapshotException e) {
      throw e.endsEarly() && path.isKnown()
          ? DamagedSnapshotException.endsEarly(e.getMessage() + ", after " + path)
          : e;
    }
  }

  private long sessions() throws IOException, DamagedSnapshotException {
    int count = count("sessions");
    stream.skip((long) count * (Long.BYTES + Integer.BYTES));
    return count;
  }

  private void acls() throws IOException, DamagedSnapshotException {
    for (int lists = count("ACL lists"); lists > 0; lists--) {
      stream.skip(Long.BYTES);
      for (int entries = count("ACL entries"); entries > 0; entries--) {
        stream.skip(Integer.BYTES); // permissions
        stream.skip(length("an ACL's scheme", 0)); // null would end ZooKeeper's reader
        stream.skip(length("an ACL's id", 0));
      }
    }
  }

  /** Returns how many nodes there are, and how many of them are ephemeral. */
  private long[] nodes() throws IOException, DamagedSnapshotException {
    long nodes = 0;
    long ephemerals = 0;
    while (true) {
      long at = stream.position();
      int length = stream.int32();
      if (length < 0) {
        throw DamagedSnapshotException.wrong("impossible length of a path, " + length + at(at));
      }
      if (!path.read(stream, length)) {
        throw DamagedSnapshotException.wrong("a path without its parent" + at(at));
      }
      if (path.isEnd()) {
        if (nodes == 0) {
          throw DamagedSnapshotException.wrong("no root node" + at(at));
        }
        return new long[] {nodes, ephemerals};
      }
      nodes++;
      stream.skip(length("a node's data", NULL));
      stream.skip(Long.BYTES); // ACL; one made while the snapshot was written may be missing above
      stream.skip(STAT_BEFORE_OWNER);
      long owner = stream.int64();
      if (owner != 0 && owner != CONTAINER_OWNER && owner >>> 56 != EXTENDED_OWNER) {
        ephemerals++;
      }
      stream.skip(STAT_AFTER_OWNER);
    }
  }

  private void trailers() throws IOException, DamagedSnapshotException {
    seal("the first seal");
    if (stream.atEnd()) {
      return; // a server before 3.6, or one with digests switched off
    }
    // What follows tells itself apart by its length alone, so take all of it first.
    long at = stream.position();
    byte[] rest = new byte[2 * (DIGEST + SEAL + LAST_ZXID + SEAL)];
    long[] sums = new long[rest.length];
    int length = 0;
    while (!stream.atEnd()) {
      if (length == rest.length) {
        throw unknown("the seal" + at(at));
      }
      sums[length] = stream.checksum();
      rest[length++] = stream.int8();
    }
    int next = 0;
    // A digest and the first byte of its seal, cut off there, are as long.
    if (length != LAST_ZXID + SEAL || sealedSum(rest, LAST_ZXID) != sums[LAST_ZXID]) {
      next = digestLength(rest, length);
      next = sealed(rest, sums, length, next, at, "the digest's seal");
    }
    if (next < length) {
      next = sealed(rest, sums, length, next + LAST_ZXID, at, "the last seal");
    }
    if (next != length) {
      throw unknown("the last seal" + at(at + next));
    }
  }

  /** What a later server may add is no proof of damage: all seals so far match. */
  private static IOException unknown(String where) {
    return new IOException("more than is known to Snapkeeper follows " + where);
  }

  private static int digestLength(byte[] rest, int length) {
    if (length >= Long.BYTES + 2 * Integer.BYTES
        && int32(rest, Long.BYTES) < FIRST_NUMERIC_DIGEST) {
      int digits = Math.max(0, int32(rest, Long.BYTES + Integer.BYTES));
      return (int) Math.min(Long.BYTES + 2 * Integer.BYTES + (long) digits, length);
    }
    return DIGEST;
  }

  /** Checks the seal that has to stand at an index of what follows the first; returns its end. */
  private static int sealed(byte[] rest, long[] sums, int length, int at, long base, String what)
      throws DamagedSnapshotException {
    if (length - at < SEAL) {
      throw DamagedSnapshotException.endsEarly(
          "ends early, at byte " + (base + length) + ", before " + what);
    }
    checkSeal(sealedSum(rest, at), sums[at], int32(rest, at + 8), rest[at + 12], what, base + at);
    return at + SEAL;
  }

  private static long sealedSum(byte[] rest, int at) {
    return (long) int32(rest, at) << 32 | (int32(rest, at + 4) & 0xffffffffL);
  }

  private static int int32(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }

  private void seal(String what) throws IOException, DamagedSnapshotException {
    long at = stream.position();
    long expected = stream.checksum();
    checkSeal(stream.int64(), expected, stream.int32(), stream.int8(), what, at);
  }

  private static void checkSeal(
      long found, long expected, int length, byte slash, String what, long at)
      throws DamagedSnapshotException {
    if (found != expected || length != 1 || slash != '/') {
      throw DamagedSnapshotException.wrong(
          what + " does not match what stands before it" + at(at) + ", so something was altered");
    }
  }

  private int count(String what) throws IOException, DamagedSnapshotException {
    long at = stream.position();
    int count = stream.int32();
    if (count < 0) {
      throw DamagedSnapshotException.wrong("impossible number of " + what + ", " + count + at(at));
    }
    return count;
  }

  /** A length as jute writes it, {@link #NULL} or 0 at least. Returns the bytes to pass over. */
  private int length(String what, int least) throws IOException, DamagedSnapshotException {
    long at = stream.position();
    int length = stream.int32();
    if (length < least) {
      throw DamagedSnapshotException.wrong("impossible length of " + what + ", " + length + at(at));
    }
    return Math.max(0, length);
  }

  private static String at(long position) {
    return ", at byte " + position;
  }
}

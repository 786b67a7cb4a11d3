package dev.snapkeeper.snapshot;

import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.Codec;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.ZipException;

/**
 * Reads a snapshot from end to end in constant memory: {@link #next} moves from node to node, and
 * behind the last one checks what closes the stream. Until {@link #next} has returned false nothing
 * is proven of what was read.
 *
 * <p>The stream, as ZooKeeper's {@code FileSnap.serialize} writes it: a file header ({@code
 * FileHeader}); the sessions and the tree ({@code SerializeUtils.serializeSnapshot}, {@code
 * DataTree.serialize}): ACLs, then nodes in pre-order, closed by the path "/"; a seal ({@code
 * SnapStream.sealStream}), which is the Adler32 of everything before it and the string "/". Servers
 * from 3.6 on may add a digest and a seal, servers from 3.9 on the last processed zxid and a seal;
 * both can be switched off on their own.
 */
public final class SnapshotReader implements Closeable {
  /** How to read. */
  public enum Option {
    /**
     * Neither sum up the stream nor look at what stands behind its last node: what ZooKeeper's own
     * SnapshotComparer leaves out as well.
     */
    TRUST_SEALS,
    /** Make {@link #dataDigest} and {@link #aclDigest} known. */
    DIGEST_CONTENT
  }

  /** "ZKSN", {@code FileSnap.SNAP_MAGIC}. */
  static final int MAGIC = 0x5a4b534e;

  /** Bytes of {@code StatPersisted} before its version, and from there to its ephemeralOwner. */
  private static final int STAT_BEFORE_VERSION = 4 * Long.BYTES;

  private static final int STAT_BEFORE_OWNER = 2 * Integer.BYTES;
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

  /** In place of the digest of data where there is none; that of empty data is 0. */
  private static final long NO_DATA = -1;

  private final RawSnapshotFile raw;

  /** Where the compressed stream of a gzip file is read; else null. */
  private final GzipSnapshotStream gzip;

  private final SnapshotStream stream;
  private final boolean trustSeals;
  private final AclDigests acls;
  private final ZnodePath path = new ZnodePath();

  private long sessions;
  private long nodes;
  private long ephemerals;
  private boolean ended;

  private int dataLength;
  private long dataDigest;
  private long acl;
  private int version;
  private long owner;

  private SnapshotReader(RawSnapshotFile raw, Codec codec, Set<Option> options)
      throws IOException, DamagedSnapshotException {
    this.raw = raw;
    this.trustSeals = options.contains(Option.TRUST_SEALS);
    this.acls = options.contains(Option.DIGEST_CONTENT) ? new AclDigests() : null;
    this.gzip = codec == Codec.GZIP ? unwrap(() -> new GzipSnapshotStream(raw)) : null;
    InputStream in =
        switch (codec) {
          case PLAIN -> raw;
          case GZIP -> gzip;
          case SNAPPY -> unwrap(() -> new SnappySnapshotStream(raw));
        };
    this.stream = new SnapshotStream(in, !trustSeals);
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
    try (SnapshotReader reader = open(file, codec, Set.of(), stop)) {
      while (reader.next()) {
        // all that counts is that it can be done
      }
      return reader.summary();
    }
  }

  /**
   * Opens a snapshot and reads up to its first node.
   *
   * @param file a regular file; a symbolic link is not followed
   * @throws DamagedSnapshotException when the content is proven wrong
   * @throws IOException when it could not be read, which proves nothing; also when the native
   *     library of a codec cannot be loaded
   * @throws StopSignal.StoppedException when a signal asked to stop, here and in {@link #next}
   */
  public static SnapshotReader open(Path file, Codec codec, Set<Option> options, StopSignal stop)
      throws IOException, DamagedSnapshotException {
    RawSnapshotFile raw = new RawSnapshotFile(file, stop);
    SnapshotReader reader = null;
    try {
      if (raw.length() == 0) {
        throw DamagedSnapshotException.endsEarly("empty");
      }
      reader = new SnapshotReader(raw, codec, options);
      reader.readHead();
      return reader;
    } catch (Throwable e) {
      if (reader == null) {
        raw.close();
      } else {
        reader.close();
      }
      throw e;
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

  @Override
  public void close() throws IOException {
    if (gzip == null) {
      raw.close();
    } else {
      gzip.close();
    }
  }

  /** Everything before the nodes. */
  private void readHead() throws IOException, DamagedSnapshotException {
    int magic = stream.int32();
    if (magic != MAGIC) {
      throw DamagedSnapshotException.wrong("does not begin with ZKSN, so it is no snapshot");
    }
    stream.skip(Integer.BYTES + Long.BYTES); // version and dbId, which ZooKeeper does not look at
    sessions = count("sessions");
    stream.skip(sessions * (Long.BYTES + Integer.BYTES));
    for (int lists = count("ACL lists"); lists > 0; lists--) {
      long id = stream.int64();
      if (acls == null) {
        passAcl();
      } else {
        stream.beginDigest();
        passAcl();
        acls.put(id, stream.endDigest());
      }
    }
  }

  private void passAcl() throws IOException, DamagedSnapshotException {
    for (int entries = count("ACL entries"); entries > 0; entries--) {
      stream.skip(Integer.BYTES); // permissions
      stream.skip(length("an ACL's scheme", 0)); // null would end ZooKeeper's reader
      stream.skip(length("an ACL's id", 0));
    }
  }

  /**
   * Moves to the next node. Nodes come in pre-order; siblings come in no order that could be relied
   * on.
   *
   * @return false when there is none: then the whole snapshot was read, and checked unless {@link
   *     Option#TRUST_SEALS}
   * @throws DamagedSnapshotException when the content is proven wrong
   * @throws IOException when it could not be read
   */
  public boolean next() throws IOException, DamagedSnapshotException {
    if (ended) {
      return false;
    }
    try {
      while (node()) {
        if (!path.isOverlong()) {
          return true;
        }
      }
      ended = true;
      if (!trustSeals) {
        trailers();
      }
      if (path.isOverlong()) {
        throw new IOException(
            "holds a path of more than "
                + ZnodePath.MAX_BYTES
                + " bytes, which Snapkeeper cannot check");
      }
      if (!trustSeals && gzip != null && gzip.surplus() > 0) {
        throw unknown("the end of the compressed stream");
      }
      return false;
    } catch (DamagedSnapshotException e) {
      throw e.endsEarly() && path.isKnown()
          ? DamagedSnapshotException.endsEarly(e.getMessage() + ", after " + path)
          : e;
    }
  }

  /** Reads a node, or the path that closes the tree. */
  private boolean node() throws IOException, DamagedSnapshotException {
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
      return false;
    }
    nodes++;
    data();
    acl = stream.int64(); // one made while the snapshot was written may be missing above
    stream.skip(STAT_BEFORE_VERSION);
    version = stream.int32();
    stream.skip(STAT_BEFORE_OWNER);
    owner = stream.int64();
    if (owner != 0 && owner != CONTAINER_OWNER && owner >>> 56 != EXTENDED_OWNER) {
      ephemerals++;
    }
    stream.skip(STAT_AFTER_OWNER);
    return true;
  }

  private void data() throws IOException, DamagedSnapshotException {
    int length = length("a node's data", NULL);
    dataLength = Math.max(0, length);
    if (acls == null) {
      stream.skip(dataLength);
    } else if (length < 0) {
      dataDigest = NO_DATA;
    } else {
      stream.beginDigest();
      stream.skip(dataLength);
      dataDigest = stream.endDigest();
    }
  }

  /** How many ancestors the node has: 0 for the root. */
  public int depth() {
    return path.depth();
  }

  /** A buffer that begins with the node's path in UTF-8, to be read only, until the next node. */
  public byte[] path() {
    return path.bytes();
  }

  /** How many bytes of {@link #path} are the path; 0 for the root. */
  public int pathLength() {
    return path.length();
  }

  /** Where in {@link #path} the node's own name begins, behind the last slash; 0 for the root. */
  public int nameOffset() {
    return path.nameOffset();
  }

  /** The length of the node's data in bytes; 0 where it has none. */
  public int dataLength() {
    return dataLength;
  }

  /**
   * Tells data of one length from other data of that length, and none from empty data. See {@link
   * SnapshotStream#endDigest} on how far it can be relied upon.
   */
  public long dataDigest() {
    return dataDigest;
  }

  /**
   * Tells the node's ACL from another, also of another snapshot. Empty where the snapshot does not
   * hold the ACL: it is written before the nodes, and a node may have got a new one meanwhile.
   */
  public OptionalLong aclDigest() {
    return acls.of(acl);
  }

  /** How many times the node's data was set since it was created ({@code Stat.version}). */
  public int version() {
    return version;
  }

  /**
   * {@code Stat.ephemeralOwner}: 0 for a plain node, the session that owns an ephemeral one, a mark
   * for a container or a TTL.
   */
  public long owner() {
    return owner;
  }

  /** What to throw where the current node contradicts those before it. */
  public DamagedSnapshotException damaged(String what) {
    return DamagedSnapshotException.wrong(what + ", before byte " + stream.position());
  }

  /**
   * What is wrong and where: at which byte, and, where the nodes themselves are wrong, after which
   * path.
   */
  public String describe(DamagedSnapshotException e) {
    // what ends early says so itself; a seal speaks of all that stands before it
    return e.endsEarly() || ended || nodes == 0
        ? e.getMessage()
        : e.getMessage() + ", after " + path.lastNode();
  }

  /**
   * Whether all nodes could be read, so that what is wrong, if anything, is what proves them: with
   * {@link Option#TRUST_SEALS} nothing would be.
   */
  public boolean isAllButProven() {
    return ended && !path.isOverlong();
  }

  /** The length of the file in bytes, when it was opened. */
  public long fileLength() {
    return raw.length();
  }

  /** How many bytes of the file were read so far. */
  public long filePosition() {
    return raw.position();
  }

  /** What the whole snapshot holds; to be asked once {@link #next} has returned false. */
  public SnapshotSummary summary() {
    if (!ended) {
      throw new IllegalStateException("not read to its end");
    }
    return new SnapshotSummary(nodes, ephemerals, sessions, stream.position());
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

  /** A length as jute writes it, {@link #NULL} or 0 at least. */
  private int length(String what, int least) throws IOException, DamagedSnapshotException {
    long at = stream.position();
    int length = stream.int32();
    if (length < least) {
      throw DamagedSnapshotException.wrong("impossible length of " + what + ", " + length + at(at));
    }
    return length;
  }

  private static String at(long position) {
    return ", at byte " + position;
  }
}

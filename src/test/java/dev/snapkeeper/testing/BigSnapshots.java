package dev.snapkeeper.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.snapshot.SnapshotSummary;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Adler32;
import java.util.zip.GZIPOutputStream;
import org.xerial.snappy.SnappyOutputStream;

/**
 * Writes snapshots of any size without ever holding a tree: byte for byte what {@code
 * FileSnap.serialize} would write, about 230 bytes for each znode. The tree is shaped like that of
 * ClickHouse's replicated tables. The same settings give the same bytes.
 *
 * <p>{@link #with} and {@link #inAnotherOrder} describe a later snapshot of the same tree, so that
 * two can be compared.
 *
 * @param znodes how many znodes the tree has before anything is added or deleted, the root and
 *     ZooKeeper's own three included; at least {@link #LEAST}
 * @param seed what the names and the data depend on
 * @param change how the tree differs from the one without any change
 * @param reordered whether siblings come in another order, as when the sets that the server keeps
 *     them in have another capacity
 */
public record BigSnapshots(long znodes, long seed, Change change, boolean reordered) {
  /** The least number of znodes: one table without parts, blocks and log entries. */
  public static final int LEAST = 4 + 2 + Table.FIXED;

  private static final int TABLE = 800;
  private static final int REPLICAS = 2;
  private static final long SESSION = 0x1000000000001L;
  private static final int SESSIONS = 50;
  private static final long ZXID = 0x500000000L;
  private static final long OPEN_ACL = -1; // ReferenceCountedACLCache.OPEN_UNSAFE_ACL_ID
  private static final long OWN_ACL = 1;

  /**
   * What share of the parts, blocks and log entries differs, each from 0 to 1. Added ones come on
   * top.
   */
  public record Change(double added, double deleted, double changed) {
    static final Change NONE = new Change(0, 0, 0);

    public Change {
      for (double share : new double[] {added, deleted, changed}) {
        if (!(share >= 0 && share <= 1)) {
          throw new IllegalArgumentException("no share: " + share);
        }
      }
    }
  }

  public BigSnapshots {
    if (znodes < LEAST) {
      throw new IllegalArgumentException(znodes + " znodes are fewer than " + LEAST);
    }
    requireNonNull(change);
  }

  /** A tree of so many znodes. */
  public static BigSnapshots of(long znodes) {
    return new BigSnapshots(znodes, 1, Change.NONE, false);
  }

  /** The same tree after a share of its leaves was added, deleted, changed. */
  public BigSnapshots with(double added, double deleted, double changed) {
    return new BigSnapshots(znodes, seed, new Change(added, deleted, changed), reordered);
  }

  /** The same tree with its siblings in another order. */
  public BigSnapshots inAnotherOrder() {
    return new BigSnapshots(znodes, seed, change, true);
  }

  /**
   * Writes a snapshot with the trailers of a new server.
   *
   * @return what is in it
   */
  public SnapshotSummary write(Path file, Codec codec) throws IOException {
    try (Stream stream = new Stream(wrap(Files.newOutputStream(file), codec))) {
      return new Writer(this, stream).write();
    }
  }

  private static OutputStream wrap(OutputStream out, Codec codec) throws IOException {
    return switch (codec) {
      case PLAIN -> out;
      case GZIP ->
          new GZIPOutputStream(new BufferedOutputStream(out, Stream.BUFFER), Stream.BUFFER);
      case SNAPPY -> new SnappyOutputStream(new BufferedOutputStream(out, Stream.BUFFER));
    };
  }

  /**
   * How the leaves of one table are shared out.
   *
   * @param number from 0 on
   * @param parts for each replica
   * @param blocks for the table
   * @param logs entries of its replication log
   */
  private record Table(long number, int parts, int blocks, int logs) {
    /** The nodes that every table has: see {@link Writer#table}. */
    static final int FIXED = 1 + 7 + REPLICAS * 7;

    static Table of(long number, long znodes) {
      int leaves = Math.toIntExact(znodes - FIXED);
      int parts = leaves * 3 / 10;
      int blocks = leaves / 4;
      return new Table(number, parts, blocks, leaves - REPLICAS * parts - blocks);
    }
  }

  /** Walks the tree. */
  private static final class Writer {
    private final BigSnapshots settings;
    private final Stream out;
    private final byte[] data = new byte[512];
    private long znodes;
    private long ephemerals;

    Writer(BigSnapshots settings, Stream out) {
      this.settings = settings;
      this.out = out;
    }

    SnapshotSummary write() throws IOException {
      out.bytes("ZKSN").int32(2).int64(-1); // FileHeader
      out.int32(SESSIONS);
      for (int i = 0; i < SESSIONS; i++) {
        out.int64(SESSION + i).int32(30_000);
      }
      out.int32(1).int64(OWN_ACL).int32(1); // one ACL list with one entry
      out.int32(31).string("digest").string("clickhouse:bmFtZSBhbmQgcGFzc3dvcmQ=");
      node("", 0, OPEN_ACL, 0);
      node("/zookeeper", 0, OPEN_ACL, 0);
      node("/quota", 0, OPEN_ACL, 0);
      out.up("/quota");
      node("/config", 0, OWN_ACL, 0);
      out.up("/config");
      out.up("/zookeeper");
      node("/clickhouse", 0, OPEN_ACL, 0);
      node("/tables", 0, OPEN_ACL, 0);
      long left = settings.znodes - znodes;
      long tables = Math.max(1, left / TABLE);
      for (long i = 0; i < tables; i++) {
        long number = settings.reordered ? tables - 1 - i : i;
        table(Table.of(number, TABLE + (number == tables - 1 ? left - tables * TABLE : 0)));
      }
      out.endOfTree();
      out.seal();
      out.int64(0).int32(2).int64(0).seal(); // no digest: DataTree.ZxidDigest
      out.int64(ZXID).seal();
      return new SnapshotSummary(znodes, ephemerals, SESSIONS, out.position());
    }

    private void table(Table table) throws IOException {
      long id = mix(settings.seed ^ mix(table.number));
      out.name("/").hex(id).name("-").hex(mix(id));
      node(400, OWN_ACL, 0);
      leaf("/metadata", 300);
      leaf("/columns", 500);
      node("/log", 0, OWN_ACL, 0);
      leaves(id ^ 1, table.logs, "/log-", 150);
      out.up("/log");
      node("/blocks", 0, OWN_ACL, 0);
      leaves(id ^ 2, table.blocks, "/all_", 20);
      out.up("/blocks");
      leaf("/leader_election", 0);
      node("/replicas", 0, OWN_ACL, 0);
      for (int i = 0; i < REPLICAS; i++) {
        int replica = settings.reordered ? REPLICAS - 1 - i : i;
        String name = "/replica-" + replica;
        node(name, 0, OWN_ACL, 0);
        leaf("/host", 150);
        leaf("/log_pointer", 10);
        node("/is_active", 20, OWN_ACL, SESSION + (table.number + replica) % SESSIONS);
        out.up("/is_active");
        leaf("/queue", 0);
        leaf("/metadata_version", 1);
        node("/parts", 0, OWN_ACL, 0);
        leaves(id ^ (3 + replica), table.parts, "/all_", 130);
        out.up("/parts");
        out.up(name);
      }
      out.up("/replicas");
      leaf("/mutations", 0);
      out.up(1 + 16 + 1 + 16);
    }

    private void leaves(long group, int count, String prefix, int length) throws IOException {
      Change change = settings.change;
      for (int i = 0; i < count; i++) {
        long number = settings.reordered ? count - 1 - i : i;
        long id = mix(group + number);
        if (!within(id ^ 0xd, change.deleted)) {
          leaf(prefix, number, id, within(id ^ 0xc, change.changed) ? mix(id) : id, length);
        }
        if (within(id ^ 0xa, change.added)) {
          leaf(prefix, count + number, ~id, ~id, length);
        }
      }
    }

    private void leaf(String prefix, long number, long id, long content, int length)
        throws IOException {
      out.name(prefix).decimal(number).name("_").hex(id);
      fill(content, length);
      out.node(data, length, OWN_ACL, content & 0xff, 0);
      znodes++;
      out.up(prefix.length() + 10 + 1 + 16);
    }

    private void leaf(String name, int length) throws IOException {
      node(name, length, OWN_ACL, 0);
      out.up(name);
    }

    /** Goes down to a child and writes it. */
    private void node(String name, int length, long acl, long owner) throws IOException {
      out.name(name);
      node(length, acl, owner);
    }

    private void node(int length, long acl, long owner) throws IOException {
      fill(settings.seed, length);
      out.node(data, length, acl, 0, owner);
      znodes++;
      if (owner != 0) {
        ephemerals++;
      }
    }

    /** Text of which about a third is hex digits that depend on the id, as checksums would be. */
    private void fill(long id, int length) {
      System.arraycopy(TEXT, 0, data, 0, length);
      for (int at = 0; at + 48 <= length; at += 48) {
        Stream.hex(mix(id + at), data, at);
      }
      if (length > 0 && length < 48) {
        data[length - 1] = (byte) ('a' + Math.floorMod(id, 26));
      }
    }
  }

  private static final byte[] TEXT =
      "format version: 1 create_time: 2026 type: merge part: columns `id` UInt64, `day` Date, "
          .repeat(6)
          .getBytes(US_ASCII);

  /** SplitMix64's finisher: every bit of the result depends on every bit of the value. */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private static boolean within(long id, double share) {
    return (mix(id) >>> 11) * 0x1.0p-53 < share;
  }

  /** A buffered stream of jute's primitives, its Adler32, and the path that one is at. */
  private static final class Stream implements Closeable {
    static final int BUFFER = 64 * 1024;
    private static final int STAT = 60;
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

    private final OutputStream out;
    private final Adler32 adler = new Adler32();
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int summed;
    private long flushed;
    private final byte[] path = new byte[256];
    private int pathLength;

    Stream(OutputStream out) {
      this.out = out;
    }

    long position() {
      return flushed + next;
    }

    private void room(int count) throws IOException {
      if (BUFFER - next < count) {
        sum();
        out.write(buffer, 0, next);
        flushed += next;
        next = 0;
        summed = 0;
      }
    }

    private void sum() {
      adler.update(buffer, summed, next - summed);
      summed = next;
    }

    Stream bytes(String text) throws IOException {
      byte[] bytes = text.getBytes(US_ASCII);
      room(bytes.length);
      System.arraycopy(bytes, 0, buffer, next, bytes.length);
      next += bytes.length;
      return this;
    }

    Stream int32(int value) throws IOException {
      room(Integer.BYTES);
      for (int shift = 24; shift >= 0; shift -= 8) {
        buffer[next++] = (byte) (value >>> shift);
      }
      return this;
    }

    Stream int64(long value) throws IOException {
      return int32((int) (value >>> 32)).int32((int) value);
    }

    Stream string(String text) throws IOException {
      return int32(text.length()).bytes(text);
    }

    /** Goes down by some characters of a name. */
    Stream name(String part) {
      for (int i = 0; i < part.length(); i++) {
        path[pathLength++] = (byte) part.charAt(i);
      }
      return this;
    }

    /** Goes down by ten digits. */
    Stream decimal(long value) {
      long rest = value;
      for (int i = 9; i >= 0; i--) {
        path[pathLength + i] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
      pathLength += 10;
      return this;
    }

    /** Goes down by 16 digits. */
    Stream hex(long value) {
      hex(value, path, pathLength);
      pathLength += 16;
      return this;
    }

    static void hex(long value, byte[] target, int at) {
      for (int i = 0; i < 16; i++) {
        target[at + i] = HEX[(int) (value >>> (60 - 4 * i)) & 0xf];
      }
    }

    void up(String name) {
      up(name.length());
    }

    /** Goes up by so many characters. */
    void up(int count) {
      pathLength -= count;
    }

    /** Writes the node at the path: {@code DataTree.serializeNodeData}. */
    void node(byte[] data, int length, long acl, long version, long owner) throws IOException {
      room(2 * Integer.BYTES + pathLength + length + Long.BYTES + STAT);
      int32(pathLength);
      System.arraycopy(path, 0, buffer, next, pathLength);
      next += pathLength;
      int32(length);
      System.arraycopy(data, 0, buffer, next, length);
      next += length;
      int64(acl);
      int64(ZXID - 1).int64(ZXID).int64(1_700_000_000_000L).int64(1_700_000_000_000L + version);
      int32((int) version).int32(0).int32(0).int64(owner).int64(ZXID);
    }

    void endOfTree() throws IOException {
      string("/");
    }

    /** {@code SnapStream.sealStream}. */
    Stream seal() throws IOException {
      sum();
      return int64(adler.getValue()).string("/");
    }

    @Override
    public void close() throws IOException {
      try (out) {
        room(BUFFER);
      }
    }
  }
}

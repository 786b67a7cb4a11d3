package dev.snapkeeper.snapshot;

import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.Zxid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.Adler32;

/**
 * Reads how far a txn log goes. Read-only in the strict sense: ZooKeeper's own {@code
 * FileTxnLog.read} and {@code getLastLoggedZxid} delete a log of zero length, which a live server
 * may have just made.
 *
 * <p>The format ({@code FileTxnLog}): a file header; for each transaction its Adler32 as a long,
 * its length as an int, its bytes, and the byte 'B'; then zeros, since logs are preallocated. A
 * transaction begins with its {@code TxnHeader}: clientId (8 bytes), cxid (4), zxid (8).
 */
public final class TxnLogReader {
  /** "ZKLG", {@code FileTxnLog.TXNLOG_MAGIC}. */
  static final int MAGIC = 0x5a4b4c47;

  private static final int ZXID_OFFSET = Long.BYTES + Integer.BYTES;
  private static final int BEHIND_ZXID = ZXID_OFFSET + Long.BYTES;
  private static final int CHUNK = 8 * 1024;

  private final SnapshotStream stream;
  private final RawSnapshotFile raw;

  private TxnLogReader(RawSnapshotFile raw) {
    this.raw = raw;
    this.stream = new SnapshotStream(raw);
  }

  /**
   * Finds the last transaction that is whole.
   *
   * @return its zxid, or empty when the file holds none
   * @throws IOException when it cannot be read
   * @throws StopSignal.StoppedException when a signal asked to stop
   */
  public static Optional<Zxid> lastZxid(Path file, StopSignal stop) throws IOException {
    try (RawSnapshotFile raw = new RawSnapshotFile(file, stop)) {
      return new TxnLogReader(raw).lastZxid();
    }
  }

  private Optional<Zxid> lastZxid() throws IOException {
    long last = -1;
    try {
      if (stream.int32() != MAGIC) {
        return Optional.empty();
      }
      stream.skip(Integer.BYTES + Long.BYTES); // version, dbId
      while (true) {
        long zxid = transaction();
        if (zxid < 0) {
          break;
        }
        last = Math.max(last, zxid);
      }
    } catch (DamagedSnapshotException endsHere) {
      // A server that was killed leaves a torn transaction at the end; it was never acknowledged.
    }
    return last < 0 ? Optional.empty() : Optional.of(new Zxid(last));
  }

  /** Returns the zxid of the next whole transaction, or -1 where none follows. */
  private long transaction() throws IOException, DamagedSnapshotException {
    long sum = stream.int64();
    int length = stream.int32();
    if (length < BEHIND_ZXID || length > raw.length() - stream.position()) {
      return -1; // preallocated zeros, or a length that cannot be true
    }
    Adler32 adler = new Adler32();
    byte[] chunk = new byte[Math.min(length, CHUNK)];
    long zxid = -1;
    for (int done = 0; done < length; ) {
      int step = Math.min(chunk.length, length - done);
      stream.copy(chunk, 0, step);
      adler.update(chunk, 0, step);
      if (done == 0) {
        zxid = int64(chunk, ZXID_OFFSET);
      }
      done += step;
    }
    return stream.int8() == 'B' && adler.getValue() == sum ? zxid : -1;
  }

  private static long int64(byte[] bytes, int at) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | (bytes[at + i] & 0xff);
    }
    return value;
  }
}

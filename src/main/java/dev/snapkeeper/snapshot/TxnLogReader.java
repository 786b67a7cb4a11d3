package dev.snapkeeper.snapshot;

import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.IoFault;
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
  private Optional<Zxid> first = Optional.empty();
  private Optional<Zxid> last = Optional.empty();
  private long transactions;
  private long dataBytes;
  private Optional<String> fault = Optional.empty();

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
    return read(file, stop).last();
  }

  /**
   * Reads all transactions that are whole.
   *
   * @throws IOException when the file cannot be read
   * @throws StopSignal.StoppedException when a signal asked to stop
   */
  static TxnLogSummary read(Path file, StopSignal stop) throws IOException {
    try (RawSnapshotFile raw = new RawSnapshotFile(file, stop)) {
      stop.progress().expect(raw.length()); // far too much, but it will not take long
      return new TxnLogReader(raw).read();
    }
  }

  /**
   * Looks at a log: what it holds, or why nobody can tell.
   *
   * @throws StopSignal.StoppedException when a signal asked to stop
   */
  public static TxnLogSummary summarise(Path file, StopSignal stop) {
    try {
      return read(file, stop);
    } catch (IOException e) {
      return TxnLogSummary.none("cannot be read: " + IoFault.describe(e));
    }
  }

  private TxnLogSummary read() throws IOException {
    try {
      if (raw.length() > 0 && stream.int32() != MAGIC) {
        return TxnLogSummary.none("does not begin with ZKLG, so it is no txn log");
      }
      stream.skip(Integer.BYTES + Long.BYTES); // version, dbId
      do {
        dataBytes = stream.position();
      } while (transaction());
    } catch (DamagedSnapshotException endsHere) {
      // A server that was killed leaves a torn transaction at the end; it was never acknowledged.
    }
    return new TxnLogSummary(first, last, transactions, dataBytes, fault);
  }

  /** Reads the next transaction; false where no whole one follows. */
  private boolean transaction() throws IOException, DamagedSnapshotException {
    long sum = stream.int64();
    int length = stream.int32();
    if (length < BEHIND_ZXID || length > raw.length() - stream.position()) {
      return false; // preallocated zeros, or a length that cannot be true
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
    if (stream.int8() != 'B') {
      return false; // torn
    }
    if (adler.getValue() != sum) {
      fault =
          Optional.of(
              "the transaction at byte "
                  + dataBytes
                  + " does not match its checksum; ZooKeeper cannot read past it");
      return false;
    }
    if (zxid < 0) {
      return false;
    }
    Zxid found = new Zxid(zxid);
    first = first.or(() -> Optional.of(found));
    last = last.filter(highest -> !highest.isBefore(found)).or(() -> Optional.of(found));
    transactions++;
    return true;
  }

  private static long int64(byte[] bytes, int at) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | (bytes[at + i] & 0xff);
    }
    return value;
  }
}

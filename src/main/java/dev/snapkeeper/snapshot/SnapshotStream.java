package dev.snapkeeper.snapshot;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.ZipException;

/**
 * A cursor over a snapshot's stream: jute's primitives (big endian, strings and buffers behind an
 * int length, -1 for null), the running Adler32, the position.
 *
 * <p>Not jute's own {@code BinaryInputArchive}: that refuses lengths above {@code jute.maxbuffer},
 * though the server may have been configured for longer ones, and allocates whatever a length
 * claims.
 */
final class SnapshotStream {
  private static final int BUFFER = 64 * 1024;

  private final InputStream in;
  private final boolean summing;
  private final Adler32 adler = new Adler32();
  private final CRC32 crc = new CRC32();
  private final CRC32C crcC = new CRC32C();
  private final byte[] buffer = new byte[BUFFER];

  /** Bytes before this index were summed. */
  private int summed;

  /** Where in the buffer the bytes begin that are yet to be digested; -1 when none are. */
  private int digestFrom = -1;

  private int next;
  private int limit;

  /** Position in the stream of the buffer's first byte. */
  private long base;

  SnapshotStream(InputStream in) {
    this(in, true);
  }

  /**
   * Begins at the first byte.
   *
   * @param summing whether {@link #checksum} will be asked
   */
  SnapshotStream(InputStream in, boolean summing) {
    this.in = in;
    this.summing = summing;
  }

  /** How many bytes of the stream, after decompression, were taken so far. */
  long position() {
    return base + next;
  }

  /** The Adler32 of all bytes taken so far. */
  long checksum() {
    sum();
    return adler.getValue();
  }

  private void sum() {
    if (summing) {
      adler.update(buffer, summed, next - summed);
    }
    summed = next;
  }

  /** From here on, what is taken is digested too. */
  void beginDigest() {
    crc.reset();
    crcC.reset();
    digestFrom = next;
  }

  /**
   * Ends what {@link #beginDigest} began, and returns 64 bits that tell one content from another of
   * the same length: CRC-32 and CRC-32C side by side. Their polynomials have no factor in common,
   * so together they are one CRC of 64 bits: any change within 64 neighbouring bits shows for
   * certain, any other but once in 2^64. Both are instructions of the processor, hence almost free;
   * nobody is kept from forging data of equal digests, which is no concern here.
   */
  long endDigest() {
    digest();
    digestFrom = -1;
    return crc.getValue() << 32 | crcC.getValue();
  }

  private void digest() {
    crc.update(buffer, digestFrom, next - digestFrom);
    crcC.update(buffer, digestFrom, next - digestFrom);
  }

  /** Whether nothing follows. Takes nothing. */
  boolean atEnd() throws IOException, DamagedSnapshotException {
    return next == limit && !fill();
  }

  private boolean fill() throws IOException, DamagedSnapshotException {
    sum();
    if (digestFrom >= 0) {
      digest();
      digestFrom = 0;
    }
    base += next;
    next = 0;
    summed = 0;
    limit = 0;
    try {
      int got;
      do {
        got = in.read(buffer, 0, buffer.length);
      } while (got == 0);
      if (got < 0) {
        return false;
      }
      limit = got;
      return true;
    } catch (EOFException e) {
      throw endsEarly();
    } catch (ZipException e) {
      throw DamagedSnapshotException.wrong(
          "does not decompress after byte " + base + " of the stream: " + e.getMessage());
    }
  }

  private void require() throws IOException, DamagedSnapshotException {
    if (next == limit && !fill()) {
      throw endsEarly();
    }
  }

  private DamagedSnapshotException endsEarly() {
    return DamagedSnapshotException.endsEarly("ends early, at byte " + position());
  }

  byte int8() throws IOException, DamagedSnapshotException {
    require();
    return buffer[next++];
  }

  int int32() throws IOException, DamagedSnapshotException {
    if (limit - next >= Integer.BYTES) {
      int at = next;
      next += Integer.BYTES;
      return (buffer[at] & 0xff) << 24
          | (buffer[at + 1] & 0xff) << 16
          | (buffer[at + 2] & 0xff) << 8
          | (buffer[at + 3] & 0xff);
    }
    int value = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      value = value << 8 | (int8() & 0xff);
    }
    return value;
  }

  long int64() throws IOException, DamagedSnapshotException {
    long high = int32();
    return high << 32 | (int32() & 0xffffffffL);
  }

  /** Passes over bytes without keeping them, so that no length, true or not, costs memory. */
  void skip(long count) throws IOException, DamagedSnapshotException {
    long left = count;
    while (left > 0) {
      require();
      int step = (int) Math.min(left, limit - next);
      next += step;
      left -= step;
    }
  }

  /** Copies as many bytes as the target has room for from the offset on. */
  void copy(byte[] target, int offset, int count) throws IOException, DamagedSnapshotException {
    int done = 0;
    while (done < count) {
      require();
      int step = Math.min(count - done, limit - next);
      System.arraycopy(buffer, next, target, offset + done, step);
      next += step;
      done += step;
    }
  }
}

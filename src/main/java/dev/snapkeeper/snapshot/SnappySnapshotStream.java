package dev.snapkeeper.snapshot;

import dev.snapkeeper.datadir.Codec;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyError;

/**
 * Unwraps what snappy-java's {@code SnappyOutputStream} writes: a header of 16 bytes (magic,
 * version, lowest compatible version), then blocks, each a length and so many compressed bytes.
 *
 * <p>snappy-java's own {@code SnappyInputStream} is not used, because it allocates whatever a
 * block's length claims, and takes a stray header between blocks for a new stream.
 */
final class SnappySnapshotStream extends InputStream {
  /** The version that snappy-java has written since it exists ({@code SnappyCodec}). */
  private static final int VERSION = 1;

  /** ZooKeeper compresses 32 KiB at a time; the margin is for a later version that takes more. */
  private static final int MAX_BLOCK = 4 * 1024 * 1024;

  private final RawSnapshotFile raw;
  private byte[] compressed = new byte[64 * 1024];
  private byte[] block = new byte[64 * 1024];
  private int next;
  private int limit;

  /**
   * Reads the header.
   *
   * @throws EOFException when the file ends in it
   * @throws ZipException when it is none
   * @throws IOException when it is of a version that is not known
   */
  SnappySnapshotStream(RawSnapshotFile raw) throws IOException {
    this.raw = raw;
    byte[] magic = Codec.SNAPPY.magic();
    byte[] header = new byte[magic.length + 8];
    fill(header, header.length);
    if (!Arrays.equals(magic, Arrays.copyOf(header, magic.length))) {
      throw new ZipException("not in snappy format");
    }
    int version = int32(header, magic.length);
    if (version != VERSION || int32(header, magic.length + 4) != VERSION) {
      // not a ZipException: what a later writer does is not proven damage
      throw new IOException("unknown version " + version + " of snappy-java's framing");
    }
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    while (next == limit) {
      if (raw.remaining() == 0) {
        return -1;
      }
      readBlock();
    }
    int got = Math.min(count, limit - next);
    System.arraycopy(block, next, target, offset, got);
    next += got;
    return got;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  private void readBlock() throws IOException {
    byte[] prefix = new byte[4];
    fill(prefix, prefix.length);
    int length = int32(prefix, 0);
    if (length <= 0 || length > MAX_BLOCK) {
      throw new ZipException("impossible length of a snappy block: " + length);
    }
    if (length > raw.remaining()) {
      throw new EOFException("a snappy block of " + length + " bytes is cut off");
    }
    if (compressed.length < length) {
      compressed = new byte[length];
    }
    fill(compressed, length);
    try {
      int unpacked = Snappy.uncompressedLength(compressed, 0, length);
      if (unpacked < 0 || unpacked > MAX_BLOCK) {
        throw new ZipException("impossible size of a snappy block: " + unpacked);
      }
      if (block.length < unpacked) {
        block = new byte[unpacked];
      }
      next = 0;
      limit = Snappy.uncompress(compressed, 0, length, block, 0);
    } catch (ZipException e) {
      throw e;
    } catch (LinkageError | SnappyError e) {
      throw new IOException(
          "snappy's native library cannot be loaded; it is unpacked into the temp directory, which"
              + " must not be mounted noexec: name another by -Dorg.xerial.snappy.tempdir=DIR",
          e);
    } catch (IOException e) {
      throw (ZipException) new ZipException("a snappy block does not decompress").initCause(e);
    }
  }

  private void fill(byte[] target, int count) throws IOException {
    int done = 0;
    while (done < count) {
      int got = raw.read(target, done, count - done);
      if (got < 0) {
        throw new EOFException("the file ends inside snappy's framing");
      }
      done += got;
    }
  }

  private static int int32(byte[] bytes, int offset) {
    return (bytes[offset] & 0xff) << 24
        | (bytes[offset + 1] & 0xff) << 16
        | (bytes[offset + 2] & 0xff) << 8
        | (bytes[offset + 3] & 0xff);
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}

package dev.snapkeeper.snapshot;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** The JDK's gzip reader, with the one thing it does not tell: whether bytes follow the member. */
final class GzipSnapshotStream extends GZIPInputStream {
  private static final int BUFFER = 64 * 1024;
  private static final int TRAILER = 8;

  private final RawSnapshotFile raw;

  /**
   * Reads the gzip header.
   *
   * @throws EOFException when the file ends in it
   * @throws java.util.zip.ZipException when it is none
   */
  GzipSnapshotStream(RawSnapshotFile raw) throws IOException {
    super(raw, BUFFER);
    this.raw = raw;
  }

  /**
   * How many bytes lie behind the trailer of the member; to be asked once it was read to its end.
   */
  long surplus() {
    return Math.max(0, inf.getRemaining() - TRAILER) + raw.remaining();
  }
}

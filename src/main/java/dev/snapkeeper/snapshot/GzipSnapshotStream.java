package dev.snapkeeper.snapshot;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/**
 * The JDK's gzip reader, with the one thing it does not tell: whether bytes follow the last member.
 * (Members that follow one another are one stream, RFC 1952; servers write one.)
 */
final class GzipSnapshotStream extends GZIPInputStream {
  private static final int BUFFER = 64 * 1024;
  private static final int TRAILER = 8;

  private final RawSnapshotFile raw;

  /** Position in the file behind what the inflater was given so far. */
  private long given;

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

  @Override
  protected void fill() throws IOException {
    super.fill();
    given = raw.position();
  }

  /**
   * How many bytes lie behind the trailer of the last member; to be asked once it was read to its
   * end. What the reader took while it looked for a further member does not count as read.
   */
  long surplus() {
    return raw.length() - (given - inf.getRemaining() + TRAILER);
  }
}

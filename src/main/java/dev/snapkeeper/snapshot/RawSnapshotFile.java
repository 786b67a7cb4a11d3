package dev.snapkeeper.snapshot;

import dev.snapkeeper.StopSignal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** A file's own bytes, counted, and interruptible between two reads. Never mapped into memory. */
final class RawSnapshotFile extends InputStream {
  private final SeekableByteChannel channel;
  private final StopSignal stop;
  private final long length;
  private long position;

  RawSnapshotFile(Path path, StopSignal stop) throws IOException {
    this.channel =
        Files.newByteChannel(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    this.stop = stop;
    try {
      this.length = channel.size();
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** The length in bytes when it was opened. */
  long length() {
    return length;
  }

  /** How many bytes were read so far. */
  long position() {
    return position;
  }

  /** How many bytes lie ahead. */
  long remaining() {
    return Math.max(0, length - position);
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    stop.check();
    int got = channel.read(ByteBuffer.wrap(target, offset, count));
    if (got > 0) {
      position += got;
      stop.progress().read(got);
    }
    return got;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** GZIPInputStream of JDK 17 looks for a further member only where this is not zero. */
  @Override
  public int available() {
    return (int) Math.min(remaining(), Integer.MAX_VALUE);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    stop.progress().expect(-remaining()); // what is damaged is not read to its end
  }
}

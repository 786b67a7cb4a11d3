package dev.snapkeeper.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;

/** The first or the last few bytes of a file; fewer where it is shorter. Follows no link. */
final class FileBytes {
  private FileBytes() {}

  static byte[] first(Path file, int count) throws IOException {
    try (SeekableByteChannel channel = open(file)) {
      return read(channel, count);
    }
  }

  static byte[] last(Path file, int count) throws IOException {
    try (SeekableByteChannel channel = open(file)) {
      channel.position(Math.max(0, channel.size() - count));
      return read(channel, count);
    }
  }

  private static SeekableByteChannel open(Path file) throws IOException {
    return Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  }

  private static byte[] read(SeekableByteChannel channel, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // read on: one call need not give all that is there
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}

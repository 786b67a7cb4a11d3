package dev.snapkeeper.snapshot;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.datadir.DataFile;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.IoFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;

/**
 * Tells from a file's first bytes whether it is what its name says. A name alone is not enough to
 * delete a file for: {@code snapshot.20240101} is a perfectly good name, and may be somebody's
 * backup.
 *
 * @param kind what came of it
 * @param text why the file is not what its name says, in a few words; else empty
 */
public record Recognition(Kind kind, String text) {

  /** What came of looking at the first bytes. */
  public enum Kind {
    /** It is what its name says. */
    RECOGNISED,
    /** A log of zero length: a live server may have just made it. */
    EMPTY_LOG,
    /** It is something else. */
    FOREIGN,
    /** It could not be opened or read. */
    UNREADABLE
  }

  private static final byte[] LOG_MAGIC = {'Z', 'K', 'L', 'G'};
  private static final int LONGEST = Codec.SNAPPY.magic().length;
  private static final Recognition RECOGNISED = new Recognition(Kind.RECOGNISED, "");
  private static final Recognition EMPTY_LOG =
      new Recognition(Kind.EMPTY_LOG, "empty: the server may have just created it");

  public Recognition {
    requireNonNull(kind);
    requireNonNull(text);
  }

  /** Whether the file is what its name says. */
  public boolean isRecognised() {
    return kind == Kind.RECOGNISED;
  }

  /**
   * Looks at a file's first bytes. A snapshot or a temporary may also be empty, cut off within its
   * first bytes, or begin with zeros: so a crash or a full disk leaves them.
   */
  public static Recognition of(DataFile file) {
    byte[] head;
    try {
      head = head(file);
    } catch (IOException e) {
      return new Recognition(Kind.UNREADABLE, "cannot be read: " + IoFault.describe(e));
    }
    if (file instanceof DataFile.TxnLog) {
      if (head.length == 0) {
        return EMPTY_LOG;
      }
      return startsWith(head, LOG_MAGIC)
          ? RECOGNISED
          : foreign("does not begin with ZKLG, so it is no txn log");
    }
    if (file instanceof Snapshot snapshot) {
      return startsLike(head, snapshot.codec().magic())
          ? RECOGNISED
          : foreign("does not begin as a " + snapshot.codec().label() + " snapshot");
    }
    if (file instanceof DataFile.SnapshotTemp) {
      for (Codec codec : Codec.values()) {
        if (startsLike(head, codec.magic())) {
          return RECOGNISED;
        }
      }
    }
    return foreign("does not begin as anything that ZooKeeper writes");
  }

  private static Recognition foreign(String text) {
    return new Recognition(Kind.FOREIGN, text);
  }

  private static boolean startsLike(byte[] head, byte[] magic) {
    int length = Math.min(head.length, magic.length);
    return startsWith(magic, Arrays.copyOf(head, length))
        || Arrays.equals(Arrays.copyOf(head, length), new byte[length]);
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static byte[] head(DataFile file) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(LONGEST);
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            file.path(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      while (head.hasRemaining() && channel.read(head) >= 0) {
        // read on: one call need not give all that is there
      }
    }
    return Arrays.copyOf(head.array(), head.position());
  }
}

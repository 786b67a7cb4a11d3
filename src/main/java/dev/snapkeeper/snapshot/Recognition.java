package dev.snapkeeper.snapshot;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.datadir.DataFile;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.IoFault;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

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

  /** What is zero so far was never written. */
  private static final int ZEROS = 64 * 1024;

  /** Enough of a deflate stream to have the first bytes of what it holds. */
  private static final int GZIP_HEAD = 4 * 1024;

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
   * first bytes, or zeros as far as one looks: so a crash or a full disk leaves them. In a gzip
   * file the stream within has to begin as a snapshot: others make {@code .gz} files as well.
   */
  public static Recognition of(DataFile file) {
    try {
      return file instanceof DataFile.TxnLog ? ofLog(file) : ofSnapshot(file);
    } catch (IOException e) {
      return new Recognition(Kind.UNREADABLE, "cannot be read: " + IoFault.describe(e));
    }
  }

  private static Recognition ofLog(DataFile file) throws IOException {
    byte[] head = FileBytes.first(file.path(), LOG_MAGIC.length);
    if (head.length == 0) {
      return EMPTY_LOG;
    }
    return Arrays.equals(head, LOG_MAGIC)
        ? RECOGNISED
        : foreign("does not begin with ZKLG, so it is no txn log");
  }

  private static Recognition ofSnapshot(DataFile file) throws IOException {
    if (file instanceof Snapshot snapshot) {
      return isLike(snapshot.codec(), file)
          ? RECOGNISED
          : foreign("does not begin as a " + snapshot.codec().label() + " snapshot");
    }
    if (file instanceof DataFile.SnapshotTemp) {
      for (Codec codec : Codec.values()) {
        if (isLike(codec, file)) {
          return RECOGNISED;
        }
      }
    }
    return foreign("does not begin as anything that ZooKeeper writes");
  }

  private static Recognition foreign(String text) {
    return new Recognition(Kind.FOREIGN, text);
  }

  /** Reads no more than it takes to tell: there may be very many files. */
  private static boolean isLike(Codec codec, DataFile file) throws IOException {
    byte[] head = FileBytes.first(file.path(), codec.magic().length);
    if (isZero(head)) {
      return isZero(FileBytes.first(file.path(), ZEROS));
    }
    if (codec == Codec.GZIP && startsLike(head, codec.magic())) {
      return startsLike(inflatedHead(FileBytes.first(file.path(), GZIP_HEAD)), Codec.PLAIN.magic());
    }
    return startsLike(head, codec.magic());
  }

  private static boolean isZero(byte[] bytes) {
    return Arrays.equals(bytes, new byte[bytes.length]);
  }

  /** Whether the bytes begin with the magic or, if there are fewer, the magic begins with them. */
  private static boolean startsLike(byte[] head, byte[] magic) {
    return startsWith(magic, Arrays.copyOf(head, Math.min(head.length, magic.length)));
  }

  /** The stream's first bytes, up to the length of a magic; none where it is cut off before. */
  private static byte[] inflatedHead(byte[] head) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(head))) {
      return in.readNBytes(Codec.PLAIN.magic().length);
    } catch (EOFException cutOff) {
      return new byte[0];
    } catch (IOException damaged) {
      // a snapshot whose first block is damaged cannot be told from somebody else's file
      return new byte[] {-1};
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }
}

package dev.snapkeeper.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The summary that Kubernetes shows of a finished container: {@code kubectl describe pod}. */
public final class TerminationMessage {
  /** Kubernetes reads no more of a container's termination message. */
  static final int MAX_BYTES = 4096;

  private TerminationMessage() {}

  /**
   * Writes as much of a text as Kubernetes reads.
   *
   * @param file overwritten; a symbolic link is not followed
   * @throws IOException when the file cannot be written
   */
  public static void write(Path file, String text) throws IOException {
    Files.write(
        file,
        cut(text),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        LinkOption.NOFOLLOW_LINKS);
  }

  /** The beginning of a text in UTF-8; no character is cut in two. */
  static byte[] cut(String text) {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
    StandardCharsets.UTF_8
        .newEncoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .encode(CharBuffer.wrap(text), bytes, true);
    byte[] cut = new byte[bytes.position()];
    bytes.flip().get(cut);
    return cut;
  }
}

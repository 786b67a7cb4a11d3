package dev.snapkeeper.report;

import dev.snapkeeper.Printable;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines of a report that may be millions: gathered into large writes, and without a string for
 * every path.
 */
final class Lines {
  private static final int BUFFER = 64 * 1024;

  private final PrintStream out;
  private byte[] buffer = new byte[BUFFER];
  private int length;

  Lines(PrintStream out) {
    this.out = out;
  }

  Lines add(String text) {
    int count = text.length();
    if (count > buffer.length) {
      return add(text.getBytes(StandardCharsets.UTF_8));
    }
    makeRoom(count);
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      if (c > 0x7e) {
        return add(text.getBytes(StandardCharsets.UTF_8)); // over what was copied so far
      }
      buffer[length + i] = (byte) c;
    }
    length += count;
    return this;
  }

  Lines add(long number) {
    return add(Long.toString(number));
  }

  /** Adds a znode's path, with whatever would garble the output escaped. */
  Lines addPath(byte[] path) {
    for (byte b : path) {
      if (b < ' ' || b == 0x7f) { // bytes beyond ASCII are negative
        return add(Printable.line(new String(path, StandardCharsets.UTF_8)));
      }
    }
    return add(path);
  }

  private Lines add(byte[] bytes) {
    makeRoom(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
    return this;
  }

  private void makeRoom(int count) {
    if (buffer.length - length < count) {
      write();
      if (buffer.length < count) {
        buffer = Arrays.copyOf(buffer, count);
      }
    }
  }

  /** Ends the line. */
  void end() {
    add("\n");
  }

  private void write() {
    out.write(buffer, 0, length);
    length = 0;
  }

  /** Lets everything be seen. */
  void flush() {
    write();
    out.flush();
  }
}

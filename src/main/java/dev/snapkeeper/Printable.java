package dev.snapkeeper;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Text as it may be shown on a terminal. Files, znodes and settings have names that somebody else
 * gave: no escape sequence in them may reach a terminal, and none may turn a line around, end it,
 * or look like a line of ours.
 */
public final class Printable {
  private Printable() {}

  /** A text in one line: control characters and such as turn the line around are escaped. */
  public static String line(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().forEach(c -> add(shown, c));
    return shown.toString();
  }

  private static void add(StringBuilder shown, int c) {
    int type = Character.getType(c);
    if (Character.isISOControl(c)
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE) {
      shown.append(String.format(c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
    } else {
      shown.appendCodePoint(c);
    }
  }

  /** Tells a person something, in a line that says who speaks. */
  public static void tell(PrintStream err, String message) {
    err.println("snapkeeper: " + line(message));
  }

  /** Passes on what is printed, all of it printable, in the same lines and as far indented. */
  static PrintStream stream(PrintStream to) {
    return new PrintStream(new Escaping(to), false, StandardCharsets.UTF_8);
  }

  /** Line by line, as a character of several bytes may come in pieces. */
  private static final class Escaping extends OutputStream {
    private final PrintStream to;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Escaping(PrintStream to) {
      this.to = to;
    }

    @Override
    public synchronized void write(int b) {
      line.write(b);
      if (b == '\n') {
        flush();
      }
    }

    @Override
    public synchronized void flush() {
      StringBuilder shown = new StringBuilder();
      line.toString(StandardCharsets.UTF_8)
          .codePoints()
          .forEach(
              c -> {
                if (c == '\n' || c == '\t') {
                  shown.appendCodePoint(c);
                } else {
                  add(shown, c);
                }
              });
      line.reset();
      to.print(shown);
      to.flush();
    }
  }
}

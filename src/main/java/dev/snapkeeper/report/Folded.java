package dev.snapkeeper.report;

import dev.snapkeeper.Printable;
import dev.snapkeeper.compare.Outline;
import dev.snapkeeper.compare.Outline.Box;
import java.io.PrintStream;
import java.util.List;

/**
 * A tree in the collapsed-stack format of flame graphs: a line for each znode that has data, its
 * path from the root on with semicolons between the names, a space, and the bytes of its own data.
 * What many small znodes of one parent hold is one line, whose last name is {@code (others)}.
 *
 * <p>Of a pair both figures are given, the left one first, which is what difffolded.pl prints and
 * flamegraph.pl colours by growth.
 */
public final class Folded {
  private static final String REST = "(others)";

  private Folded() {}

  /**
   * Prints a tree.
   *
   * @param pair whether there is a left snapshot
   */
  public static void print(Outline outline, boolean pair, PrintStream out) {
    List<Box> boxes = outline.boxes();
    String[] stacks = new String[boxes.size()];
    Lines lines = new Lines(out);
    for (int i = 0; i < stacks.length; i++) {
      Box box = boxes.get(i);
      String frame = box.isRest() ? REST : frame(box.name());
      stacks[i] = box.parent() < 0 ? "/" : stacks[box.parent()] + ";" + frame;
      long left = pair ? box.left().ownBytes() : 0; // an outline may know what there was before
      long right = box.right().ownBytes();
      if (left > 0 || right > 0) {
        lines.add(stacks[i]).add(" ");
        if (pair) {
          lines.add(left).add(" ");
        }
        lines.add(right).end();
      }
    }
    lines.flush();
  }

  /** Semicolons separate names, and spaces figures; a backslash begins an escape. */
  private static String frame(String name) {
    return Printable.line(name.replace("\\", "\\u005c"))
        .replace(";", "\\u003b")
        .replace(" ", "\\u0020");
  }
}

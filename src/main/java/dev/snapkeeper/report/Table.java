package dev.snapkeeper.report;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns that are as wide as they have to be. */
final class Table {
  private final String alignments;
  private final List<String[]> rows = new ArrayList<>();

  /**
   * Makes an empty table.
   *
   * @param alignments one letter a column: {@code l} for left, {@code r} for right
   */
  Table(String alignments) {
    this.alignments = alignments;
  }

  void row(String... cells) {
    if (cells.length != alignments.length()) {
      throw new IllegalArgumentException(cells.length + " cells");
    }
    rows.add(cells);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Each row on a line of its own, indented by two, without blanks at its end. */
  String text() {
    int[] widths = new int[alignments.length()];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], width(row[i]));
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder("  ");
      for (int i = 0; i < row.length; i++) {
        String pad = " ".repeat(widths[i] - width(row[i]));
        line.append(alignments.charAt(i) == 'r' ? pad + row[i] : row[i] + pad).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}

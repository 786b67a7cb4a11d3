package dev.snapkeeper.report;

import dev.snapkeeper.Printable;
import dev.snapkeeper.compare.ContentChanges;
import dev.snapkeeper.compare.ContentChanges.Change;
import dev.snapkeeper.compare.ContentChanges.Kind;
import dev.snapkeeper.compare.ContentChanges.State;
import dev.snapkeeper.compare.Growth;
import dev.snapkeeper.compare.SnapshotFile;
import dev.snapkeeper.compare.Totals;
import dev.snapkeeper.options.VerifyMode;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.function.LongFunction;

/**
 * What came of a comparison, for a person: the answer first. The analysis depth by depth comes
 * last, and is what ZooKeeper's SnapshotComparer prints.
 */
public final class CompareText {
  private final CompareReport report;
  private final StringBuilder text = new StringBuilder();

  private CompareText(CompareReport report) {
    this.report = report;
  }

  /**
   * Prints a report.
   *
   * @param in what the user types, where the analysis asks
   */
  public static void print(CompareReport report, InputStream in, PrintStream out) {
    out.print(new CompareText(report).text());
    report
        .options()
        .analysis()
        .ifPresent(analysis -> new DepthAnalysis(report.diff(), analysis, out).print(in));
  }

  private String text() {
    text.append(report.diff().differ() ? "DIFFERENT: " : "SAME: ")
        .append(report.headline())
        .append(".\n\n");
    Table table = new Table("llrrrll");
    addSnapshot(table, "left", report.left(), report.diff().left());
    addSnapshot(table, "right", report.right(), report.diff().right());
    text.append(table.text());
    if (report.pace().elapsed().isEmpty()) {
      text.append(
          "  no rates: the files' times do not make the right snapshot at least a second newer\n");
    }
    report.bytes().ifPresent(growth -> growth("in bytes", growth, Sizes::signed, Sizes::human));
    report.znodes().ifPresent(growth -> growth("in znodes", growth, Words::signed, Long::toString));
    report.diff().content().ifPresent(this::content);
    text.append('\n');
    text.append("Read and compared in ").append(report.took().toMillis()).append(" ms.\n");
    if (report.options().analysis().isPresent()) {
      text.append('\n');
    }
    return text.toString();
  }

  private void addSnapshot(Table table, String side, SnapshotFile file, Totals totals) {
    table.row(
        side,
        Printable.line(file.path().toString()),
        Sizes.human(file.size()),
        Words.count(totals.summary().znodes(), "znode"),
        Sizes.human(totals.bytes()) + " of data",
        Words.time(file.modified()),
        report.options().verify() == VerifyMode.NONE ? "not checked" : "sound");
  }

  private void growth(
      String measure, Growth growth, LongFunction<String> signed, LongFunction<String> plain) {
    text.append("\nGrew most, ").append(measure).append('\n');
    text.append(GrowthTable.grew(growth, report.pace(), signed, plain));
  }

  private void content(ContentChanges content) {
    text.append("\nChanged, of the znodes that both hold\n");
    for (Kind kind : Kind.values()) {
      long count = content.counts().get(kind);
      text.append("  ").append(label(kind)).append(": ").append(count).append('\n');
      List<Change> shown = content.znodes().get(kind);
      Table table = new Table("ll");
      shown.forEach(
          change -> table.row("  " + detail(kind, change), Printable.line(change.path())));
      text.append(table.text());
      if (count > shown.size()) {
        text.append("    and ").append(count - shown.size()).append(" more\n");
      }
    }
  }

  private static String label(Kind kind) {
    return switch (kind) {
      case DATA -> "other data of the same length";
      case LENGTH -> "data of another length";
      case REWRITTEN -> "the same data, written again";
      case ACL -> "another ACL";
      case OWNER -> "ephemeral before or now, or of another session";
    };
  }

  private static String detail(Kind kind, Change change) {
    State left = change.left();
    State right = change.right();
    return switch (kind) {
      case DATA -> right.dataLength() + " B, version " + left.version() + " to " + right.version();
      case LENGTH -> left.dataLength() + " B to " + right.dataLength() + " B";
      case REWRITTEN -> "version " + left.version() + " to " + right.version();
      case ACL -> right.dataLength() + " B";
      case OWNER -> owner(left.owner()) + " to " + owner(right.owner());
    };
  }

  private static String owner(long owner) {
    return owner == 0 ? "persistent" : "0x" + Long.toHexString(owner);
  }
}

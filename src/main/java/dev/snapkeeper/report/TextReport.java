package dev.snapkeeper.report;

import dev.snapkeeper.Printable;
import dev.snapkeeper.datadir.DataFile;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.DataFile.SnapshotTemp;
import dev.snapkeeper.datadir.DataFile.TxnLog;
import dev.snapkeeper.options.VerifyMode;
import dev.snapkeeper.plan.Fate;
import dev.snapkeeper.plan.PurgePlan;
import dev.snapkeeper.plan.PurgePlan.Entry;
import dev.snapkeeper.plan.Reason;
import dev.snapkeeper.purge.PurgeOutcome;
import dev.snapkeeper.purge.PurgeOutcome.Survivor;
import dev.snapkeeper.report.PurgeReport.Total;
import dev.snapkeeper.snapshot.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report for a person: the answer first, and one screen for the usual case. */
public final class TextReport {
  /** How many rows of a kind are shown unless every file was asked for. */
  private static final int ROWS = 12;

  private final PurgeReport report;
  private final StringBuilder text = new StringBuilder();

  private TextReport(PurgeReport report) {
    this.report = report;
  }

  /** Formats a report. Ends with a line feed. */
  public static String of(PurgeReport report) {
    return new TextReport(report).text();
  }

  private String text() {
    String headline = report.headline();
    text.append(
        Words.paragraph(
            title() + ": " + headline + (headline.matches("(?s).*[.?]") ? "" : "."), ""));
    about();
    diskUsage();
    report.plan().ifPresent(this::files);
    warnings();
    return text.toString();
  }

  private String title() {
    String result = report.result().replace('_', ' ').toUpperCase(Locale.ROOT);
    return (report.options().dryRun() ? "DRY RUN, " : "") + result;
  }

  private void about() {
    Table table = new Table("ll");
    Places.addDirectories(table, report.options().dataDir(), report.options().dataLogDir());
    table.row(
        "asked to keep",
        Words.count(report.options().retain(), "snapshot")
            + (report.options().verify() == VerifyMode.TAIL
                ? ", trusting ZooKeeper's light check (--verify tail), which takes some truncated"
                    + " ones for whole"
                : ", proven restorable"));
    table.row(
        "exit code", report.exit().status() + " (" + report.exit().label().replace('_', ' ') + ")");
    section("", table.text());
  }

  private void diskUsage() {
    if (report.before().isEmpty() && report.after().isEmpty()) {
      return;
    }
    Table table = new Table("llrrrrl");
    Places.addUsageHeader(table, "");
    Places.addUsage(table, report.before(), report.options().dryRun() ? "now" : "before");
    Places.addUsage(table, report.after(), "after");
    section("Disk usage", table.text());
  }

  private void files(PurgePlan plan) {
    List<DataFile> before = report.filesBefore();
    List<DataFile> after = report.filesAfter();
    List<DataFile> gone = PurgeReport.files(report.gone());
    boolean rescanned = report.outcome().map(o -> o.after().isPresent()).orElse(true);
    Table table = new Table("lrrrrrr");
    String dry = report.options().dryRun() ? "would " : "";
    table.row(
        "",
        "before",
        "",
        dry + (dry.isEmpty() ? "deleted" : "go"),
        "",
        dry + (dry.isEmpty() ? "after" : "stay"),
        "");
    addTotals(table, "snapshots", Snapshot.class, before, gone, after, rescanned);
    addTotals(table, "txn logs", TxnLog.class, before, gone, after, rescanned);
    if (before.stream().anyMatch(SnapshotTemp.class::isInstance)) {
      addTotals(table, "temporaries", SnapshotTemp.class, before, gone, after, rescanned);
    }
    section(
        "ZooKeeper's files (apparent size; txn logs are preallocated and sparse)", table.text());

    retained(plan);
    if (report.options().verbose()) {
      deleted();
    }
    report.outcome().ifPresent(this::survivors);
    leftAlone(plan);
    report.outcome().ifPresent(this::appeared);
  }

  private static <T extends DataFile> void addTotals(
      Table table,
      String label,
      Class<T> kind,
      List<DataFile> before,
      List<DataFile> gone,
      List<DataFile> after,
      boolean rescanned) {
    Total was = Total.of(PurgeReport.only(kind, before));
    Total went = Total.of(PurgeReport.only(kind, gone));
    Total is = Total.of(PurgeReport.only(kind, after));
    table.row(
        label,
        Long.toString(was.count()),
        Sizes.human(was.bytes()),
        Long.toString(went.count()),
        Sizes.human(went.bytes()),
        rescanned ? Long.toString(is.count()) : "unknown",
        rescanned ? Sizes.human(is.bytes()) : "");
  }

  private void retained(PurgePlan plan) {
    List<Entry> kept = plan.of(Fate.RETAIN);
    Table snapshots = new Table("lrlrl");
    List<Entry> all = kept.stream().filter(e -> e.file() instanceof Snapshot).toList();
    for (Entry entry : shown(all)) {
      Snapshot snapshot = (Snapshot) entry.file();
      snapshots.row(
          snapshot.name(),
          Sizes.human(snapshot.size()),
          Words.time(snapshot.modified()),
          Words.age(snapshot.modified(), plan.listing().at()),
          verdict(plan.verdicts().of(snapshot), plan.listing().at()));
    }
    section("Retained snapshots", snapshots.text() + more(all));

    List<Entry> logs = kept.stream().filter(e -> e.file() instanceof TxnLog).toList();
    if (logs.isEmpty()) {
      return;
    }
    Total total = Total.of(PurgeReport.files(logs));
    String range =
        logs.size() == 1
            ? logs.get(0).file().name()
            : logs.get(logs.size() - 1).file().name() + " to " + logs.get(0).file().name();
    section(
        "Retained txn logs",
        "  "
            + Words.count(total.count(), "file")
            + ", "
            + Sizes.human(total.bytes())
            + ": "
            + range
            + "\n"
            + (report.options().verbose() ? fileRows(logs, plan.listing().at()) : ""));
  }

  private static String verdict(Verdict verdict, Instant now) {
    if (verdict instanceof Verdict.Sound sound) {
      return verdict.label()
          + ", "
          + Words.count(sound.summary().znodes(), "znode")
          + sound.readAt().map(at -> " (read " + Words.age(at, now) + " ago)").orElse("");
    }
    return verdict.label();
  }

  private void deleted() {
    if (!report.gone().isEmpty()) {
      section(
          report.options().dryRun() ? "Would be deleted" : "Deleted",
          fileRows(report.gone(), report.startedAt()));
    }
  }

  private static String fileRows(List<Entry> entries, Instant now) {
    Table table = new Table("lrlrl");
    for (Entry entry : entries) {
      table.row(
          Printable.line(entry.file().name()),
          Sizes.human(entry.file().size()),
          Words.time(entry.file().modified()),
          Words.age(entry.file().modified(), now),
          Printable.line(entry.detail().orElse(entry.reason().text())));
    }
    return table.text();
  }

  private void survivors(PurgeOutcome outcome) {
    if (!outcome.survivors().isEmpty()) {
      Table table = new Table("lrl");
      for (Survivor survivor : shown(outcome.survivors())) {
        table.row(
            Printable.line(survivor.file().name()),
            Sizes.human(survivor.file().size()),
            Printable.line(survivor.cause()));
      }
      section("Not deleted", table.text() + more(outcome.survivors()));
    }
    if (!outcome.lost().isEmpty()) {
      List<String> names = outcome.lost().stream().map(entry -> entry.file().name()).toList();
      section(
          "Should have stayed, and have gone (not by this run)",
          "  " + String.join(", ", shown(names)) + "\n" + more(names));
    }
    if (!outcome.alreadyGone().isEmpty()) {
      section(
          "Already gone",
          "  "
              + Words.count(outcome.alreadyGone().size(), "file")
              + ": another run removed them\n");
    }
  }

  private void leftAlone(PurgePlan plan) {
    List<Entry> left = plan.of(Fate.LEAVE);
    List<Entry> epochs = plan.of(Reason.EPOCH_FILE);
    List<Entry> others = left.stream().filter(e -> e.reason() != Reason.EPOCH_FILE).toList();
    Table table = new Table("lrl");
    for (Entry entry : shown(others)) {
      table.row(
          Printable.line(entry.file().name()),
          Sizes.human(entry.file().size()),
          Printable.line(entry.detail().orElse(entry.reason().text())));
    }
    if (!epochs.isEmpty()) {
      table.row(
          epochs.stream().map(e -> e.file().name()).collect(Collectors.joining(", ")),
          Sizes.human(Total.of(PurgeReport.files(epochs)).bytes()),
          Reason.EPOCH_FILE.text());
    }
    if (!left.isEmpty()) {
      section("Left alone", table.text() + more(others));
    }
  }

  private void appeared(PurgeOutcome outcome) {
    if (!outcome.appeared().isEmpty()) {
      List<String> names = outcome.appeared().stream().map(DataFile::name).sorted().toList();
      section(
          "Appeared meanwhile (the server is at work)",
          "  " + Printable.line(String.join(", ", shown(names))) + "\n" + more(names));
    }
  }

  private void warnings() {
    List<String> warnings = new ArrayList<>(report.warnings());
    if (!warnings.isEmpty()) {
      text.append("\nWarnings\n");
      for (String warning : shown(warnings)) {
        text.append(Words.paragraph("- " + warning, "  "));
      }
      text.append(more(warnings));
    }
  }

  private <T> List<T> shown(List<T> all) {
    return report.options().verbose() || all.size() <= ROWS ? all : all.subList(0, ROWS);
  }

  private String more(List<?> all) {
    int hidden = all.size() - shown(all).size();
    return hidden == 0 ? "" : "  and " + hidden + " more (-v shows all)\n";
  }

  private void section(String title, String body) {
    text.append('\n');
    if (!title.isEmpty()) {
      text.append(title).append('\n');
    }
    text.append(body.isEmpty() ? "  none\n" : body);
  }
}

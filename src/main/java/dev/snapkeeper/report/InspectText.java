package dev.snapkeeper.report;

import dev.snapkeeper.Printable;
import dev.snapkeeper.compare.SnapshotFile;
import dev.snapkeeper.datadir.DataFile;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.DataFile.SnapshotTemp;
import dev.snapkeeper.datadir.DataFile.Stray;
import dev.snapkeeper.datadir.DataFile.StrayKind;
import dev.snapkeeper.datadir.DataFile.TxnLog;
import dev.snapkeeper.inspect.DryRun;
import dev.snapkeeper.inspect.Inflow;
import dev.snapkeeper.inspect.Trees;
import dev.snapkeeper.inspect.Trees.Grown;
import dev.snapkeeper.options.VerifyMode;
import dev.snapkeeper.plan.Fate;
import dev.snapkeeper.plan.PurgePlan.Entry;
import dev.snapkeeper.plan.Reason;
import dev.snapkeeper.report.InspectReport.Forecast;
import dev.snapkeeper.report.PurgeReport.Total;
import dev.snapkeeper.snapshot.TxnLogSummary;
import dev.snapkeeper.snapshot.Verdict;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What is in a directory, for a person: the answer first, and one screen for the usual case. */
public final class InspectText {
  // Of a long list the newest, the oldest, and what is wrong in between.
  private static final int FIRST = 6;
  private static final int LAST = 2;
  private static final int WRONG = 6;

  private final InspectReport report;
  private final Map<Path, Entry> entries;
  private final Instant now;
  private final StringBuilder text = new StringBuilder();

  private InspectText(InspectReport report) {
    this.report = report;
    this.entries = report.entries();
    this.now = report.listing().at();
  }

  /** Formats a report. Ends with a line feed. */
  public static String of(InspectReport report) {
    return new InspectText(report).text();
  }

  private String text() {
    String result = report.result().replace('_', ' ').toUpperCase(Locale.ROOT);
    text.append(Words.paragraph(result + ": " + report.headline() + ".", ""));
    about();
    diskUsage();
    files();
    purge();
    snapshots();
    logs();
    others();
    filling();
    report.trees().ifPresent(this::trees);
    warnings();
    return text.toString();
  }

  private void about() {
    Table table = new Table("ll");
    Places.addDirectories(table, report.options().dataDir(), report.options().dataLogDir());
    VerifyMode verify = report.options().verify();
    if (verify == VerifyMode.TAIL) {
      table.row(
          "verified", "by ZooKeeper's light check, which takes some truncated ones for whole");
    } else if (verify == VerifyMode.NONE) {
      table.row("verified", "nothing (--verify none)");
    }
    text.append('\n').append(table.text());
  }

  private void diskUsage() {
    if (report.disk().isEmpty()) {
      return;
    }
    Table table = new Table("lrrrrl");
    Places.addUsageHeader(table);
    Places.addUsage(table, report.disk());
    section("Disk usage", table.text());
  }

  private void files() {
    Table table = new Table("lrrlrr");
    boolean planned = report.wouldGo().isPresent();
    table.row("", "files", "size", "", planned ? "a purge frees" : "", "");
    addTotals(table, "snapshots", Snapshot.class, "");
    String data =
        report.logDataBytes().map(bytes -> Sizes.human(bytes) + " of it is data").orElse("");
    addTotals(table, "txn logs", TxnLog.class, data);
    if (!report.listing().temps().isEmpty()) {
      addTotals(table, "temporaries", SnapshotTemp.class, "");
    }
    section(
        "ZooKeeper's files (apparent size; txn logs are preallocated and sparse)", table.text());
  }

  private <T extends DataFile> void addTotals(
      Table table, String label, Class<T> kind, String data) {
    Total all = Total.of(PurgeReport.only(kind, report.listing().all()));
    Optional<Total> go =
        report.wouldGo().map(gone -> Total.of(PurgeReport.only(kind, PurgeReport.files(gone))));
    table.row(
        label,
        Long.toString(all.count()),
        Sizes.human(all.bytes()),
        data,
        go.map(total -> Long.toString(total.count())).orElse(""),
        go.map(total -> Sizes.human(total.bytes())).orElse(""));
  }

  /** Why a purge frees nothing, or nobody knows. */
  private void purge() {
    String purge = "A purge with --retain " + report.options().retain();
    if (report.dryRun() instanceof DryRun.Unknown unknown) {
      text.append('\n')
          .append(Words.paragraph(purge + " frees what nobody knows: " + unknown.why() + ".", ""));
    }
    report
        .keepsAll()
        .ifPresent(
            why ->
                text.append('\n')
                    .append(Words.paragraph(purge + " frees nothing: " + why + ".", "")));
    report
        .refusal()
        .ifPresent(
            refused ->
                text.append('\n')
                    .append(Words.paragraph(purge + " is refused: " + refused.why(), "")));
  }

  private void snapshots() {
    Table table = new Table("lrrrlll");
    List<Snapshot> all = report.listing().snapshots();
    table.row("", "zxid", "age", "size", "codec", entries.isEmpty() ? "" : "a purge", "");
    rows(all, this::isWrong)
        .forEach(
            row ->
                table.row(
                    row.file()
                        .map(
                            snapshot ->
                                new String[] {
                                  snapshot.name(),
                                  Words.zxid(snapshot.zxid()),
                                  Words.age(snapshot.modified(), now),
                                  Sizes.human(snapshot.size()),
                                  snapshot.codec().label(),
                                  fate(snapshot),
                                  verdict(report.verdict(snapshot))
                                })
                        .orElseGet(() -> gap(7, row))));
    section("Snapshots", all.isEmpty() ? "" : table.text());
  }

  private boolean isWrong(Snapshot snapshot) {
    Verdict verdict = report.verdict(snapshot);
    return !verdict.counts() && !(verdict instanceof Verdict.NotChecked);
  }

  private static String verdict(Verdict verdict) {
    if (verdict instanceof Verdict.Sound sound) {
      return "sound, "
          + Words.count(sound.summary().znodes(), "znode")
          + ", "
          + Words.count(sound.summary().ephemerals(), "ephemeral")
          + ", "
          + Words.count(sound.summary().sessions(), "session");
    }
    if (verdict instanceof Verdict.Damaged damaged) {
      return "damaged: " + Printable.line(damaged.fault());
    }
    if (verdict instanceof Verdict.Unreadable unreadable) {
      return "unreadable: " + Printable.line(unreadable.cause());
    }
    return verdict.label();
  }

  private void logs() {
    Table table = new Table("llrrlll");
    List<TxnLog> all = report.listing().logs();
    boolean read = !report.logs().isEmpty();
    table.row(
        "", "zxids", "age", "size", read ? "data" : "", entries.isEmpty() ? "" : "a purge", "");
    rows(all, log -> report.summary(log).flatMap(TxnLogSummary::fault).isPresent())
        .forEach(
            row ->
                table.row(
                    row.file()
                        .map(
                            log ->
                                new String[] {
                                  log.name(),
                                  range(log),
                                  Words.age(log.modified(), now),
                                  Sizes.human(log.size()),
                                  report
                                      .summary(log)
                                      .map(summary -> Sizes.human(summary.dataBytes()))
                                      .orElse(""),
                                  fate(log),
                                  note(log)
                                })
                        .orElseGet(() -> gap(7, row))));
    section("Txn logs", all.isEmpty() ? "" : table.text());
  }

  private String range(TxnLog log) {
    Optional<TxnLogSummary> summary = report.summary(log);
    if (summary.isEmpty()) {
      return "from " + Words.zxid(log.zxid());
    }
    return summary.get().first().isEmpty()
        ? "none"
        : Words.zxid(summary.get().first().get())
            + " to "
            + Words.zxid(summary.get().last().orElseThrow());
  }

  private String note(TxnLog log) {
    Optional<String> fault = report.summary(log).flatMap(TxnLogSummary::fault);
    if (fault.isPresent()) {
      return Printable.line(fault.get());
    }
    if (log.size() == 0) {
      return Reason.EMPTY_LOG.text();
    }
    return entries.containsKey(log.path()) ? reason(entries.get(log.path())) : "";
  }

  /** Where a word of fate does not say it all. */
  private static String reason(Entry entry) {
    return switch (entry.reason()) {
      case NEEDED_LOG -> "a retained snapshot needs it";
      case LOG_OF_OLDER, FOREIGN_CONTENT, UNREADABLE -> entry.reason().text();
      default -> "";
    };
  }

  private String fate(DataFile file) {
    Entry entry = entries.get(file.path());
    if (entry == null) {
      return "";
    }
    return switch (entry.fate()) {
      case RETAIN -> "keeps";
      case DELETE -> "deletes";
      case LEAVE -> "leaves";
    };
  }

  private void others() {
    Table table = new Table("lrl");
    List<Stray> epochs =
        report.listing().strays().stream()
            .filter(stray -> stray.kind() == StrayKind.EPOCH_FILE)
            .toList();
    List<DataFile> all = new ArrayList<>(report.listing().temps());
    all.addAll(report.listing().strays());
    all.removeAll(epochs);
    for (Row<DataFile> row : rows(all, file -> false)) {
      table.row(
          row.file()
              .map(
                  file ->
                      new String[] {
                        Printable.line(file.name()), Sizes.human(file.size()), what(file)
                      })
              .orElseGet(() -> gap(3, row)));
    }
    if (!epochs.isEmpty()) {
      table.row(
          epochs.stream().map(DataFile::name).collect(Collectors.joining(", ")),
          Sizes.human(Total.of(epochs).bytes()),
          Reason.EPOCH_FILE.text());
    }
    if (!table.isEmpty()) {
      section("Others", table.text());
    }
  }

  private String what(DataFile file) {
    Entry entry = entries.get(file.path());
    if (entry != null) {
      return entry.reason().text() + (entry.fate() == Fate.DELETE ? ": a purge deletes it" : "");
    }
    return (file instanceof Stray stray ? Reason.of(stray.kind()) : Reason.TEMP).text();
  }

  private void filling() {
    if (report.inflow() instanceof Inflow.Unknown unknown) {
      section("How fast the disk fills", Words.paragraph("not known: " + unknown.why(), "  "));
      return;
    }
    Inflow.Measured measured = (Inflow.Measured) report.inflow();
    StringBuilder body = new StringBuilder();
    body.append(
        Words.paragraph(
            "ZooKeeper wrote "
                + Words.count(measured.snapshots(), "snapshot")
                + " ("
                + Sizes.human(measured.snapshotBytes())
                + ") and "
                + Words.count(measured.logs(), "txn log")
                + " ("
                + Sizes.human(measured.logBytes())
                + " of data) in the "
                + Words.span(measured.time())
                + " since its oldest sound snapshot."
                + (measured.logsWithFault() > 0
                    ? " It may be more, for "
                        + Words.count(measured.logsWithFault(), "txn log")
                        + " cannot be read to the end."
                    : ""),
            "  "));
    for (Forecast forecast : report.forecasts()) {
      body.append(
          Words.paragraph(
              forecast.usage().mountPoint()
                  + ": that is "
                  + (forecast.isLeast() ? "at least " : "")
                  + Sizes.human(forecast.bytesPerDay())
                  + " a day; if nothing is deleted, the "
                  + Sizes.human(forecast.usage().available())
                  + " that are available last "
                  + lasts(forecast)
                  + ".",
              "  "));
    }
    section("How fast the disk fills", body.toString());
  }

  private static String lasts(Forecast forecast) {
    if (forecast.isLeast()) {
      return forecast
          .fullIn()
          .map(time -> Words.about(time) + " at most")
          .orElse("for a time that is not known");
    }
    return forecast.fullIn().map(Words::about).orElse("more than a year");
  }

  private void trees(Trees trees) {
    SnapshotFile newest = trees.newest();
    trees.grown().ifPresent(grown -> grown(grown, trees));
    section(
        "Biggest subtrees of " + name(newest) + ", by bytes",
        GrowthTable.holds(trees.bytes(), Sizes::human));
    section(
        "Biggest subtrees of " + name(newest) + ", by znodes",
        GrowthTable.holds(trees.znodes(), Long::toString));
  }

  private void grown(Grown grown, Trees trees) {
    Pace pace = Pace.between(grown.oldest(), trees.newest(), Pace.Per.DAY);
    long bytes = trees.totals().bytes() - grown.totals().bytes();
    long znodes = trees.totals().summary().znodes() - grown.totals().summary().znodes();
    section(
        "Grew from " + name(grown.oldest()) + " to " + name(trees.newest()),
        Words.paragraph(
            Sizes.signed(bytes)
                + " of data, "
                + Words.signed(znodes)
                + (Math.abs(znodes) == 1 ? " znode" : " znodes")
                + pace.elapsed()
                    .map(
                        elapsed ->
                            ", in "
                                + Words.span(elapsed)
                                + ": "
                                + Sizes.signed(pace.of(bytes).orElseThrow())
                                + " and "
                                + Words.signed(pace.of(znodes).orElseThrow())
                                + " a day")
                    .orElse("; no rates, for the files' times are not in that order"),
            "  "));
    if (!grown.bytes().places().isEmpty()) {
      section(
          "Grew most, in bytes",
          GrowthTable.grew(grown.bytes(), pace, Sizes::signed, Sizes::human));
    }
    if (!grown.znodes().places().isEmpty()) {
      section(
          "Grew most, in znodes",
          GrowthTable.grew(grown.znodes(), pace, Words::signed, Long::toString));
    }
  }

  private static String name(SnapshotFile file) {
    return file.path().getFileName().toString();
  }

  private void warnings() {
    if (!report.warnings().isEmpty()) {
      text.append("\nWarnings\n");
      report.warnings().forEach(warning -> text.append(Words.paragraph("- " + warning, "  ")));
    }
  }

  private void section(String title, String body) {
    text.append('\n').append(title).append('\n');
    text.append(body.isEmpty() ? "  none\n" : body);
  }

  /**
   * A row of a list that may be cut.
   *
   * @param file empty where some are left out
   * @param hidden how many
   */
  private record Row<T>(Optional<T> file, int hidden) {}

  private static String[] gap(int cells, Row<?> row) {
    String[] gap = new String[cells];
    Arrays.fill(gap, "");
    gap[0] = "...";
    gap[cells - 1] = "and " + row.hidden() + " more (-v shows all)";
    return gap;
  }

  private <T> List<Row<T>> rows(List<T> all, Predicate<T> isWrong) {
    boolean whole = report.options().verbose() || all.size() <= FIRST + LAST + 1;
    List<Row<T>> rows = new ArrayList<>();
    int hidden = 0;
    int wrong = 0;
    for (int i = 0; i < all.size(); i++) {
      T file = all.get(i);
      boolean shown = whole || i < FIRST || i >= all.size() - LAST;
      if (!shown && wrong < WRONG && isWrong.test(file)) {
        shown = true;
        wrong++;
      }
      if (!shown) {
        hidden++;
        continue;
      }
      if (hidden > 0) {
        rows.add(new Row<>(Optional.empty(), hidden));
        hidden = 0;
      }
      rows.add(new Row<>(Optional.of(file), 0));
    }
    return rows;
  }
}

package dev.snapkeeper.report;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.datadir.DataFile;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.options.VerifyMode;
import dev.snapkeeper.plan.Fate;
import dev.snapkeeper.plan.PurgePlan;
import dev.snapkeeper.purge.PurgeOutcome;
import dev.snapkeeper.purge.PurgeOutcome.Survivor;
import dev.snapkeeper.report.PurgeReport.Total;
import dev.snapkeeper.snapshot.Verdict;
import dev.snapkeeper.usage.FileSystemUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The figures of one run of {@code purge}. What the run has not measured is not among them.
 *
 * @param samples no two of one metric with the same labels
 */
public record PurgeMetrics(List<Sample> samples) {

  /**
   * One figure.
   *
   * @param metric which
   * @param labels of what
   * @param value in the unit that the metric's name ends in
   */
  public record Sample(Metric metric, Map<String, String> labels, double value) {
    public Sample {
      requireNonNull(metric);
      labels = Map.copyOf(labels);
    }
  }

  public PurgeMetrics {
    samples = List.copyOf(samples);
  }

  /** Takes the figures from all that there is to tell. */
  public static PurgeMetrics of(PurgeReport report) {
    Collector to = new Collector();
    Instant end = report.startedAt().plus(report.took());
    to.add(Metric.LAST_RUN, seconds(end));
    if (report.exit() == ExitCode.OK && !report.options().dryRun()) {
      to.add(Metric.LAST_SUCCESS, seconds(end));
    }
    to.add(Metric.EXIT_CODE, report.exit().status());
    to.add(Metric.DURATION, report.took().toMillis() / 1e3);
    disk(report, to);
    files(report, to);
    report.plan().ifPresent(plan -> snapshots(report, plan, end, to));
    return new PurgeMetrics(to.samples);
  }

  private static void disk(PurgeReport report, Collector to) {
    Map<String, FileSystemUsage> before = byMountPoint(report.before());
    Map<String, FileSystemUsage> after = byMountPoint(report.after());
    usage("before", before, to);
    usage("after", after, to);
    before.forEach(
        (mountPoint, row) -> {
          if (after.containsKey(mountPoint)) {
            to.add(
                Metric.DISK_FREED,
                Map.of("mountpoint", mountPoint),
                row.used() - after.get(mountPoint).used());
          }
        });
  }

  private static void usage(String when, Map<String, FileSystemUsage> rows, Collector to) {
    rows.forEach(
        (mountPoint, row) -> {
          Map<String, String> labels = Map.of("mountpoint", mountPoint, "when", when);
          to.add(Metric.DISK_SIZE, labels, row.size());
          to.add(Metric.DISK_USED, labels, row.used());
          to.add(Metric.DISK_AVAILABLE, labels, row.available());
        });
  }

  /** Two subvolumes of one btrfs are two rows with one mount point, and the same figures. */
  private static Map<String, FileSystemUsage> byMountPoint(List<FileSystemUsage> rows) {
    Map<String, FileSystemUsage> byMountPoint = new LinkedHashMap<>();
    rows.forEach(row -> byMountPoint.putIfAbsent(row.mountPoint(), row));
    return byMountPoint;
  }

  private static void files(PurgeReport report, Collector to) {
    // a run that ended before its outcome has deleted nothing, and knows it
    List<DataFile> deleted =
        report.outcome().map(outcome -> PurgeReport.files(outcome.deleted())).orElse(List.of());
    to.addFiles(Metric.DELETED_FILES, deleted, false);
    to.addBytes(Metric.DELETED_BYTES, deleted);
    List<DataFile> lost =
        report.outcome().map(outcome -> PurgeReport.files(outcome.lost())).orElse(List.of());
    report
        .plan()
        .ifPresent(
            plan -> {
              if (report.outcome().map(outcome -> outcome.after().isPresent()).orElse(true)) {
                List<DataFile> kept = new ArrayList<>(PurgeReport.files(plan.of(Fate.RETAIN)));
                kept.removeAll(new HashSet<>(lost));
                to.addFiles(Metric.KEPT_FILES, kept, false);
                to.addBytes(Metric.KEPT_BYTES, kept);
              }
              to.addFiles(Metric.LEFT_ALONE_FILES, PurgeReport.files(plan.of(Fate.LEAVE)), true);
            });
    report
        .outcome()
        .filter(outcome -> outcome.after().isPresent())
        .ifPresent(
            outcome -> {
              to.addFiles(
                  Metric.SURVIVED_FILES,
                  outcome.survivors().stream().map(Survivor::file).toList(),
                  false);
              to.addFiles(Metric.LOST_FILES, lost, false);
            });
  }

  private static void snapshots(PurgeReport report, PurgePlan plan, Instant end, Collector to) {
    if (plan.verdicts().byPath().isEmpty()) {
      return;
    }
    to.add(Metric.LAST_VERIFICATION, seconds(end));
    Set<DataFile> gone = new HashSet<>();
    report.outcome().map(PurgeOutcome::deleted).map(PurgeReport::files).ifPresent(gone::addAll);
    report.outcome().map(PurgeOutcome::lost).map(PurgeReport::files).ifPresent(gone::addAll);
    int sound = 0;
    int damaged = 0;
    for (Snapshot snapshot : plan.listing().snapshots()) { // newest first
      Verdict verdict = plan.verdicts().of(snapshot);
      if (gone.contains(snapshot)) {
        continue;
      }
      if (verdict instanceof Verdict.Sound proof && ++sound == 1) {
        to.add(Metric.NEWEST_SOUND_TIME, seconds(snapshot.modified()));
        to.add(Metric.NEWEST_SOUND_SIZE, snapshot.size());
        to.add(Metric.NEWEST_SOUND_ZNODES, proof.summary().znodes());
      } else if (verdict instanceof Verdict.Damaged) {
        damaged++;
      }
    }
    if (report.options().verify() == VerifyMode.FULL) {
      to.add(Metric.SNAPSHOTS_SOUND, sound);
    }
    to.add(Metric.SNAPSHOTS_DAMAGED, damaged);
  }

  private static double seconds(Instant instant) {
    return Duration.between(Instant.EPOCH, instant).toMillis() / 1e3;
  }

  private static final class Collector {
    private final List<Sample> samples = new ArrayList<>();

    void add(Metric metric, double value) {
      samples.add(new Sample(metric, Map.of(), value));
    }

    /** Exact up to 9 PB. */
    void add(Metric metric, long value) {
      add(metric, Map.of(), value);
    }

    void add(Metric metric, Map<String, String> labels, long value) {
      samples.add(new Sample(metric, labels, (double) value));
    }

    void addFiles(Metric metric, Collection<DataFile> files, boolean withOthers) {
      totals(files, withOthers).forEach((kind, total) -> addKind(metric, kind, total.count()));
    }

    void addBytes(Metric metric, Collection<DataFile> files) {
      totals(files, false).forEach((kind, total) -> addKind(metric, kind, total.bytes()));
    }

    private void addKind(Metric metric, String kind, long value) {
      add(metric, Map.of("kind", kind), value);
    }

    private static Map<String, Total> totals(Collection<DataFile> files, boolean withOthers) {
      Map<String, Total> totals = new LinkedHashMap<>();
      totals.put("snapshot", Total.of(PurgeReport.only(Snapshot.class, files)));
      totals.put("log", Total.of(PurgeReport.only(DataFile.TxnLog.class, files)));
      totals.put("temporary", Total.of(PurgeReport.only(DataFile.SnapshotTemp.class, files)));
      if (withOthers) {
        totals.put("other", Total.of(PurgeReport.only(DataFile.Stray.class, files)));
      }
      return totals;
    }
  }
}

package dev.snapkeeper.report;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.datadir.DataDirListing;
import dev.snapkeeper.datadir.DataFile;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.DataFile.TxnLog;
import dev.snapkeeper.inspect.DryRun;
import dev.snapkeeper.inspect.Inflow;
import dev.snapkeeper.inspect.Trees;
import dev.snapkeeper.options.InspectOptions;
import dev.snapkeeper.options.VerifyMode;
import dev.snapkeeper.plan.Fate;
import dev.snapkeeper.plan.PurgePlan;
import dev.snapkeeper.plan.PurgePlan.Entry;
import dev.snapkeeper.plan.Retention;
import dev.snapkeeper.report.PurgeReport.Total;
import dev.snapkeeper.snapshot.TxnLogSummary;
import dev.snapkeeper.snapshot.Verdict;
import dev.snapkeeper.usage.FileSystemUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that there is to tell of a run of {@code inspect}.
 *
 * @param version Snapkeeper's own
 * @param options what was asked for
 * @param startedAt when the run began
 * @param took how long it lasted until the report
 * @param disk the file systems: that of the snapshots, then that of the logs where it is another;
 *     empty where they could not be measured
 * @param listing the files
 * @param verdicts what was found out about the snapshots, by path
 * @param logs what the txn logs hold, by path; empty where they were not read
 * @param dryRun what a purge would come to
 * @param inflow how fast the disk fills
 * @param trees where the znodes are; empty where no snapshot could be read
 * @param warnings what somebody should know
 * @param exit what the process exits with
 */
public record InspectReport(
    String version,
    InspectOptions options,
    Instant startedAt,
    Duration took,
    List<FileSystemUsage> disk,
    DataDirListing listing,
    Map<Path, Verdict> verdicts,
    Map<Path, TxnLogSummary> logs,
    DryRun dryRun,
    Inflow inflow,
    Optional<Trees> trees,
    List<String> warnings,
    ExitCode exit) {

  /** Nobody can tell what happens later than that. */
  private static final Duration FORESEEABLE = Duration.ofDays(365);

  public InspectReport {
    requireNonNull(version);
    requireNonNull(options);
    requireNonNull(startedAt);
    requireNonNull(took);
    disk = List.copyOf(disk);
    requireNonNull(listing);
    verdicts = Map.copyOf(verdicts);
    logs = Map.copyOf(logs);
    requireNonNull(dryRun);
    requireNonNull(inflow);
    requireNonNull(trees);
    warnings = List.copyOf(warnings);
    requireNonNull(exit);
  }

  /** The same, of a run whose page could not be written. */
  public InspectReport withoutPage(String fault) {
    return new InspectReport(
        version,
        options,
        startedAt,
        took,
        disk,
        listing,
        verdicts,
        logs,
        dryRun,
        inflow,
        trees,
        Stream.concat(warnings.stream(), Stream.of(fault)).toList(),
        exit.and(ExitCode.FAILURE));
  }

  Verdict verdict(Snapshot snapshot) {
    return verdicts.getOrDefault(snapshot.path(), new Verdict.NotChecked());
  }

  Optional<TxnLogSummary> summary(TxnLog log) {
    return Optional.ofNullable(logs.get(log.path()));
  }

  /** Bytes of data in the txn logs, without what is set aside; empty where they were not read. */
  Optional<Long> logDataBytes() {
    return logs.isEmpty()
        ? Optional.empty()
        : Optional.of(logs.values().stream().mapToLong(TxnLogSummary::dataBytes).sum());
  }

  long snapshotsThatAre(Class<? extends Verdict> kind) {
    return listing.snapshots().stream().map(this::verdict).filter(kind::isInstance).count();
  }

  private long soundSnapshots() {
    return listing.snapshots().stream().map(this::verdict).filter(Verdict::counts).count();
  }

  private long logsWithFault() {
    return logs.values().stream().filter(log -> log.fault().isPresent()).count();
  }

  /** What a purge would do with each file, by path; empty where nobody can tell. */
  Map<Path, Entry> entries() {
    Map<Path, Entry> entries = new HashMap<>();
    dryRun
        .plan()
        .ifPresent(
            plan -> plan.entries().forEach(entry -> entries.put(entry.file().path(), entry)));
    return entries;
  }

  /** What a purge would delete; empty where nobody can tell. */
  Optional<List<Entry>> wouldGo() {
    return dryRun.plan().map(plan -> plan.of(Fate.DELETE));
  }

  /** Why a purge would delete nothing, where it is not only that nothing is old enough. */
  Optional<Retention.Refused> refusal() {
    return dryRun
        .plan()
        .map(PurgePlan::retention)
        .filter(Retention.Refused.class::isInstance)
        .map(Retention.Refused.class::cast);
  }

  /** What a purge would keep all for, where nothing has to go. */
  Optional<String> keepsAll() {
    return dryRun
        .plan()
        .map(PurgePlan::retention)
        .filter(Retention.KeepAll.class::isInstance)
        .map(retention -> ((Retention.KeepAll) retention).why());
  }

  /**
   * When a file system is full, if nothing is deleted.
   *
   * @param usage the file system
   * @param bytesPerDay what ZooKeeper writes to it
   * @param isLeast whether it may be more, because some txn logs cannot be read to their end
   * @param fullIn how long that can go on; empty where that is longer than anyone can foresee
   */
  record Forecast(
      FileSystemUsage usage, long bytesPerDay, boolean isLeast, Optional<Duration> fullIn) {}

  /** One for each file system that ZooKeeper writes to; none where nobody can tell. */
  List<Forecast> forecasts() {
    if (!(inflow instanceof Inflow.Measured measured)) {
      return List.of();
    }
    List<Long> bytes =
        disk.size() == 2
            ? List.of(measured.snapshotBytes(), measured.logBytes())
            : List.of(measured.snapshotBytes() + measured.logBytes());
    List<Forecast> forecasts = new ArrayList<>();
    for (int i = 0; i < disk.size(); i++) {
      long perDay = measured.perDay(bytes.get(i));
      boolean holdsLogs = i == disk.size() - 1;
      forecasts.add(
          new Forecast(
              disk.get(i),
              perDay,
              holdsLogs && measured.logsWithFault() > 0,
              fullIn(disk.get(i).available(), perDay)));
    }
    return forecasts;
  }

  private static Optional<Duration> fullIn(long available, long bytesPerDay) {
    if (bytesPerDay <= 0) {
      return Optional.empty();
    }
    double days = (double) available / bytesPerDay;
    return days > FORESEEABLE.toDays()
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds((long) (days * Duration.ofDays(1).toSeconds())));
  }

  /** In one word, how the directory is; for a machine. */
  String result() {
    if (listing.snapshots().isEmpty() && listing.logs().isEmpty()) {
      return "empty";
    }
    if (options.verify() == VerifyMode.NONE) {
      return "not_checked";
    }
    if (soundSnapshots() == 0) {
      return "no_sound_snapshot";
    }
    boolean damaged =
        snapshotsThatAre(Verdict.Damaged.class) + snapshotsThatAre(Verdict.Unreadable.class) > 0
            || logsWithFault() > 0;
    return damaged ? "damaged" : "sound";
  }

  /** The answer in a few words, without a full stop. */
  String headline() {
    List<String> parts = new ArrayList<>();
    parts.add(
        snapshots()
            + ", "
            + Words.count(listing.logs().size(), "txn log")
            + (logsWithFault() > 0 ? " (" + logsWithFault() + " at fault)" : "")
            + ", "
            + Sizes.human(zooKeeperFiles().bytes()));
    parts.add(purge());
    for (Forecast forecast : forecasts()) {
      forecast
          .fullIn()
          .ifPresent(
              time ->
                  parts.add(
                      forecast.usage().mountPoint()
                          + " is full in "
                          + Words.about(time)
                          + (forecast.isLeast() ? ", or sooner," : "")
                          + " if nothing is deleted"));
    }
    return String.join("; ", parts);
  }

  private String snapshots() {
    int all = listing.snapshots().size();
    if (soundSnapshots() == all && options.verify() == VerifyMode.FULL && all > 0) {
      return all + " sound " + (all == 1 ? "snapshot" : "snapshots");
    }
    Map<String, Integer> kinds = new LinkedHashMap<>();
    listing
        .snapshots()
        .forEach(snapshot -> kinds.merge(verdict(snapshot).label(), 1, Integer::sum));
    return Words.count(all, "snapshot")
        + (all == 0
            ? ""
            : kinds.entrySet().stream()
                .map(kind -> kind.getValue() + " " + kind.getKey())
                .collect(Collectors.joining(", ", " (", ")")));
  }

  /** Snapshots, txn logs and temporaries. */
  private Total zooKeeperFiles() {
    List<DataFile> files = new ArrayList<>(listing.snapshots());
    files.addAll(listing.logs());
    files.addAll(listing.temps());
    return Total.of(files);
  }

  private String purge() {
    String purge = "a purge with --retain " + options.retain();
    if (wouldGo().isEmpty()) {
      return "what " + purge + " would free is not known";
    }
    if (refusal().isPresent()) {
      return purge + " would be refused";
    }
    List<Entry> go = wouldGo().get();
    return go.isEmpty()
        ? purge + " would free nothing"
        : purge + " would free " + Sizes.human(Total.of(PurgeReport.files(go)).bytes());
  }
}

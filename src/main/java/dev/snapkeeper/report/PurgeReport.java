package dev.snapkeeper.report;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.datadir.DataDirListing;
import dev.snapkeeper.datadir.DataFile;
import dev.snapkeeper.options.PurgeOptions;
import dev.snapkeeper.plan.Fate;
import dev.snapkeeper.plan.PurgePlan;
import dev.snapkeeper.plan.PurgePlan.Entry;
import dev.snapkeeper.plan.Retention;
import dev.snapkeeper.purge.PurgeOutcome;
import dev.snapkeeper.usage.FileSystemUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that there is to tell of a run of {@code purge}.
 *
 * @param version Snapkeeper's own
 * @param options what was asked for
 * @param startedAt when the run began
 * @param took how long it lasted
 * @param before the file systems at the beginning; empty where they could not be measured
 * @param after the file systems at the end; empty in a dry run and where they could not be measured
 * @param plan what was planned; empty when the run ended before
 * @param outcome what became of the plan; empty when nothing was carried out
 * @param failure why the run ended before its end, if it did
 * @param warnings what somebody should know
 * @param exit what the process exits with
 */
public record PurgeReport(
    String version,
    PurgeOptions options,
    Instant startedAt,
    Duration took,
    List<FileSystemUsage> before,
    List<FileSystemUsage> after,
    Optional<PurgePlan> plan,
    Optional<PurgeOutcome> outcome,
    Optional<String> failure,
    List<String> warnings,
    ExitCode exit) {

  public PurgeReport {
    requireNonNull(version);
    requireNonNull(options);
    requireNonNull(startedAt);
    requireNonNull(took);
    before = List.copyOf(before);
    after = List.copyOf(after);
    requireNonNull(plan);
    requireNonNull(outcome);
    requireNonNull(failure);
    warnings = List.copyOf(warnings);
    requireNonNull(exit);
  }

  /** The same with more to warn of. */
  public PurgeReport warned(List<String> more) {
    List<String> all = new ArrayList<>(warnings);
    all.addAll(more);
    return new PurgeReport(
        version, options, startedAt, took, before, after, plan, outcome, failure, all, exit);
  }

  /**
   * How many files, and their apparent size.
   *
   * @param count files
   * @param bytes apparent bytes
   */
  record Total(long count, long bytes) {
    static Total of(Collection<? extends DataFile> files) {
      return new Total(files.size(), files.stream().mapToLong(DataFile::size).sum());
    }
  }

  /** What was deleted or, in a dry run, would be. */
  List<Entry> gone() {
    if (outcome.isPresent()) {
      return outcome.get().deleted();
    }
    return options.dryRun() ? plan.map(p -> p.of(Fate.DELETE)).orElse(List.of()) : List.of();
  }

  /** ZooKeeper's files at the beginning. */
  List<DataFile> filesBefore() {
    return plan.map(p -> p.listing().all()).orElse(List.of());
  }

  /** ZooKeeper's files at the end, or as they would be after the run that a dry run stands for. */
  List<DataFile> filesAfter() {
    if (outcome.isPresent()) {
      return outcome.get().after().map(DataDirListing::all).orElse(List.of());
    }
    Set<DataFile> gone = new HashSet<>();
    gone().forEach(entry -> gone.add(entry.file()));
    List<DataFile> left = new ArrayList<>(filesBefore());
    left.removeIf(gone::contains);
    return left;
  }

  /** Files of one kind. */
  static <T extends DataFile> List<T> only(Class<T> kind, Collection<? extends DataFile> files) {
    return files.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Files of entries. */
  static List<DataFile> files(Collection<Entry> entries) {
    return entries.stream().map(Entry::file).toList();
  }

  /** In one word, what the run came to, such as {@code done}; for a machine. */
  String result() {
    return switch (exit) {
      case INTERRUPTED, TERMINATED -> "interrupted";
      case FAILURE, USAGE, DIRECTORY -> "failed";
      case REFUSED -> "refused";
      case INCOMPLETE -> "incomplete";
      case OK, DISK_PRESSURE, DIFFERENT -> gone().isEmpty() ? "nothing_to_do" : "done";
    };
  }

  /** In one sentence, what the run came to; for a person. */
  public String headline() {
    String would = options.dryRun() ? "would delete " : "deleted ";
    String what =
        gone().isEmpty()
            ? (options.dryRun() ? "would delete nothing" : "deleted nothing")
            : would + amounts() + ", " + Sizes.human(Total.of(files(gone())).bytes());
    Optional<String> why =
        failure.or(() -> plan.map(PurgePlan::retention).flatMap(PurgeReport::reason));
    String sentence = what + why.map(w -> ": " + w).orElse("");
    int survivors = outcome.map(o -> o.survivors().size()).orElse(0);
    if (survivors > 0) {
      sentence +=
          "; "
              + Words.count(survivors, "file")
              + " that should have gone "
              + (survivors == 1 ? "is" : "are")
              + " still there";
    }
    int lost = outcome.map(o -> o.lost().size()).orElse(0);
    if (lost > 0) {
      sentence +=
          "; "
              + Words.count(lost, "file")
              + " that should have stayed "
              + (lost == 1 ? "has" : "have")
              + " gone: is another purge at work here?";
    }
    int notReached = outcome.map(o -> o.notReached().size()).orElse(0);
    if (notReached > 0) {
      sentence += "; stopped before " + Words.count(notReached, "file") + " that should go";
    }
    if (exit == ExitCode.DISK_PRESSURE) {
      sentence += "; a file system is still above " + options.failAbove().getAsInt() + "%";
    }
    return sentence;
  }

  private static Optional<String> reason(Retention retention) {
    if (retention instanceof Retention.KeepAll keep) {
      return Optional.of(keep.why());
    }
    return retention instanceof Retention.Refused refused
        ? Optional.of(refused.why())
        : Optional.empty();
  }

  private String amounts() {
    List<DataFile> files = files(gone());
    List<String> parts = new ArrayList<>();
    int snapshots = only(DataFile.Snapshot.class, files).size();
    int logs = only(DataFile.TxnLog.class, files).size();
    int temps = only(DataFile.SnapshotTemp.class, files).size();
    if (snapshots > 0) {
      parts.add(Words.count(snapshots, "snapshot"));
    }
    if (logs > 0) {
      parts.add(Words.count(logs, "txn log"));
    }
    if (temps > 0) {
      parts.add(Words.count(temps, "temporary file"));
    }
    return String.join(" and ", parts);
  }
}

package dev.snapkeeper.command;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.Printable;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.compare.Comparison;
import dev.snapkeeper.compare.Growth;
import dev.snapkeeper.compare.Keep;
import dev.snapkeeper.compare.Outline;
import dev.snapkeeper.compare.Side;
import dev.snapkeeper.compare.SnapshotDiff;
import dev.snapkeeper.compare.SnapshotFile;
import dev.snapkeeper.compare.Thresholds;
import dev.snapkeeper.compare.UnusableSnapshotException;
import dev.snapkeeper.datadir.DataDir;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.DirectoryException;
import dev.snapkeeper.options.CompareOptions;
import dev.snapkeeper.options.CompareOptions.Analysis;
import dev.snapkeeper.options.UsageException;
import dev.snapkeeper.options.VerifyMode;
import dev.snapkeeper.report.CompareJson;
import dev.snapkeeper.report.ComparePage;
import dev.snapkeeper.report.CompareReport;
import dev.snapkeeper.report.CompareText;
import dev.snapkeeper.report.Folded;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** {@code snapkeeper compare}: choose two snapshots, read both at once, report. */
public final class CompareCommand {
  private final CompareOptions options;
  private final Environment environment;
  private final Instant startedAt;
  private final List<String> warnings = new ArrayList<>();

  /**
   * What a run takes from the machine.
   *
   * @param version Snapkeeper's own
   * @param clock the time
   * @param stop whether a signal asked to stop
   * @param in what the user types
   */
  public record Environment(String version, Clock clock, StopSignal stop, InputStream in) {
    public Environment {
      requireNonNull(version);
      requireNonNull(clock);
      requireNonNull(stop);
      requireNonNull(in);
    }
  }

  private CompareCommand(CompareOptions options, Environment environment) {
    this.options = options;
    this.environment = environment;
    this.startedAt = environment.clock().instant();
  }

  /**
   * Runs the command.
   *
   * @param out where the report goes
   * @param err where warnings go
   * @return what the process is to exit with
   * @throws UsageException when the page cannot be written where it is wanted, or snappy's native
   *     library would be unpacked among ZooKeeper's files
   * @throws DirectoryException when there are no two snapshots that can be compared
   * @throws StopSignal.StoppedException when a signal asked to stop
   */
  public static ExitCode run(
      CompareOptions options, Environment environment, PrintStream out, PrintStream err)
      throws DirectoryException, UsageException {
    OffLimits offLimits = offLimits(options);
    NativeLibrary.keepOutOf(offLimits, List.of(Path.of("/dev/shm")));
    Optional<PageFile> page = Optional.empty();
    if (options.html().isPresent()) {
      page = Optional.of(PageFile.at(options.html().get(), offLimits));
    }
    CompareReport report = new CompareCommand(options, environment).compare(err);
    environment.stop().progress().end();
    if (page.isPresent()) {
      Optional<String> fault = page.get().write(ComparePage.of(report));
      report = fault.isPresent() ? report.withoutPage(fault.get()) : report;
    }
    warn(report.warnings(), err);
    switch (options.output()) {
      case TEXT -> CompareText.print(report, environment.in(), out);
      case JSON -> CompareJson.print(report, out);
      case FOLDED -> Folded.print(report.outline().orElseThrow(), true, out);
    }
    return report.exit();
  }

  private static OffLimits offLimits(CompareOptions options) {
    return options
        .dataDir()
        .map(dir -> OffLimits.of(dir, dir))
        .orElseGet(
            () ->
                OffLimits.around(
                    List.of(options.left().orElseThrow(), options.right().orElseThrow())));
  }

  private static void warn(List<String> warnings, PrintStream err) {
    warnings.forEach(warning -> Printable.tell(err, warning));
  }

  private CompareReport compare(PrintStream err) throws DirectoryException {
    return options.dataDir().isPresent()
        ? compareWithin(options.dataDir().get(), err)
        : compareFiles(
            SnapshotFile.of(options.left().orElseThrow()),
            SnapshotFile.of(options.right().orElseThrow()));
  }

  private CompareReport compareFiles(SnapshotFile left, SnapshotFile right)
      throws DirectoryException {
    try {
      return report(left, right, comparison().of(left, right, environment.stop()));
    } catch (UnusableSnapshotException e) {
      throw unusable(e.side() == Side.LEFT ? left : right, e);
    }
  }

  private DirectoryException unusable(SnapshotFile file, UnusableSnapshotException e) {
    return new DirectoryException(
        file.path(),
        e.getMessage()
            + (e.isOnlyUnproven()
                ? "; take another snapshot, or leave the proof out with --verify none"
                : "; take another snapshot"),
        e);
  }

  /** Takes the newest and the oldest, and moves on from what turns out to be of no use. */
  private CompareReport compareWithin(Path dataDir, PrintStream err) throws DirectoryException {
    DataDir dir = DataDir.open(dataDir, dataDir);
    List<Snapshot> newestFirst = dir.scan(startedAt).snapshots();
    List<Snapshot> oldestFirst = new ArrayList<>(newestFirst);
    Collections.reverse(oldestFirst);
    Deque<Snapshot> lefts = candidates(oldestFirst, options.left(), dir);
    Deque<Snapshot> rights = candidates(newestFirst, options.right(), dir);
    boolean bothNamed = options.left().isPresent() && options.right().isPresent();
    while (!lefts.isEmpty()
        && !rights.isEmpty()
        && (bothNamed || lefts.peek().zxid().isBefore(rights.peek().zxid()))) {
      SnapshotFile left = SnapshotFile.of(lefts.peek());
      SnapshotFile right = SnapshotFile.of(rights.peek());
      try {
        return report(left, right, comparison().of(left, right, environment.stop()));
      } catch (UnusableSnapshotException e) {
        boolean isLeft = e.side() == Side.LEFT;
        if ((isLeft ? options.left() : options.right()).isPresent()) {
          throw unusable(isLeft ? left : right, e);
        }
        Snapshot passedOver = (isLeft ? lefts : rights).remove();
        warnings.add(passedOver.path() + ": passed over, " + e.getMessage());
      }
    }
    environment.stop().progress().end();
    warn(warnings, err); // no report will tell of them
    throw new DirectoryException(
        dir.snapshots(),
        "no two sound snapshots of different zxids, so there is nothing to compare; take another"
            + " snapshot, or give two files with --left and --right");
  }

  private static Deque<Snapshot> candidates(
      List<Snapshot> snapshots, Optional<Path> name, DataDir dir) throws DirectoryException {
    if (name.isEmpty()) {
      return new ArrayDeque<>(snapshots);
    }
    Optional<Snapshot> named =
        snapshots.stream()
            .filter(snapshot -> snapshot.name().equals(name.get().toString()))
            .findFirst();
    return new ArrayDeque<>(
        List.of(
            named.orElseThrow(
                () ->
                    new DirectoryException(
                        dir.snapshots().resolve(name.get().toString()),
                        "no such snapshot; there is: "
                            + (snapshots.isEmpty()
                                ? "none"
                                : snapshots.stream()
                                    .limit(5)
                                    .map(Snapshot::name)
                                    .collect(Collectors.joining(", ")))))));
  }

  private Comparison comparison() {
    return new Comparison(
        this::keep,
        options.content() ? OptionalInt.of(options.places()) : OptionalInt.empty(),
        options.verify() == VerifyMode.NONE,
        options.analysis().isPresent());
  }

  private Keep keep() {
    return options.drawsTree() ? keepForText().or(Outline.keep()) : keepForText();
  }

  private Keep keepForText() {
    if (options.analysis().isEmpty()) {
      return Growth.keep(options.places());
    }
    Analysis analysis = options.analysis().get();
    if (analysis.debug() || analysis.interactive()) {
      return Keep.ALL;
    }
    Keep thresholds = new Thresholds(analysis.bytes(), analysis.nodes());
    return options.listsGrowth() ? thresholds.or(Growth.keep(options.places())) : thresholds;
  }

  private CompareReport report(SnapshotFile left, SnapshotFile right, SnapshotDiff diff) {
    return new CompareReport(
        environment.version(),
        options,
        startedAt,
        Duration.between(startedAt, environment.clock().instant()),
        left,
        right,
        diff,
        options.listsGrowth()
            ? Optional.of(Growth.of(diff.tree(), Growth.Measure.BYTES, options.places()))
            : Optional.empty(),
        options.listsGrowth()
            ? Optional.of(Growth.of(diff.tree(), Growth.Measure.ZNODES, options.places()))
            : Optional.empty(),
        options.drawsTree() ? Optional.of(Outline.of(diff.tree())) : Optional.empty(),
        warnings,
        options.exitCode() && diff.differ() ? ExitCode.DIFFERENT : ExitCode.OK);
  }
}

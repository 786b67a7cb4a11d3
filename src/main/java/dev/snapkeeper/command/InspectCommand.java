package dev.snapkeeper.command;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.Printable;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.DataDir;
import dev.snapkeeper.datadir.DataDirListing;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.DataFile.TxnLog;
import dev.snapkeeper.datadir.DirectoryException;
import dev.snapkeeper.inspect.DryRun;
import dev.snapkeeper.inspect.Inflow;
import dev.snapkeeper.inspect.Trees;
import dev.snapkeeper.options.InspectOptions;
import dev.snapkeeper.options.UsageException;
import dev.snapkeeper.options.VerifyMode;
import dev.snapkeeper.plan.PurgePlan;
import dev.snapkeeper.plan.PurgePlanner;
import dev.snapkeeper.plan.ShadowException;
import dev.snapkeeper.report.Folded;
import dev.snapkeeper.report.InspectJson;
import dev.snapkeeper.report.InspectPage;
import dev.snapkeeper.report.InspectReport;
import dev.snapkeeper.report.InspectText;
import dev.snapkeeper.snapshot.SnapshotJudge;
import dev.snapkeeper.snapshot.SnapshotVerifier;
import dev.snapkeeper.snapshot.TxnLogReader;
import dev.snapkeeper.snapshot.TxnLogSummary;
import dev.snapkeeper.snapshot.Verdict;
import dev.snapkeeper.snapshot.Verdicts;
import dev.snapkeeper.usage.FileSystemUsage;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code snapkeeper inspect}: scan, verify, plan a purge, read logs and trees, report. */
public final class InspectCommand {
  private final InspectOptions options;
  private final PurgeCommand.Environment environment;
  private final Instant startedAt;
  private final List<String> warnings;

  /** How much the trees are expected to take, which are read last. */
  private long expectedOfTrees;

  private InspectCommand(InspectOptions options, PurgeCommand.Environment environment) {
    this.options = options;
    this.environment = environment;
    this.startedAt = environment.clock().instant();
    this.warnings = new ArrayList<>(options.warnings());
  }

  /**
   * Runs the command. Nothing is written to ZooKeeper's directories, nor changed in them.
   *
   * @param out where the report goes
   * @param err where warnings go that the report has no room for
   * @return what the process is to exit with
   * @throws UsageException when the page cannot be written where it is wanted, or snappy's native
   *     library would be unpacked among ZooKeeper's files
   * @throws DirectoryException when a directory cannot be looked into
   * @throws StopSignal.StoppedException when a signal asked to stop
   */
  public static ExitCode run(
      InspectOptions options,
      PurgeCommand.Environment environment,
      PrintStream out,
      PrintStream err)
      throws DirectoryException, UsageException {
    OffLimits offLimits = OffLimits.of(options.dataDir(), options.dataLogDir());
    NativeLibrary.keepOutOf(offLimits, environment.shadowPlaces());
    Optional<PageFile> page = Optional.empty();
    if (options.html().isPresent()) {
      page = Optional.of(PageFile.at(options.html().get(), offLimits));
    }
    InspectReport report = new InspectCommand(options, environment).inspect();
    environment.stop().progress().end();
    if (page.isPresent()) {
      Optional<String> fault = page.get().write(InspectPage.of(report));
      report = fault.isPresent() ? report.withoutPage(fault.get()) : report;
    }
    switch (options.output()) {
      case TEXT -> out.print(InspectText.of(report));
      case JSON -> InspectJson.print(report, out);
      case FOLDED -> {
        report.warnings().forEach(warning -> Printable.tell(err, warning));
        report.trees().ifPresent(trees -> Folded.print(trees.outline().orElseThrow(), false, out));
      }
    }
    return report.exit();
  }

  /** The whole job, one line for each stage. */
  private InspectReport inspect() throws DirectoryException {
    DataDir dir = DataDir.open(options.dataDir(), options.dataLogDir());
    List<FileSystemUsage> disk = PurgeCommand.usage(dir, warnings);
    SnapshotJudge judge =
        SnapshotJudge.remembering(new SnapshotVerifier(options.verify(), environment.stop()));
    DataDirListing listing;
    Map<Path, Verdict> verdicts;
    DryRun dryRun;
    int attempts = 0;
    do {
      listing = dir.scan(startedAt);
      expectTrees(listing.snapshots());
      verdicts = verify(listing, judge);
      dryRun = plan(listing, judge);
    } while (isOutrun(dryRun) && ++attempts < PurgeCommand.ATTEMPTS);
    Map<Path, TxnLogSummary> logs = readLogs(listing);
    List<Snapshot> usable = usable(listing, verdicts);
    Inflow inflow = Inflow.of(listing, usable::contains, logs);
    Optional<Trees> trees = trees(usable);
    warnings.addAll(listing.warnings());
    if (!usable.isEmpty()
        && verdicts.values().stream().anyMatch(Verdict.Damaged.class::isInstance)) {
      warnings.add(
          "purge --delete-corrupt frees what damaged snapshots take, once unchanged for an hour");
    }
    return new InspectReport(
        environment.version(),
        options,
        startedAt,
        Duration.between(startedAt, environment.clock().instant()),
        disk,
        listing,
        verdicts,
        logs,
        dryRun,
        inflow,
        trees,
        warnings,
        ExitCode.OK);
  }

  private Map<Path, Verdict> verify(DataDirListing listing, SnapshotJudge judge) {
    return isVerifying() ? Verdicts.all(listing, judge) : Map.of();
  }

  private boolean isVerifying() {
    return options.verify() != VerifyMode.NONE;
  }

  /** What {@code purge --dry-run} would say, which looks at no more snapshots than it needs. */
  private DryRun plan(DataDirListing listing, SnapshotJudge judge) {
    if (options.dryRun().isEmpty()) {
      return new DryRun.Unknown("it depends on which snapshots are sound (--verify none)");
    }
    StopSignal stop = environment.stop();
    Verdicts verdicts = Verdicts.gather(listing, options.retain(), false, judge, stop);
    List<Path> places =
        OffLimits.of(options.dataDir(), options.dataLogDir()).outside(environment.shadowPlaces());
    try {
      return new DryRun.Planned(
          PurgePlanner.plan(options.dryRun().get(), listing, verdicts, places, stop));
    } catch (ShadowException e) {
      return new DryRun.Unknown(e.getMessage());
    }
  }

  private static boolean isOutrun(DryRun dryRun) {
    return dryRun.plan().map(PurgePlan::isOutrun).orElse(false);
  }

  private Map<Path, TxnLogSummary> readLogs(DataDirListing listing) {
    Map<Path, TxnLogSummary> logs = new HashMap<>();
    if (isVerifying()) {
      for (TxnLog log : listing.logs()) {
        logs.put(log.path(), TxnLogReader.summarise(log.path(), environment.stop()));
      }
    }
    return logs;
  }

  /** Newest first. */
  private List<Snapshot> usable(DataDirListing listing, Map<Path, Verdict> verdicts) {
    return listing.snapshots().stream()
        .filter(snapshot -> !isVerifying() || verdicts.get(snapshot.path()).counts())
        .toList();
  }

  private void expectTrees(List<Snapshot> snapshots) {
    long now = 0;
    if (!snapshots.isEmpty()) {
      now = snapshots.get(0).size();
      now += snapshots.size() > 1 ? snapshots.get(snapshots.size() - 1).size() : 0;
    }
    environment.stop().progress().expect(now - expectedOfTrees);
    expectedOfTrees = now;
  }

  private Optional<Trees> trees(List<Snapshot> usable) {
    expectTrees(List.of()); // whoever reads them tells how much it really is
    boolean proven = options.verify() == VerifyMode.FULL;
    return Trees.of(
        usable, proven, options.top(), options.drawsTree(), environment.stop(), warnings::add);
  }
}

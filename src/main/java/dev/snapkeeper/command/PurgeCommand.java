package dev.snapkeeper.command;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.Printable;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.DataDir;
import dev.snapkeeper.datadir.DataDirListing;
import dev.snapkeeper.datadir.DirectoryException;
import dev.snapkeeper.datadir.IoFault;
import dev.snapkeeper.options.Output;
import dev.snapkeeper.options.PurgeOptions;
import dev.snapkeeper.options.UsageException;
import dev.snapkeeper.plan.PurgePlan;
import dev.snapkeeper.plan.PurgePlanner;
import dev.snapkeeper.plan.Retention;
import dev.snapkeeper.plan.ShadowException;
import dev.snapkeeper.purge.PurgeOutcome;
import dev.snapkeeper.purge.Purger;
import dev.snapkeeper.report.JsonReport;
import dev.snapkeeper.report.PurgeReport;
import dev.snapkeeper.report.TextReport;
import dev.snapkeeper.snapshot.SnapshotVerifier;
import dev.snapkeeper.snapshot.SnapshotVerifier.Memory;
import dev.snapkeeper.snapshot.Verdicts;
import dev.snapkeeper.usage.DiskUsage;
import dev.snapkeeper.usage.FileSystemUsage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code snapkeeper purge}: scan, verify, plan, delete, look again, report. */
public final class PurgeCommand {
  /** Another purge ends some time; a file system that lists files which are not there does not. */
  static final int ATTEMPTS = 5;

  private final PurgeOptions options;
  private final Environment environment;
  private final OffLimits offLimits;
  private final Instant startedAt;
  private final List<String> warnings = new ArrayList<>();

  private List<FileSystemUsage> before = List.of();
  private List<FileSystemUsage> after = List.of();
  private PurgePlan plan;
  private PurgeOutcome outcome;

  /**
   * What a run takes from the machine.
   *
   * @param version Snapkeeper's own
   * @param clock the time
   * @param stop whether a signal asked to stop
   * @param shadowPlaces directories to try in turn for the few small files that planning needs
   */
  public record Environment(String version, Clock clock, StopSignal stop, List<Path> shadowPlaces) {
    public Environment {
      requireNonNull(version);
      requireNonNull(clock);
      requireNonNull(stop);
      shadowPlaces = List.copyOf(shadowPlaces);
    }
  }

  private PurgeCommand(PurgeOptions options, Environment environment, OffLimits offLimits) {
    this.offLimits = offLimits;
    this.options = options;
    this.environment = environment;
    this.startedAt = environment.clock().instant();
  }

  /**
   * Runs the command.
   *
   * @param out where the report goes
   * @param err where a message goes if the run fails
   * @return what the process is to exit with
   * @throws UsageException when --termination-log or --metrics-file would overwrite a file of
   *     ZooKeeper's, or snappy's native library would be unpacked among them; nothing was done then
   */
  public static ExitCode run(
      PurgeOptions options, Environment environment, PrintStream out, PrintStream err)
      throws UsageException {
    OffLimits offLimits = OffLimits.of(options.dataDir(), options.dataLogDir());
    Optional<TerminationLog> summary = Optional.empty();
    if (options.terminationLog().isPresent()) {
      summary = Optional.of(TerminationLog.at(options.terminationLog().get(), offLimits));
    }
    NativeLibrary.keepOutOf(offLimits, environment.shadowPlaces());
    MetricsOutput metrics = new MetricsOutput(options.metrics(), offLimits);
    PurgeReport report = new PurgeCommand(options, environment, offLimits).run(metrics);
    report = report.warned(metrics.publish(report, environment.stop()));
    if (report.exit() != ExitCode.OK) {
      // cron and Kubernetes show stderr where stdout went to a file
      Printable.tell(err, report.failure().orElseGet(report::headline));
    }
    String text = TextReport.of(report);
    out.print(options.output() == Output.JSON ? JsonReport.of(report) : text);
    summary.ifPresent(log -> log.write(text));
    return report.exit();
  }

  private PurgeReport run(MetricsOutput metrics) {
    try {
      purge();
      return report(exitCode(), Optional.empty());
    } catch (DirectoryException | ShadowException | StopSignal.StoppedException e) {
      environment.stop().progress().end();
      Trouble trouble = Trouble.of(e, environment.stop());
      return report(
          trouble.exit(),
          Optional.of(
              e instanceof StopSignal.StoppedException
                  ? trouble.message() + " before anything was deleted"
                  : trouble.message()));
    } catch (RuntimeException | Error e) {
      environment.stop().progress().end();
      // no report will tell of it, but whoever watches the exit code has to hear of this one too
      Trouble trouble = Trouble.of(e, environment.stop());
      metrics.publish(report(trouble.exit(), Optional.of(trouble.message())), environment.stop());
      throw e;
    }
  }

  /** The whole job, one line for each stage. */
  private void purge() throws DirectoryException, ShadowException {
    DataDir dir = DataDir.open(options.dataDir(), options.dataLogDir());
    dir.requireWritable();
    before = usage(dir, warnings);
    int attempts = 0;
    do {
      DataDirListing listing = dir.scan(startedAt);
      Verdicts verdicts = verify(listing);
      plan =
          PurgePlanner.plan(
              options,
              listing,
              verdicts,
              offLimits.outside(environment.shadowPlaces()),
              environment.stop());
    } while (plan.isOutrun() && ++attempts < ATTEMPTS);
    environment.stop().progress().end();
    warnings.addAll(plan.warnings());
    if (!options.dryRun()) {
      outcome = Purger.carryOut(plan, environment.stop(), environment.clock());
      after = usage(dir, warnings);
    }
  }

  private Verdicts verify(DataDirListing listing) {
    if (!options.rememberVerified()) {
      return verify(listing, Memory.NONE);
    }
    Verdicts verdicts = verify(listing, options.dryRun() ? Memory.RECALL : Memory.KEEP);
    // a disk that has damaged one snapshot may have damaged what an earlier run has read
    return options.deleteCorrupt() && verdicts.hasDamaged()
        ? verify(listing, options.dryRun() ? Memory.NONE : Memory.RENEW)
        : verdicts;
  }

  private Verdicts verify(DataDirListing listing, Memory memory) {
    SnapshotVerifier verifier = new SnapshotVerifier(options.verify(), memory, environment.stop());
    return Verdicts.gather(
        listing, options.retain(), options.deleteCorrupt(), verifier, environment.stop());
  }

  /** The file systems' figures; where they cannot be had, that is one more warning. */
  static List<FileSystemUsage> usage(DataDir dir, List<String> warnings) {
    try {
      return DiskUsage.of(List.of(dir.snapshots(), dir.logs()));
    } catch (IOException e) {
      warnings.add("the disk's usage is not known: " + IoFault.describe(e));
      return List.of();
    }
  }

  private ExitCode exitCode() {
    Optional<ExitCode> signal = environment.stop().raised();
    if (signal.isPresent()) {
      return signal.get();
    }
    ExitCode code = ExitCode.OK;
    if (plan.retention() instanceof Retention.Refused) {
      code = code.and(ExitCode.REFUSED);
    }
    if (outcome != null) {
      if (outcome.rescanFault().isPresent()) {
        code = code.and(outcome.hasRemoved() ? ExitCode.INCOMPLETE : ExitCode.DIRECTORY);
      }
      if (!outcome.survivors().isEmpty() || !outcome.lost().isEmpty()) {
        code = code.and(ExitCode.INCOMPLETE);
      }
      if (isUnderPressure()) {
        code = code.and(ExitCode.DISK_PRESSURE);
      }
    }
    return code;
  }

  private boolean isUnderPressure() {
    return options.failAbove().isPresent()
        && after.stream().anyMatch(row -> row.percent() > options.failAbove().getAsInt());
  }

  private PurgeReport report(ExitCode exit, Optional<String> failure) {
    return new PurgeReport(
        environment.version(),
        options,
        startedAt,
        Duration.between(startedAt, environment.clock().instant()),
        before,
        after,
        Optional.ofNullable(plan),
        Optional.ofNullable(outcome),
        failure.or(() -> Optional.ofNullable(outcome).flatMap(PurgeOutcome::rescanFault)),
        warnings,
        exit);
  }
}

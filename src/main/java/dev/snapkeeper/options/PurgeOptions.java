package dev.snapkeeper.options;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The options of {@code snapkeeper purge}, complete and consistent.
 *
 * @param dataDir the parent of the {@code version-2} that holds the snapshots
 * @param dataLogDir the parent of the {@code version-2} that holds the txn logs
 * @param retain how many snapshots to keep, at least {@link #MIN_RETAIN}
 * @param dryRun whether to stop short of deleting
 * @param verify how a snapshot is proven restorable
 * @param rememberVerified whether the proof that a snapshot is sound is kept for the next run
 * @param deleteCorrupt whether snapshots that are proven damaged may go as well
 * @param trustZxidOrder whether to go by zxid even where the files' times contradict it
 * @param failAbove a file system's use in percent above which the run ends with a status of its own
 * @param output the form of the report
 * @param terminationLog where to leave a short summary, for Kubernetes to show
 * @param metrics whom to tell in Prometheus' terms
 * @param verbose whether each file is listed, and libraries are heard
 * @param warnings what the configuration file gave reason to warn of
 */
public record PurgeOptions(
    Path dataDir,
    Path dataLogDir,
    int retain,
    boolean dryRun,
    VerifyMode verify,
    boolean rememberVerified,
    boolean deleteCorrupt,
    boolean trustZxidOrder,
    OptionalInt failAbove,
    Output output,
    Optional<Path> terminationLog,
    MetricsOptions metrics,
    boolean verbose,
    List<String> warnings) {

  /** The least that ZooKeeper's own purge accepts ({@code PurgeTxnLog.purge}). */
  public static final int MIN_RETAIN = 3;

  public PurgeOptions {
    requireNonNull(dataDir);
    requireNonNull(dataLogDir);
    if (retain < MIN_RETAIN) {
      throw new IllegalArgumentException("retain " + retain);
    }
    if (requireNonNull(verify) == VerifyMode.NONE) {
      throw new IllegalArgumentException("verify " + verify);
    }
    requireNonNull(failAbove);
    requireNonNull(output);
    requireNonNull(terminationLog);
    requireNonNull(metrics);
    warnings = List.copyOf(warnings);
  }
}

package dev.snapkeeper.report;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.compare.Growth;
import dev.snapkeeper.compare.SnapshotDiff;
import dev.snapkeeper.compare.SnapshotFile;
import dev.snapkeeper.options.CompareOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that there is to tell of a run of {@code compare}.
 *
 * @param version Snapkeeper's own
 * @param options what was asked for
 * @param startedAt when the run began
 * @param took how long it lasted until the report
 * @param left the left snapshot
 * @param right the right snapshot
 * @param diff what came of comparing them
 * @param bytes where the data grew, where that was asked for
 * @param znodes where the number of znodes grew, where that was asked for
 * @param warnings what somebody should know
 * @param exit what the process exits with
 */
public record CompareReport(
    String version,
    CompareOptions options,
    Instant startedAt,
    Duration took,
    SnapshotFile left,
    SnapshotFile right,
    SnapshotDiff diff,
    Optional<Growth> bytes,
    Optional<Growth> znodes,
    List<String> warnings,
    ExitCode exit) {

  /** Below this no rate is given: it would say more of the clock than of the growth. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  public CompareReport {
    requireNonNull(version);
    requireNonNull(options);
    requireNonNull(startedAt);
    requireNonNull(took);
    requireNonNull(left);
    requireNonNull(right);
    requireNonNull(diff);
    requireNonNull(bytes);
    requireNonNull(znodes);
    warnings = List.copyOf(warnings);
    requireNonNull(exit);
  }

  /** From the one snapshot's time to the other's, by their files; empty where that is no time. */
  Optional<Duration> elapsed() {
    Duration elapsed = Duration.between(left.modified(), right.modified());
    return elapsed.compareTo(SHORTEST) < 0 ? Optional.empty() : Optional.of(elapsed);
  }

  /** What so much growth makes in an hour, rounded towards zero; empty where no time passed. */
  Optional<Long> perHour(long growth) {
    return elapsed().map(elapsed -> (long) (growth * (3_600_000.0 / elapsed.toMillis())));
  }

  long bytesGrowth() {
    return diff.right().bytes() - diff.left().bytes();
  }

  long znodesGrowth() {
    return diff.right().summary().znodes() - diff.left().summary().znodes();
  }

  /** The answer in one line. */
  String headline() {
    if (!diff.differ()) {
      return "both hold "
          + Words.count(diff.right().summary().znodes(), "znode")
          + (diff.content().isPresent()
              ? " with the same data, ACLs, owners and versions"
              : " with data of the same lengths (what it says was not compared, see --content)");
    }
    return Sizes.signed(bytesGrowth())
        + " of data and "
        + Words.signed(znodesGrowth())
        + (Math.abs(znodesGrowth()) == 1 ? " znode" : " znodes")
        + elapsed()
            .map(
                elapsed ->
                    " in "
                        + Words.span(elapsed)
                        + ", or "
                        + Sizes.signed(perHour(bytesGrowth()).orElseThrow())
                        + " and "
                        + Words.signed(perHour(znodesGrowth()).orElseThrow())
                        + " an hour")
            .orElse("");
  }
}

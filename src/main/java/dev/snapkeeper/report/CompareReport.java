package dev.snapkeeper.report;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.compare.Growth;
import dev.snapkeeper.compare.Outline;
import dev.snapkeeper.compare.SnapshotDiff;
import dev.snapkeeper.compare.SnapshotFile;
import dev.snapkeeper.options.CompareOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
 * @param outline the tree in few boxes, where it is to be drawn
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
    Optional<Outline> outline,
    List<String> warnings,
    ExitCode exit) {

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
    requireNonNull(outline);
    warnings = List.copyOf(warnings);
    requireNonNull(exit);
  }

  /** The same, of a run whose page could not be written. */
  public CompareReport withoutPage(String fault) {
    return new CompareReport(
        version,
        options,
        startedAt,
        took,
        left,
        right,
        diff,
        bytes,
        znodes,
        outline,
        Stream.concat(warnings.stream(), Stream.of(fault)).toList(),
        exit.and(ExitCode.FAILURE));
  }

  /** How fast the tree grew. */
  Pace pace() {
    return Pace.between(left, right, Pace.Per.HOUR);
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
        + pace()
            .elapsed()
            .map(
                elapsed ->
                    " in "
                        + Words.span(elapsed)
                        + ", or "
                        + Sizes.signed(pace().of(bytesGrowth()).orElseThrow())
                        + " and "
                        + Words.signed(pace().of(znodesGrowth()).orElseThrow())
                        + " an hour")
            .orElse("");
  }
}

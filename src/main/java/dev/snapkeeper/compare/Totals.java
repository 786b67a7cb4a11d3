package dev.snapkeeper.compare;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.snapshot.SnapshotSummary;
import java.util.List;

/**
 * What one side holds.
 *
 * @param summary what its reader counted
 * @param bytes data of all znodes, in bytes
 * @param znodesAtDepth how many znodes lie at each depth; the root alone at depth 0
 */
public record Totals(SnapshotSummary summary, long bytes, List<Long> znodesAtDepth) {
  public Totals {
    requireNonNull(summary);
    znodesAtDepth = List.copyOf(znodesAtDepth);
  }
}

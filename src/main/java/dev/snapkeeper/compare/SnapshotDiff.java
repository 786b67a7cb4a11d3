package dev.snapkeeper.compare;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What came of comparing two snapshots.
 *
 * @param left what the left snapshot holds
 * @param right what the right snapshot holds
 * @param tree the nodes that were wanted
 * @param differ whether a znode is in one snapshot only, or has data of another length; where
 *     content was compared, also whether any of it changed
 * @param content what changed besides lengths, where that was asked for
 */
public record SnapshotDiff(
    Totals left, Totals right, DiffTree tree, boolean differ, Optional<ContentChanges> content) {
  public SnapshotDiff {
    requireNonNull(left);
    requireNonNull(right);
    requireNonNull(tree);
    requireNonNull(content);
  }
}

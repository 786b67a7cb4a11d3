/**
 * Compares two snapshots in one pass over each.
 *
 * <p>{@link dev.snapkeeper.compare.Comparison} opens both, {@link
 * dev.snapkeeper.compare.SnapshotMerge} reads them in lock step into a {@link
 * dev.snapkeeper.compare.DiffTree}, which drops what {@link dev.snapkeeper.compare.Keep} does not
 * want; {@link dev.snapkeeper.compare.Growth} finds in it where the tree grew. A single snapshot
 * can be taken for growth from nothing, which shows where it is big.
 */
package dev.snapkeeper.compare;

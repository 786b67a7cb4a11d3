package dev.snapkeeper.compare;

import static dev.snapkeeper.compare.Side.LEFT;
import static dev.snapkeeper.compare.Side.RIGHT;

/**
 * Wants what differs by more than so much, by the rule of ZooKeeper's SnapshotComparer: for a znode
 * of one side only its subtree's bytes and its descendants count, for one of both sides their
 * differences.
 *
 * @param bytes how many bytes are not worth showing
 * @param nodes how many descendants are not worth showing
 */
public record Thresholds(int bytes, int nodes) implements Keep {
  @Override
  public boolean wants(DiffTree tree, int node) {
    if (tree.isIn(LEFT, node) && tree.isIn(RIGHT, node)) {
      return Math.abs(tree.bytesGrowth(node)) > bytes || Math.abs(tree.belowGrowth(node)) > nodes;
    }
    Side side = tree.isIn(LEFT, node) ? LEFT : RIGHT;
    return tree.bytes(side, node) > bytes || tree.below(side, node) > nodes;
  }
}

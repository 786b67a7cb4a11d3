package dev.snapkeeper.compare;

/**
 * Which nodes of two snapshots' trees somebody wants to see. The others are dropped as soon as both
 * snapshots have been read past them; that is what keeps memory small.
 */
public interface Keep {
  /** Every node. */
  Keep ALL = (tree, node) -> true;

  /**
   * Whether a node is wanted. Is asked once for each node, when both sides' figures are complete,
   * and again of kept nodes that have no kept children when there are many of them; by then the
   * answer may have become no, but never yes.
   */
  boolean wants(DiffTree tree, int node);

  /** What either wants. Both are always asked. */
  default Keep or(Keep other) {
    return (tree, node) -> {
      boolean wanted = wants(tree, node);
      return other.wants(tree, node) || wanted;
    };
  }
}

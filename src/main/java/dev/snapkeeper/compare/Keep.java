package dev.snapkeeper.compare;

/**
 * Which nodes of two snapshots' trees somebody wants to see. The others are dropped as soon as both
 * snapshots have been read past them; that is what keeps memory small.
 */
public interface Keep {
  /** Every node. */
  Keep ALL = (tree, node) -> true;

  /**
   * Whether a node is wanted. Is asked once for each node, when both sides' figures are complete;
   * those of its parent may not be.
   */
  boolean wants(DiffTree tree, int node);

  /**
   * Whether a node is wanted that was so when it was complete, now that more is known. Is asked now
   * and then, of kept nodes without kept children; the answer may have become no, but never yes.
   */
  default boolean stillWants(DiffTree tree, int node) {
    return wants(tree, node);
  }

  /** A round of {@link #stillWants} begins. */
  default void lookAgain() {}

  /**
   * Whether it is wanted how much data each node has itself, besides what its subtree has. That
   * takes eight bytes more for each.
   */
  default boolean ownBytes() {
    return false;
  }

  /** What either wants. Both are always asked. */
  default Keep or(Keep other) {
    Keep one = this;
    return new Keep() {
      @Override
      public boolean wants(DiffTree tree, int node) {
        boolean wanted = one.wants(tree, node);
        return other.wants(tree, node) || wanted;
      }

      @Override
      public boolean stillWants(DiffTree tree, int node) {
        return one.stillWants(tree, node) || other.stillWants(tree, node);
      }

      @Override
      public boolean ownBytes() {
        return one.ownBytes() || other.ownBytes();
      }

      @Override
      public void lookAgain() {
        one.lookAgain();
        other.lookAgain();
      }
    };
  }
}

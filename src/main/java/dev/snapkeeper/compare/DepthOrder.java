package dev.snapkeeper.compare;

import static dev.snapkeeper.compare.DiffTree.NONE;

import java.util.Arrays;

/**
 * A tree's nodes depth by depth, each depth in the order of the full path's bytes. ZooKeeper's
 * SnapshotComparer sorts by {@code String.compareTo}, which is the same for every path that a
 * server accepts: it refuses the characters that would tell the two orders apart ({@code
 * PathUtils.validatePath}).
 */
public final class DepthOrder {
  private final DiffTree tree;

  /** The depth at hand, sorted as directories: the order in which its children have to come. */
  private int[] directories;

  private int[] nodes;

  /** Begins at the root. */
  public DepthOrder(DiffTree tree) {
    this.tree = tree;
    this.directories = new int[] {tree.root()};
    this.nodes = directories;
  }

  /** The nodes at this depth; none below the deepest. */
  public int[] nodes() {
    return nodes.clone();
  }

  /** Goes one deeper. */
  public void descend() {
    int[] asNames = new int[Math.max(16, directories.length)];
    int[] asDirectories = asNames.clone();
    int count = 0;
    for (int parent : directories) {
      int[] children = children(tree, parent, false);
      int[] sorted = children(tree, parent, true);
      if (asNames.length - count < children.length) {
        int length = Math.max(2 * asNames.length, count + children.length);
        asNames = Arrays.copyOf(asNames, length);
        asDirectories = Arrays.copyOf(asDirectories, length);
      }
      System.arraycopy(children, 0, asNames, count, children.length);
      System.arraycopy(sorted, 0, asDirectories, count, children.length);
      count += children.length;
    }
    nodes = Arrays.copyOf(asNames, count);
    directories = Arrays.copyOf(asDirectories, count);
  }

  /** A node's children in the order of their names. */
  public static int[] children(DiffTree tree, int node) {
    return children(tree, node, false);
  }

  private static int[] children(DiffTree tree, int node, boolean asDirectories) {
    int count = 0;
    for (int child = tree.firstChild(node); child != NONE; child = tree.nextSibling(child)) {
      count++;
    }
    Integer[] children = new Integer[count];
    int at = 0;
    for (int child = tree.firstChild(node); child != NONE; child = tree.nextSibling(child)) {
      children[at++] = child;
    }
    Arrays.sort(children, (a, b) -> tree.compareNames(a, b, asDirectories));
    return Arrays.stream(children).mapToInt(Integer::intValue).toArray();
  }
}

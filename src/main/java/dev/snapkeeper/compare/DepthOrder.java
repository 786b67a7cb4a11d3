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
    int[] below = new int[Math.max(16, directories.length)];
    int[] belowAsDirectories = below.clone();
    int count = 0;
    for (int parent : directories) {
      Integer[] children = children(tree, parent);
      if (below.length - count < children.length) {
        int length = Math.max(2 * below.length, count + children.length);
        below = Arrays.copyOf(below, length);
        belowAsDirectories = Arrays.copyOf(belowAsDirectories, length);
      }
      count = copy(children, below, count);
      if (isDifferentAsDirectories(children)) {
        Arrays.sort(children, (a, b) -> tree.compareNames(a, b, true));
      }
      copy(children, belowAsDirectories, count - children.length);
    }
    nodes = Arrays.copyOf(below, count);
    directories = Arrays.copyOf(belowAsDirectories, count);
  }

  /** Only a name that the next one begins with can change its place when a slash is put behind. */
  private boolean isDifferentAsDirectories(Integer[] sorted) {
    for (int i = 1; i < sorted.length; i++) {
      if (tree.compareNames(sorted[i - 1], sorted[i], true) > 0) {
        return true;
      }
    }
    return false;
  }

  private static int copy(Integer[] from, int[] to, int offset) {
    int at = offset;
    for (int node : from) {
      to[at++] = node;
    }
    return at;
  }

  /** A node's children in the order of their names. */
  public static int[] childrenOf(DiffTree tree, int node) {
    Integer[] children = children(tree, node);
    int[] nodes = new int[children.length];
    copy(children, nodes, 0);
    return nodes;
  }

  private static Integer[] children(DiffTree tree, int node) {
    int count = 0;
    for (int child = tree.firstChild(node); child != NONE; child = tree.nextSibling(child)) {
      count++;
    }
    Integer[] children = new Integer[count];
    for (int child = tree.firstChild(node); child != NONE; child = tree.nextSibling(child)) {
      children[--count] = child;
    }
    if (children.length > 1) {
      Arrays.sort(children, (a, b) -> tree.compareNames(a, b, false));
    }
    return children;
  }
}

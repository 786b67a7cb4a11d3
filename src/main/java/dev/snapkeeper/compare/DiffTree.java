package dev.snapkeeper.compare;

import static dev.snapkeeper.compare.Side.LEFT;
import static dev.snapkeeper.compare.Side.RIGHT;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Two snapshots' trees laid upon each other: a znode that is in both is one node here. Of each it
 * holds the name, and for either side how many bytes of data its subtree has and how many
 * descendants. Nodes are numbers, and all that is known of them lies in arrays: some 70 bytes a
 * node.
 *
 * <p>While snapshots are compared the tree also holds what waits for the other side; afterwards
 * only what {@link Keep} wanted, and its ancestors. What was dropped is still contained in the
 * figures of its ancestors.
 */
public final class DiffTree {
  /** No node: behind the last sibling, below a node without children, above the root. */
  public static final int NONE = -1;

  // Fields of a node, in ints.
  private static final int PARENT = 0;
  private static final int NAME = 1;
  private static final int FIRST_CHILD = 2;
  private static final int PREVIOUS = 3;
  private static final int NEXT = 4;
  private static final int BELOW = 5; // for the left, then for the right
  private static final int FLAGS = 7;
  private static final int HASH = 8;
  private static final int CHAIN = 9;
  private static final int INTS = 10;

  // Flags; the first two kinds come once for the left, and shifted by one for the right.
  private static final int PRESENT = 1;
  private static final int DONE = 1 << 2;
  private static final int LINKED = 1 << 4;
  private static final int INDEXED = 1 << 5;
  private static final int KEPT = 1 << 6;

  private static final int PAGE_BITS = 10;
  private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;

  private int[][] ints = new int[4][];
  private long[][] bytes = new long[4][];
  private final NamePool names = new NamePool();

  /** Bytes of data in the nodes themselves, for either side; null where nobody wants them. */
  private int[][] ownBytes;

  /** Digests and such of nodes that wait for the other side; null where nobody wants them. */
  private long[][] stats;

  /** Fields of {@link #stats} for each node. */
  static final int STATS = 5;

  private int used;
  private int freed = NONE;
  private int kept;

  private final long seed = ThreadLocalRandom.current().nextLong();
  private int[] heads = new int[1 << 10];
  private int indexed;

  /**
   * Makes an empty tree.
   *
   * @param withStats whether {@link #setStat} is called
   * @param withOwnBytes whether {@link #ownBytes(Side, int)} is called
   */
  DiffTree(boolean withStats, boolean withOwnBytes) {
    ownBytes = withOwnBytes ? new int[4][] : null;
    stats = withStats ? new long[4][] : null;
    Arrays.fill(heads, NONE);
  }

  // What a reader of the finished tree wants.

  /** The root, which every snapshot has. */
  public int root() {
    return 0;
  }

  /** The parent, or {@link #NONE}. */
  public int parent(int node) {
    return get(node, PARENT);
  }

  /** Some child, or {@link #NONE}. */
  public int firstChild(int node) {
    return get(node, FIRST_CHILD);
  }

  /** The next sibling, or {@link #NONE}. Siblings come in no particular order. */
  public int nextSibling(int node) {
    return get(node, NEXT);
  }

  /** Whether a side has this znode. */
  public boolean isIn(Side side, int node) {
    return has(node, PRESENT << side.index);
  }

  /** How many bytes of data a side has in the znode and all below it; 0 where it is not there. */
  public long bytes(Side side, int node) {
    return bytes[node >>> PAGE_BITS][(node & PAGE_MASK) * 2 + side.index];
  }

  /**
   * How many bytes of data a side has in the znode itself; 0 where it is not there. Only where
   * {@link Keep#ownBytes} asked for it.
   */
  int ownBytes(Side side, int node) {
    return ownBytes[node >>> PAGE_BITS][(node & PAGE_MASK) * 2 + side.index];
  }

  /** How many znodes a side has below this one. */
  public int below(Side side, int node) {
    return get(node, BELOW + side.index);
  }

  /** By how many bytes the subtree grew from left to right; negative where it shrank. */
  public long bytesGrowth(int node) {
    return bytes(RIGHT, node) - bytes(LEFT, node);
  }

  /** By how many descendants the znode grew from left to right. */
  public long belowGrowth(int node) {
    return (long) below(RIGHT, node) - below(LEFT, node);
  }

  /** How many nodes the tree holds. */
  public int size() {
    return kept;
  }

  /**
   * How many nodes the tree held at once at most, those that waited for the other side included.
   */
  int mostEver() {
    return used;
  }

  /** The znode's own name; empty for the root. */
  public String name(int node) {
    int name = get(node, NAME);
    return new String(
        names.bytes(name), names.offset(name), names.length(name), StandardCharsets.UTF_8);
  }

  /** The path in UTF-8; empty for the root, as snapshots have it. */
  public byte[] path(int node) {
    int length = 0;
    for (int at = node; at != root(); at = parent(at)) {
      length += 1 + names.length(get(at, NAME));
    }
    byte[] path = new byte[length];
    for (int at = node; at != root(); at = parent(at)) {
      int name = get(at, NAME);
      length -= names.length(name);
      System.arraycopy(names.bytes(name), names.offset(name), path, length, names.length(name));
      path[--length] = '/';
    }
    return path;
  }

  /**
   * The node of a path, or {@link #NONE} when the tree holds none.
   *
   * @param path such as {@code /a/b}; empty for the root
   */
  public int find(byte[] path) {
    int node = root();
    for (int at = 0; at < path.length && node != NONE; ) {
      if (path[at] != '/') {
        return NONE;
      }
      int end = at + 1;
      while (end < path.length && path[end] != '/') {
        end++;
      }
      node = child(node, path, at + 1, end - at - 1);
      at = end;
    }
    return node;
  }

  private int child(int node, byte[] path, int offset, int length) {
    int child = firstChild(node);
    while (child != NONE && !names.equals(get(child, NAME), path, offset, length)) {
      child = nextSibling(child);
    }
    return child;
  }

  /**
   * Compares siblings' names byte by byte.
   *
   * @param asDirectories whether a slash is thought behind each, which is how paths that go on are
   *     sorted: {@code /a-b/x} comes before {@code /a/x}, but {@code /a} before {@code /a-b}
   */
  int compareNames(int node, int other, boolean asDirectories) {
    int left = get(node, NAME);
    int right = get(other, NAME);
    byte[] leftBytes = names.bytes(left);
    byte[] rightBytes = names.bytes(right);
    int leftAt = names.offset(left);
    int rightAt = names.offset(right);
    int leftEnd = leftAt + names.length(left);
    int rightEnd = rightAt + names.length(right);
    int result = Arrays.compareUnsigned(leftBytes, leftAt, leftEnd, rightBytes, rightAt, rightEnd);
    int shorter = Math.min(leftEnd - leftAt, rightEnd - rightAt);
    if (!asDirectories
        || leftEnd - leftAt == rightEnd - rightAt
        || !Arrays.equals(
            leftBytes, leftAt, leftAt + shorter, rightBytes, rightAt, rightAt + shorter)) {
      return result;
    }
    return leftEnd - leftAt < rightEnd - rightAt
        ? '/' - (rightBytes[rightAt + shorter] & 0xff)
        : (leftBytes[leftAt + shorter] & 0xff) - '/';
  }

  /** Is called for every node of a tree, for children before their parent. */
  public interface Visitor {
    /** The node's children come next. */
    void enter(int node, int depth);

    /** All of the node's children were left. */
    void leave(int node, int depth);
  }

  /** Walks the whole tree, without recursion: trees may be tens of thousands of levels deep. */
  public void walk(Visitor visitor) {
    walk(root(), visitor);
  }

  /** Walks a subtree; what is left may be dropped. */
  void walk(int start, Visitor visitor) {
    int node = start;
    int depth = 0;
    visitor.enter(node, depth);
    while (true) {
      int next = firstChild(node);
      while (next == NONE) {
        int parent = parent(node);
        next = node == start ? NONE : nextSibling(node);
        visitor.leave(node, depth);
        if (depth-- == 0) {
          return;
        }
        node = parent;
      }
      node = next;
      visitor.enter(node, ++depth);
    }
  }

  // What builds the tree.

  /** Makes a node that is linked to nothing but its parent. */
  int add(int parent, byte[] path, int nameOffset, int nameLength) {
    int node = freed;
    if (node == NONE) {
      node = used++;
      int page = node >>> PAGE_BITS;
      if (page == ints.length) {
        ints = Arrays.copyOf(ints, 2 * page);
        bytes = Arrays.copyOf(bytes, 2 * page);
        ownBytes = ownBytes == null ? null : Arrays.copyOf(ownBytes, 2 * page);
        stats = stats == null ? null : Arrays.copyOf(stats, 2 * page);
      }
      if (ints[page] == null) {
        ints[page] = new int[INTS << PAGE_BITS];
        bytes[page] = new long[2 << PAGE_BITS];
        if (ownBytes != null) {
          ownBytes[page] = new int[2 << PAGE_BITS];
        }
        if (stats != null) {
          stats[page] = new long[STATS << PAGE_BITS];
        }
      }
    } else {
      freed = get(node, NEXT);
    }
    int[] page = ints[node >>> PAGE_BITS];
    int at = (node & PAGE_MASK) * INTS;
    page[at + PARENT] = parent;
    page[at + NAME] = names.add(path, nameOffset, nameLength);
    page[at + FIRST_CHILD] = NONE;
    page[at + PREVIOUS] = NONE;
    page[at + NEXT] = NONE;
    page[at + BELOW] = 0;
    page[at + BELOW + 1] = 0;
    page[at + FLAGS] = 0;
    long[] sums = bytes[node >>> PAGE_BITS];
    sums[(node & PAGE_MASK) * 2] = 0;
    sums[(node & PAGE_MASK) * 2 + 1] = 0;
    if (ownBytes != null) {
      ownBytes[node >>> PAGE_BITS][(node & PAGE_MASK) * 2] = 0;
      ownBytes[node >>> PAGE_BITS][(node & PAGE_MASK) * 2 + 1] = 0;
    }
    return node;
  }

  /** A side comes upon the node. */
  void setPresent(Side side, int node, int dataLength) {
    set(node, PRESENT << side.index);
    if (ownBytes != null) {
      ownBytes[node >>> PAGE_BITS][(node & PAGE_MASK) * 2 + side.index] = dataLength;
    }
    bytes[node >>> PAGE_BITS][(node & PAGE_MASK) * 2 + side.index] += dataLength;
  }

  /** A side has left the node, and its figures are complete: now they belong to the parent too. */
  void addToParent(Side side, int node) {
    int parent = parent(node);
    if (parent != NONE) {
      bytes[parent >>> PAGE_BITS][(parent & PAGE_MASK) * 2 + side.index] += bytes(side, node);
      ints[parent >>> PAGE_BITS][(parent & PAGE_MASK) * INTS + BELOW + side.index] +=
          below(side, node) + 1;
    }
  }

  /** Marks that a side will not come upon the node any more, nor upon anything below it. */
  void setDone(Side side, int node) {
    set(node, DONE << side.index);
  }

  /** Whether a side will not come upon the node any more. */
  boolean isDone(Side side, int node) {
    return has(node, DONE << side.index);
  }

  /** Whether the node is complete and wanted, or has such nodes below it. */
  boolean isKept(int node) {
    return has(node, KEPT);
  }

  /** Makes the node one of its parent's children, where it is not yet. */
  void link(int node) {
    int parent = parent(node);
    if (has(node, LINKED) || parent == NONE) {
      return;
    }
    set(node, LINKED);
    int next = get(parent, FIRST_CHILD);
    put(node, NEXT, next);
    if (next != NONE) {
      put(next, PREVIOUS, node);
    }
    put(parent, FIRST_CHILD, node);
  }

  private void unlink(int node) {
    int previous = get(node, PREVIOUS);
    int next = get(node, NEXT);
    if (previous == NONE) {
      put(parent(node), FIRST_CHILD, next);
    } else {
      put(previous, NEXT, next);
    }
    if (next != NONE) {
      put(next, PREVIOUS, previous);
    }
  }

  /** Lets {@link #indexed} find the node. */
  void index(int node) {
    if (indexed >= 2 * heads.length) {
      rehash();
    }
    int name = get(node, NAME);
    int hash = hash(parent(node), names.bytes(name), names.offset(name), names.length(name));
    set(node, INDEXED);
    put(node, HASH, hash);
    put(node, CHAIN, heads[hash & (heads.length - 1)]);
    heads[hash & (heads.length - 1)] = node;
    indexed++;
  }

  /** The child of that name which waits for the other side, or {@link #NONE}. */
  int indexed(int parent, byte[] path, int nameOffset, int nameLength) {
    if (indexed == 0) {
      return NONE;
    }
    int hash = hash(parent, path, nameOffset, nameLength);
    int node = heads[hash & (heads.length - 1)];
    while (node != NONE
        && !(get(node, HASH) == hash
            && parent(node) == parent
            && names.equals(get(node, NAME), path, nameOffset, nameLength))) {
      node = get(node, CHAIN);
    }
    return node;
  }

  private int hash(int parent, byte[] path, int offset, int length) {
    return NamePool.hash(seed + parent * 0x9e3779b97f4a7c15L, path, offset, length);
  }

  private void rehash() {
    int[] old = heads;
    heads = new int[4 * old.length];
    Arrays.fill(heads, NONE);
    for (int head : old) {
      for (int node = head; node != NONE; ) {
        int next = get(node, CHAIN);
        int slot = get(node, HASH) & (heads.length - 1);
        put(node, CHAIN, heads[slot]);
        heads[slot] = node;
        node = next;
      }
    }
  }

  private void unindex(int node) {
    int slot = get(node, HASH) & (heads.length - 1);
    int at = heads[slot];
    if (at == node) {
      heads[slot] = get(node, CHAIN);
    } else {
      while (get(at, CHAIN) != node) {
        at = get(at, CHAIN);
      }
      put(at, CHAIN, get(node, CHAIN));
    }
    indexed--;
  }

  /** The node stays in the finished tree. */
  void keep(int node) {
    link(node);
    if (has(node, INDEXED)) {
      unindex(node);
    }
    ints[node >>> PAGE_BITS][(node & PAGE_MASK) * INTS + FLAGS] &= ~INDEXED;
    set(node, KEPT);
    kept++;
  }

  /** The node goes. It has no children (any more). */
  void drop(int node) {
    if (has(node, INDEXED)) {
      unindex(node);
    }
    if (has(node, LINKED)) {
      unlink(node);
    }
    if (has(node, KEPT)) {
      kept--;
    }
    names.remove(get(node, NAME));
    put(node, NEXT, freed);
    freed = node;
  }

  long stat(int node, int field) {
    return stats[node >>> PAGE_BITS][(node & PAGE_MASK) * STATS + field];
  }

  void setStat(int node, int field, long value) {
    stats[node >>> PAGE_BITS][(node & PAGE_MASK) * STATS + field] = value;
  }

  private int get(int node, int field) {
    return ints[node >>> PAGE_BITS][(node & PAGE_MASK) * INTS + field];
  }

  private void put(int node, int field, int value) {
    ints[node >>> PAGE_BITS][(node & PAGE_MASK) * INTS + field] = value;
  }

  private boolean has(int node, int flag) {
    return (get(node, FLAGS) & flag) != 0;
  }

  private void set(int node, int flag) {
    ints[node >>> PAGE_BITS][(node & PAGE_MASK) * INTS + FLAGS] |= flag;
  }
}

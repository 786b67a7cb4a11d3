package dev.snapkeeper.compare;

import static dev.snapkeeper.compare.DiffTree.NONE;
import static dev.snapkeeper.compare.Side.LEFT;
import static dev.snapkeeper.compare.Side.RIGHT;
import static java.util.Objects.requireNonNull;

import dev.snapkeeper.snapshot.DamagedSnapshotException;
import dev.snapkeeper.snapshot.SnapshotReader;
import dev.snapkeeper.snapshot.SnapshotSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Compares two snapshots while both are being read, each once.
 *
 * <p>Both are walks in pre-order through nearly the same tree, so they are read in lock step: where
 * both stand before the same znode, both take it. Where they do not, one of them takes what it
 * stands before, and that waits in the {@link DiffTree} until the other comes upon it, or has left
 * the parent and will not. What both are done with is dropped unless {@link Keep} wants it. The
 * result does not depend on the order of siblings, only the memory does: where it is the same in
 * both, next to nothing ever waits.
 */
public final class SnapshotMerge {
  /** In place of a node that has not been looked for. */
  private static final int UNKNOWN = -2;

  /** As long as fewer nodes are kept, nobody asks again whether they are still wanted. */
  private static final int FEW = 1 << 12;

  private final DiffTree tree;
  private final Keep keep;
  private final ContentTally content;
  private final Walk left;
  private final Walk right;
  private boolean differ;
  private int pruneAbove = FEW;

  private SnapshotMerge(Source left, Source right, Keep keep, ContentTally content) {
    this.keep = requireNonNull(keep);
    this.content = content;
    this.tree = new DiffTree(content != null, keep.ownBytes());
    this.left = new Walk(LEFT, left);
    this.right = new Walk(RIGHT, right);
  }

  /**
   * A snapshot to be read.
   *
   * @param reader stands before the first node
   * @param dataLength the length that the data of the reader's current node is taken to have
   */
  public record Source(SnapshotReader reader, ToIntFunction<SnapshotReader> dataLength) {
    public Source {
      requireNonNull(reader);
      requireNonNull(dataLength);
    }

    /** Takes lengths as they are in the file. */
    public static Source of(SnapshotReader reader) {
      return new Source(reader, SnapshotReader::dataLength);
    }
  }

  /**
   * Compares two snapshots.
   *
   * @param keep which nodes are wanted
   * @throws UnusableSnapshotException caused by a {@link DamagedSnapshotException} or an {@link
   *     IOException}
   */
  public static SnapshotDiff compare(Source left, Source right, Keep keep)
      throws UnusableSnapshotException {
    return new SnapshotMerge(left, right, keep, null).run();
  }

  /**
   * Compares two snapshots and their znodes' content, for which both readers have to digest it.
   *
   * @param keep which nodes are wanted
   * @param rows how many znodes of each kind of change are wanted
   * @throws UnusableSnapshotException caused by a {@link DamagedSnapshotException} or an {@link
   *     IOException}
   */
  public static SnapshotDiff compareContent(Source left, Source right, Keep keep, int rows)
      throws UnusableSnapshotException {
    return new SnapshotMerge(left, right, keep, new ContentTally(rows)).run();
  }

  /**
   * Takes a snapshot for all that grew from nothing: so whatever tells where a tree grew also tells
   * where a tree is big.
   *
   * @throws UnusableSnapshotException caused by a {@link DamagedSnapshotException} or an {@link
   *     IOException}
   */
  public static SnapshotDiff fromNothing(Source snapshot, Keep keep)
      throws UnusableSnapshotException {
    return new SnapshotMerge(null, snapshot, keep, null).run();
  }

  private SnapshotDiff run() throws UnusableSnapshotException {
    left.advance();
    right.advance();
    while (left.more || right.more) {
      if (left.more && right.more && standBeforeTheSame()) {
        takeBoth();
      } else {
        takeOne();
      }
      pruneWhereMuchIsKept();
    }
    pruneWhereMuchIsKept();
    Optional<ContentChanges> changes = Optional.ofNullable(content).map(ContentTally::changes);
    return new SnapshotDiff(
        left.totals(),
        right.totals(),
        tree,
        differ || changes.map(ContentChanges::any).orElse(false),
        changes);
  }

  private boolean standBeforeTheSame() {
    return left.parent == right.parent
        && Arrays.equals(
            left.path,
            left.nameOffset,
            left.pathLength,
            right.path,
            right.nameOffset,
            right.pathLength);
  }

  private void takeBoth() throws UnusableSnapshotException {
    int node = left.add();
    right.enter(node);
    if (content != null) {
      content.compare(left.reader, right.reader);
    }
    left.advance();
    right.advance();
  }

  /**
   * Takes what one side, or each, stands before. Any choice is right; this one keeps little
   * waiting.
   */
  private void takeOne() throws UnusableSnapshotException {
    if (!left.more || !right.more) {
      (left.more ? left : right).take();
    } else if (left.isLate() || right.isLate()) {
      // nothing that is taken there has to wait
      (left.isLate() ? left : right).take();
    } else if (left.waiting() != NONE || right.waiting() != NONE) {
      // who is behind catches up
      (left.waiting() != NONE ? left : right).take();
    } else if (left.isBelowUnknown() != right.isBelowUnknown()) {
      // who is in a subtree that the other does not know leaves it first
      (left.isBelowUnknown() ? left : right).take();
    } else {
      left.take();
      right.take();
    }
  }

  /** Both sides are done with a node and all below it. */
  private void complete(int node) {
    boolean inBoth = tree.isIn(LEFT, node) && tree.isIn(RIGHT, node);
    differ |= !inBoth || tree.bytesGrowth(node) != 0;
    boolean wanted = keep.wants(tree, node);
    if (wanted || tree.firstChild(node) != NONE || tree.parent(node) == NONE) {
      tree.keep(node);
    } else {
      tree.drop(node);
    }
  }

  /** Drops kept nodes that are no longer wanted, now that more of the trees is known. */
  private void pruneWhereMuchIsKept() {
    if (tree.size() <= pruneAbove) {
      return;
    }
    // those that both took at once hang on nothing yet
    left.linkOpen();
    right.linkOpen();
    keep.lookAgain();
    tree.walk(
        new DiffTree.Visitor() {
          @Override
          public void enter(int node, int depth) {}

          @Override
          public void leave(int node, int depth) {
            if (tree.isKept(node)
                && tree.firstChild(node) == NONE
                && !keep.stillWants(tree, node)) {
              tree.drop(node);
            }
          }
        });
    pruneAbove = Math.max(FEW, 2 * tree.size());
  }

  /** One side's way through its snapshot. */
  private final class Walk {
    private final Side side;
    private final Side other;
    private final SnapshotReader reader;
    private final ToIntFunction<SnapshotReader> dataLength;

    /** The nodes that were entered and not left yet, by depth. */
    private int[] open = new int[16];

    private int openCount;
    private long[] atDepth = new long[16];
    private int depths;

    // The node that the reader stands before, if there is one more.
    private boolean more;
    private int parent = NONE;
    private byte[] path;
    private int pathLength;
    private int nameOffset;
    private int depth;
    private int waiting;

    Walk(Side side, Source source) {
      this.side = side;
      this.other = side.other();
      this.reader = source == null ? null : source.reader();
      this.dataLength = source == null ? null : source.dataLength();
    }

    /** Reads on to the next node, and leaves those that it does not lie in. */
    void advance() throws UnusableSnapshotException {
      if (reader == null) {
        return;
      }
      try {
        more = reader.next();
      } catch (DamagedSnapshotException e) {
        throw UnusableSnapshotException.damaged(
            side, reader.describe(e), e, reader.isAllButProven());
      } catch (IOException e) {
        throw UnusableSnapshotException.unreadable(side, e, reader.isAllButProven());
      }
      depth = more ? reader.depth() : 0;
      while (openCount > depth) {
        leave(open[--openCount]);
      }
      if (more) {
        parent = depth == 0 ? NONE : open[depth - 1];
        path = reader.path();
        pathLength = reader.pathLength();
        nameOffset = reader.nameOffset();
        waiting = UNKNOWN;
      }
    }

    /** Whether the node before us lies below one that the other side has not come upon. */
    boolean isBelowUnknown() {
      return parent != NONE && !tree.isIn(other, parent);
    }

    /** Whether the other side has left for good where we are. */
    boolean isLate() {
      return parent != NONE && tree.isDone(other, parent);
    }

    /** The node before us if the other side was there already, else {@link DiffTree#NONE}. */
    int waiting() {
      // stays true until we move: were the other side to come upon this node, both would take it
      if (waiting == UNKNOWN) {
        waiting =
            isBelowUnknown()
                ? NONE
                : tree.indexed(parent, path, nameOffset, pathLength - nameOffset);
      }
      return waiting;
    }

    /** Enters the node before us alone, and reads on. */
    void take() throws UnusableSnapshotException {
      int node = waiting();
      if (node == NONE) {
        node = add();
        tree.link(node);
        if ((side == LEFT ? right : left).reader == null || isLate()) {
          tree.setDone(other, node);
        } else {
          tree.index(node);
          if (content != null) {
            ContentTally.remember(tree, node, reader);
          }
        }
      } else if (tree.isIn(side, node)) {
        DamagedSnapshotException e = reader.damaged("a path that was there already");
        throw UnusableSnapshotException.damaged(side, reader.describe(e), e, false);
      } else {
        enter(node);
        if (content != null) {
          content.compare(tree, node, reader, side);
        }
      }
      advance();
    }

    int add() {
      int node = tree.add(parent, path, nameOffset, pathLength - nameOffset);
      enter(node);
      return node;
    }

    void enter(int node) {
      tree.setPresent(side, node, dataLength.applyAsInt(reader));
      if (openCount == open.length) {
        open = Arrays.copyOf(open, 2 * openCount);
      }
      open[openCount++] = node;
      if (depth == atDepth.length) {
        atDepth = Arrays.copyOf(atDepth, 2 * depth);
      }
      depths = Math.max(depths, depth + 1);
      atDepth[depth]++;
    }

    void linkOpen() {
      for (int i = 0; i < openCount; i++) {
        tree.link(open[i]);
      }
    }

    private void leave(int node) {
      tree.addToParent(side, node);
      tree.setDone(side, node);
      settle(node);
      if (tree.isDone(other, node)) {
        complete(node);
      }
    }

    /**
     * What waits for this side below a node that it has left waits no more. That which the other
     * side has left as well is complete; of that which it is in, the same holds below.
     */
    private void settle(int node) {
      int at = node;
      while (at != NONE) {
        int inside = NONE;
        for (int child = tree.firstChild(at); child != NONE; ) {
          int next = tree.nextSibling(child);
          if (!tree.isIn(side, child) && !tree.isDone(side, child)) {
            if (tree.isDone(other, child)) {
              completeAll(child);
            } else {
              tree.setDone(side, child);
              inside = child;
            }
          }
          child = next;
        }
        at = inside;
      }
    }

    private void completeAll(int top) {
      tree.walk(
          top,
          new DiffTree.Visitor() {
            @Override
            public void enter(int node, int depth) {
              tree.setDone(side, node);
            }

            @Override
            public void leave(int node, int depth) {
              complete(node);
            }
          });
    }

    Totals totals() {
      List<Long> depthCounts = new ArrayList<>();
      for (int i = 0; i < depths; i++) {
        depthCounts.add(atDepth[i]);
      }
      return new Totals(
          reader == null ? new SnapshotSummary(0, 0, 0, 0) : reader.summary(),
          tree.bytes(side, tree.root()),
          depthCounts);
    }
  }
}

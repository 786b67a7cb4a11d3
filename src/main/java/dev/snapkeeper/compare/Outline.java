package dev.snapkeeper.compare;

import static dev.snapkeeper.compare.DiffTree.NONE;
import static dev.snapkeeper.compare.Side.LEFT;
import static dev.snapkeeper.compare.Side.RIGHT;
import static java.util.Objects.requireNonNull;

import dev.snapkeeper.compare.Growth.Leaves;
import dev.snapkeeper.compare.Growth.Measure;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A tree drawn with few boxes, however many znodes it has: what is big or has grown has a box of
 * its own, and of each parent's remaining znodes one box holds the rest. Nothing is lost: own
 * figures of all boxes add up to the whole tree's.
 *
 * @param boxes parents before their children, siblings by name and the rest last; the first is the
 *     root
 */
public record Outline(List<Box> boxes) {
  /** There are no more boxes than this: so many can be drawn and looked through. */
  public static final int MOST_BOXES = 5_000;

  /** Of no snapshot at all. */
  public static final Outline NOTHING =
      new Outline(List.of(new Box(-1, "", false, new Content(0, 0, 0), new Content(0, 0, 0))));

  /** What lies deeper has no boxes of its own. Nobody would find it in a picture. */
  static final int DEEPEST = 100;

  /**
   * What is less than one of so many parts of the whole has no box of its own, unless it makes as
   * much of the growth. On a screen it would be a dot.
   */
  private static final int PARTS = 5_000;

  /** A leaf that is less than one of so many parts of its parent is one of many, and goes there. */
  private static final int LEAVES = 100;

  /**
   * What a side has in a box.
   *
   * @param bytes of data, in the znode and all below it
   * @param ownBytes of data, in the znode itself; of a rest, in all of it
   * @param znodes the znode and all below it; 0 where a side does not have it
   */
  public record Content(long bytes, long ownBytes, long znodes) {}

  /**
   * A subtree, or the rest of one.
   *
   * @param parent index of the box that it lies in; -1 for the root
   * @param name the znode's own, empty for the root and for a rest
   * @param isRest whether these are znodes too small for boxes of their own, and all below them
   * @param left what the left snapshot has there; nothing where only one snapshot was read
   * @param right what the right snapshot has there
   */
  public record Box(int parent, String name, boolean isRest, Content left, Content right) {
    public Box {
      requireNonNull(name);
      requireNonNull(left);
      requireNonNull(right);
    }
  }

  public Outline {
    boxes = List.copyOf(boxes);
  }

  /**
   * What has to be kept of snapshots' trees to draw them: what makes a share of the bytes or of the
   * znodes in either that can be seen, and where the tree grew. The whole can only become more
   * while snapshots are read, so what is too little once is too little for good.
   */
  public static Keep keep() {
    Keep big =
        new Keep() {
          private long bytes;
          private long znodes;

          @Override
          public boolean wants(DiffTree tree, int node) {
            atLeast(tree, node);
            if (tree.parent(node) != NONE) {
              atLeast(tree, tree.parent(node)); // incomplete, but it will only become more
            }
            return isPart(bytes(tree, node), bytes) || isPart(znodes(tree, node), znodes);
          }

          @Override
          public boolean ownBytes() {
            return true;
          }

          private void atLeast(DiffTree tree, int node) {
            bytes = Math.max(bytes, bytes(tree, node));
            znodes = Math.max(znodes, znodes(tree, node));
          }
        };
    return big.or(Growth.keep(PARTS / 2));
  }

  private static boolean isPart(long part, long whole) {
    return part > 0 && part >= whole / PARTS;
  }

  /** On the side that has more. */
  private static long bytes(DiffTree tree, int node) {
    return Math.max(tree.bytes(LEFT, node), tree.bytes(RIGHT, node));
  }

  private static long znodes(DiffTree tree, int node) {
    return Math.max(znodes(tree, LEFT, node), znodes(tree, RIGHT, node));
  }

  private static long znodes(DiffTree tree, Side side, int node) {
    return tree.isIn(side, node) ? tree.below(side, node) + 1L : 0;
  }

  /**
   * Draws a tree.
   *
   * @param tree holds at least what {@link #keep} wants
   */
  public static Outline of(DiffTree tree) {
    return of(tree, MOST_BOXES);
  }

  /**
   * Draws a tree.
   *
   * @param most how many boxes at most; at least 2
   */
  static Outline of(DiffTree tree, int most) {
    return new Outline(new Drawing(tree).boxes(most));
  }

  private static final class Drawing {
    private final DiffTree tree;
    private final Leaves leaves = Leaves.grown();
    private final BitSet chosen = new BitSet();
    private final List<Box> boxes = new ArrayList<>();

    /** Of what matters most in a node's subtree, its share of the most there is. */
    private final float[] weights;

    private long mostBytesGrowth = 1;
    private long mostBelowGrowth = 1;

    Drawing(DiffTree tree) {
      this.tree = tree;
      this.weights = new float[tree.mostEver()];
    }

    List<Box> boxes(int most) {
      weigh();
      choose(most);
      draw(tree.root(), -1);
      return boxes;
    }

    private void weigh() {
      tree.walk(
          new DiffTree.Visitor() {
            @Override
            public void enter(int node, int depth) {
              mostBytesGrowth = Math.max(mostBytesGrowth, tree.bytesGrowth(node));
              mostBelowGrowth = Math.max(mostBelowGrowth, tree.belowGrowth(node));
            }

            @Override
            public void leave(int node, int depth) {}
          });
      tree.walk(
          new DiffTree.Visitor() {
            @Override
            public void enter(int node, int depth) {
              weights[node] = Math.max(size(node), growth(node));
            }

            @Override
            public void leave(int node, int depth) {
              int parent = tree.parent(node);
              if (parent != NONE) {
                weights[parent] = Math.max(weights[parent], weights[node]);
              }
            }
          });
    }

    private float size(int node) {
      int parent = tree.parent(node);
      if (parent != NONE
          && isLeaf(node)
          && bytes(tree, node) * LEAVES < bytes(tree, parent)
          && LEAVES < znodes(tree, parent)) {
        return 0;
      }
      return Math.max(
          (float) bytes(tree, node) / Math.max(1, bytes(tree, tree.root())),
          (float) znodes(tree, node) / znodes(tree, tree.root()));
    }

    private boolean isLeaf(int node) {
      return tree.below(LEFT, node) == 0 && tree.below(RIGHT, node) == 0;
    }

    private float growth(int node) {
      return isLeaf(node) && !leaves.standsOut(tree, Measure.BYTES, node)
          ? 0
          : Math.max(
              (float) tree.bytesGrowth(node) / mostBytesGrowth,
              (float) tree.belowGrowth(node) / mostBelowGrowth);
    }

    private record Candidate(int node, int depth, float weight) {
      static final Comparator<Candidate> HEAVIEST_FIRST =
          Comparator.comparingDouble((Candidate candidate) -> -candidate.weight())
              .thenComparingInt(Candidate::depth)
              .thenComparingInt(Candidate::node);
    }

    /** The heaviest first, from the root down, until there are enough. */
    private void choose(int most) {
      PriorityQueue<Candidate> queue = new PriorityQueue<>(Candidate.HEAVIEST_FIRST);
      queue.add(new Candidate(tree.root(), 0, 1));
      int room = most;
      while (!queue.isEmpty()) {
        Candidate candidate = queue.remove();
        int node = candidate.node();
        room -= tree.below(LEFT, node) > 0 || tree.below(RIGHT, node) > 0 ? 2 : 1; // with its rest
        if (room < 0) {
          return;
        }
        chosen.set(node);
        if (candidate.depth() < DEEPEST) {
          for (int child = tree.firstChild(node); child != NONE; child = tree.nextSibling(child)) {
            // what was kept while less was known may have become too little
            if (weights[child] * PARTS >= 1) {
              queue.add(new Candidate(child, candidate.depth() + 1, weights[child]));
            }
          }
        }
      }
    }

    /** As deep as {@link #DEEPEST}, so recursion does no harm. */
    private void draw(int node, int parent) {
      int index = boxes.size();
      boxes.add(new Box(parent, tree.name(node), false, content(LEFT, node), content(RIGHT, node)));
      List<Integer> children = new ArrayList<>();
      for (int child = tree.firstChild(node); child != NONE; child = tree.nextSibling(child)) {
        if (chosen.get(child)) {
          children.add(child);
        }
      }
      children.sort((one, other) -> tree.compareNames(one, other, false));
      children.forEach(child -> draw(child, index));
      Content leftRest = rest(LEFT, node, children);
      Content rightRest = rest(RIGHT, node, children);
      if (leftRest.znodes() > 0 || rightRest.znodes() > 0) {
        boxes.add(new Box(index, "", true, leftRest, rightRest));
      }
    }

    private Content content(Side side, int node) {
      return new Content(
          tree.bytes(side, node), tree.ownBytes(side, node), znodes(tree, side, node));
    }

    /** What lies below a znode and in none of these children. */
    private Content rest(Side side, int node, List<Integer> children) {
      long bytes = tree.bytes(side, node) - tree.ownBytes(side, node);
      long znodes = tree.below(side, node);
      for (int child : children) {
        bytes -= tree.bytes(side, child);
        znodes -= znodes(tree, side, child);
      }
      return new Content(bytes, bytes, znodes);
    }
  }
}

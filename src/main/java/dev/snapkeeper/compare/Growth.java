package dev.snapkeeper.compare;

import static dev.snapkeeper.compare.DiffTree.NONE;
import static dev.snapkeeper.compare.Side.LEFT;
import static dev.snapkeeper.compare.Side.RIGHT;
import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a tree grew: the places themselves, and not all their ancestors, which grew by as much.
 *
 * <p>The rule, from the leaves up: <em>a subtree is listed if it grew by at least 1/(2K) of the
 * most that any subtree grew, not counting what grew in subtrees listed below it.</em> So of ten
 * thousand znodes below {@code /queue/tasks} neither each is listed, for each is too little, nor
 * {@code /queue} and the root, for which nothing is left; and what grew in so many places that none
 * of them matters is listed where it comes together. What is listed never counts twice, so the
 * figures can be added.
 *
 * <p>Of one parent's znodes that never had children only the one that grew most can be listed, and
 * only if it makes more than half of what the parent grew by: ten new znodes are ten pieces of one
 * growth, one that holds a megabyte now is a place of its own. If it is new, the parent must also
 * have grown by as much as it holds: else it has only taken the place of another.
 *
 * <p>Where a tree is big is the same question: where it grew if there was nothing before.
 *
 * @param total by how much the whole tree grew; negative where it shrank
 * @param most the most that any subtree grew
 * @param places those that grew most, at most K
 * @param further how many more the rule lists
 */
public record Growth(long total, long most, List<Place> places, int further) {

  /** What can grow. */
  public enum Measure {
    /** Data in bytes, the znode's own included. */
    BYTES {
      @Override
      long of(DiffTree tree, Side side, int node) {
        return tree.bytes(side, node);
      }
    },
    /** Descendants. A new znode counts for its parent. */
    ZNODES {
      @Override
      long of(DiffTree tree, Side side, int node) {
        return tree.below(side, node);
      }
    };

    abstract long of(DiffTree tree, Side side, int node);
  }

  /** What the right snapshot is held against. */
  private enum Since {
    LEFT_SNAPSHOT,
    /** Whatever the tree has on its left is left out of account. */
    NOTHING;

    boolean isIn(DiffTree tree, int node) {
      return this == LEFT_SNAPSHOT && tree.isIn(LEFT, node);
    }

    /** Whether no more of it is to come than was seen at this node. */
    boolean isDone(DiffTree tree, int node) {
      return this == NOTHING || tree.isDone(LEFT, node);
    }

    long before(Measure measure, DiffTree tree, int node) {
      return this == NOTHING ? 0 : measure.of(tree, LEFT, node);
    }

    long growth(Measure measure, DiffTree tree, int node) {
      return measure.of(tree, RIGHT, node) - before(measure, tree, node);
    }

    boolean isLeaf(DiffTree tree, int node) {
      return before(Measure.ZNODES, tree, node) == 0 && tree.below(RIGHT, node) == 0;
    }
  }

  /**
   * A subtree that grew.
   *
   * @param path its top, in UTF-8; {@code /} for the root
   * @param grew by how much, without what grew in subtrees listed below it; above zero
   * @param left how much the subtree held, all included
   * @param right how much it holds, all included
   */
  public record Place(String path, long grew, long left, long right) {
    public Place {
      requireNonNull(path);
    }

    /** Whether there are places below this one, for which their share was taken off. */
    public boolean isRest() {
      return grew != right - left;
    }
  }

  public Growth {
    places = List.copyOf(places);
  }

  /**
   * What has to be kept of two snapshots' trees for {@link #of} to list what it would if all were
   * kept. The most that any subtree grew can only become more while snapshots are read, so what is
   * too little once is too little for good.
   *
   * @param places K
   */
  public static Keep keep(int places) {
    return keep(Since.LEFT_SNAPSHOT, places);
  }

  /**
   * What has to be kept for {@link #ofHeld}.
   *
   * @param places K
   */
  public static Keep keepHeld(int places) {
    return keep(Since.NOTHING, places);
  }

  private static Keep keep(Since since, int places) {
    return new Keep() {
      private final Leaves leaves = new Leaves(since);
      private long bytes;
      private long znodes;

      @Override
      public boolean wants(DiffTree tree, int node) {
        atLeast(tree, node);
        int parent = tree.parent(node);
        if (parent != NONE && !since.isIn(tree, parent) && since.isDone(tree, parent)) {
          atLeast(tree, parent); // incomplete, but all of it is new, so it will only become more
        }
        return matters(since.growth(Measure.BYTES, tree, node), bytes, places)
            || matters(since.growth(Measure.ZNODES, tree, node), znodes, places);
      }

      private void atLeast(DiffTree tree, int node) {
        bytes = Math.max(bytes, since.growth(Measure.BYTES, tree, node));
        znodes = Math.max(znodes, since.growth(Measure.ZNODES, tree, node));
      }

      @Override
      public boolean stillWants(DiffTree tree, int node) {
        return wants(tree, node) && (!since.isLeaf(tree, node) || leaves.isFirst(tree, node));
      }

      @Override
      public void lookAgain() {
        leaves.clear();
      }
    };
  }

  /** Which of a parent's children without children grew most; by name where several did. */
  static final class Leaves {
    private final Since since;
    private final Map<Integer, Integer> firstOf = new HashMap<>();

    private Leaves(Since since) {
      this.since = since;
    }

    /** As {@link Growth#of} takes them. */
    static Leaves grown() {
      return new Leaves(Since.LEFT_SNAPSHOT);
    }

    void clear() {
      firstOf.clear();
    }

    boolean isFirst(DiffTree tree, int leaf) {
      int parent = tree.parent(leaf);
      return parent == NONE || firstOf.computeIfAbsent(parent, p -> first(tree, p)) == leaf;
    }

    /** Whether a leaf is a place of its own, and not just one of many pieces. */
    boolean standsOut(DiffTree tree, Measure measure, int leaf) {
      int parent = tree.parent(leaf);
      if (parent == NONE) {
        return true;
      }
      long growth = since.growth(measure, tree, leaf);
      long parents = since.growth(measure, tree, parent);
      return 2 * growth > parents
          && (since.isIn(tree, leaf) || parents >= growth)
          && isFirst(tree, leaf);
    }

    private int first(DiffTree tree, int parent) {
      int first = NONE;
      for (int node = tree.firstChild(parent); node != NONE; node = tree.nextSibling(node)) {
        if (tree.isKept(node)
            && since.isLeaf(tree, node)
            && (first == NONE || isBefore(tree, node, first))) {
          first = node;
        }
      }
      return first;
    }

    private boolean isBefore(DiffTree tree, int node, int other) {
      long more =
          since.growth(Measure.BYTES, tree, node) - since.growth(Measure.BYTES, tree, other);
      return more > 0 || (more == 0 && tree.compareNames(node, other, false) < 0);
    }
  }

  private static boolean matters(long growth, long most, int places) {
    return growth > 0 && growth >= (most - 1) / (2L * places) + 1;
  }

  /**
   * Finds where a tree grew.
   *
   * @param tree holds at least what {@link #keep} wants
   * @param places K: how many places to list, at least one
   */
  public static Growth of(DiffTree tree, Measure measure, int places) {
    return of(Since.LEFT_SNAPSHOT, tree, measure, places);
  }

  /**
   * Finds where the right snapshot's tree is big: where it would have grown, had there been nothing
   * before. What a tree has on its left is left out of account.
   *
   * @param tree holds at least what {@link #keepHeld} wants
   * @param places K: how many places to list, at least one
   */
  public static Growth ofHeld(DiffTree tree, Measure measure, int places) {
    return of(Since.NOTHING, tree, measure, places);
  }

  private static Growth of(Since since, DiffTree tree, Measure measure, int places) {
    Finder finder = new Finder(since, tree, measure, places);
    tree.walk(
        new DiffTree.Visitor() {
          @Override
          public void enter(int node, int depth) {
            finder.most = Math.max(finder.most, since.growth(measure, tree, node));
          }

          @Override
          public void leave(int node, int depth) {}
        });
    tree.walk(finder);
    return finder.growth();
  }

  /** Lists places from the leaves up. */
  private static final class Finder implements DiffTree.Visitor {
    private final Since since;
    private final DiffTree tree;
    private final Measure measure;
    private final int places;
    private final Leaves leaves;
    private final List<Place> found = new ArrayList<>();

    /** For each depth, what is listed below the node that is open there. */
    private long[] listed = new long[16];

    private long most;

    Finder(Since since, DiffTree tree, Measure measure, int places) {
      this.since = since;
      this.leaves = new Leaves(since);
      this.tree = tree;
      this.measure = measure;
      this.places = places;
    }

    @Override
    public void enter(int node, int depth) {
      if (depth == listed.length) {
        listed = Arrays.copyOf(listed, 2 * depth);
      }
      listed[depth] = 0;
    }

    @Override
    public void leave(int node, int depth) {
      long rest = since.growth(measure, tree, node) - listed[depth];
      boolean list =
          matters(rest, most, places)
              && (!since.isLeaf(tree, node) || leaves.standsOut(tree, measure, node));
      if (list) {
        String path = new String(tree.path(node), StandardCharsets.UTF_8);
        found.add(
            new Place(
                path.isEmpty() ? "/" : path,
                rest,
                since.before(measure, tree, node),
                measure.of(tree, RIGHT, node)));
      }
      if (depth > 0) {
        listed[depth - 1] += listed[depth] + (list ? rest : 0);
      }
    }

    Growth growth() {
      found.sort(
          Comparator.comparingLong((Place place) -> -place.grew()).thenComparing(Place::path));
      List<Place> shown = found.subList(0, Math.min(places, found.size()));
      return new Growth(
          since.growth(measure, tree, tree.root()), most, shown, found.size() - shown.size());
    }
  }
}

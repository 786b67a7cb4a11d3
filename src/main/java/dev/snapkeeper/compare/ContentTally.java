package dev.snapkeeper.compare;

import dev.snapkeeper.compare.ContentChanges.Change;
import dev.snapkeeper.compare.ContentChanges.Kind;
import dev.snapkeeper.compare.ContentChanges.State;
import dev.snapkeeper.snapshot.SnapshotReader;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/** Counts changes of content as they are found, and keeps the few that are to be shown. */
final class ContentTally {
  // What is kept of a znode until the other side comes upon it.
  private static final int DIGEST = 0;
  private static final int ACL = 1;
  private static final int HAS_ACL = 2;
  private static final int OWNER = 3;
  private static final int LENGTH_AND_VERSION = 4;

  private static final Comparator<Change> MOST_DATA_FIRST =
      Comparator.<Change>comparingInt(change -> -longer(change)).thenComparing(Change::path);

  private final int rows;
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

  /** The last to be shown comes first. */
  private final Map<Kind, PriorityQueue<Change>> shown = new EnumMap<>(Kind.class);

  /**
   * Begins at zero.
   *
   * @param rows how many znodes of each kind to keep
   */
  ContentTally(int rows) {
    this.rows = rows;
    for (Kind kind : Kind.values()) {
      counts.put(kind, 0L);
      shown.put(kind, new PriorityQueue<>(MOST_DATA_FIRST.reversed()));
    }
  }

  private static int longer(Change change) {
    return Math.max(change.left().dataLength(), change.right().dataLength());
  }

  /** Notes a znode of one side. */
  static void remember(DiffTree tree, int node, SnapshotReader reader) {
    OptionalLong acl = reader.aclDigest();
    tree.setStat(node, DIGEST, reader.dataDigest());
    tree.setStat(node, ACL, acl.orElse(0));
    tree.setStat(node, HAS_ACL, acl.isPresent() ? 1 : 0);
    tree.setStat(node, OWNER, reader.owner());
    tree.setStat(
        node,
        LENGTH_AND_VERSION,
        (long) reader.dataLength() << 32 | (reader.version() & 0xffffffffL));
  }

  /** Compares a znode that was remembered with that of the side which comes upon it now. */
  void compare(DiffTree tree, int node, SnapshotReader reader, Side side) {
    long lengthAndVersion = tree.stat(node, LENGTH_AND_VERSION);
    State then =
        new State((int) (lengthAndVersion >>> 32), (int) lengthAndVersion, tree.stat(node, OWNER));
    State now = state(reader);
    boolean right = side == Side.RIGHT;
    compare(
        reader,
        right ? then : now,
        right ? now : then,
        tree.stat(node, DIGEST) == reader.dataDigest(),
        tree.stat(node, HAS_ACL) == 0
            || reader.aclDigest().isEmpty()
            || reader.aclDigest().getAsLong() == tree.stat(node, ACL));
  }

  /** Compares a znode that both sides come upon at once. */
  void compare(SnapshotReader left, SnapshotReader right) {
    boolean sameData = left.dataDigest() == right.dataDigest();
    boolean sameAcl = sameAcl(left.aclDigest(), right.aclDigest());
    if (sameData
        && sameAcl
        && left.dataLength() == right.dataLength()
        && left.version() == right.version()
        && left.owner() == right.owner()) {
      return;
    }
    compare(left, state(left), state(right), sameData, sameAcl);
  }

  /** An ACL that a snapshot does not hold proves nothing. */
  private static boolean sameAcl(OptionalLong left, OptionalLong right) {
    return left.isEmpty() || right.isEmpty() || left.getAsLong() == right.getAsLong();
  }

  private static State state(SnapshotReader reader) {
    return new State(reader.dataLength(), reader.version(), reader.owner());
  }

  private void compare(
      SnapshotReader reader, State left, State right, boolean sameDigest, boolean sameAcl) {
    if (left.dataLength() != right.dataLength()) {
      note(Kind.LENGTH, reader, left, right);
    } else if (!sameDigest) {
      note(Kind.DATA, reader, left, right);
    } else if (left.version() != right.version()) {
      note(Kind.REWRITTEN, reader, left, right);
    }
    if (!sameAcl) {
      note(Kind.ACL, reader, left, right);
    }
    if (left.owner() != right.owner()) {
      note(Kind.OWNER, reader, left, right);
    }
  }

  private void note(Kind kind, SnapshotReader reader, State left, State right) {
    counts.merge(kind, 1L, Long::sum);
    PriorityQueue<Change> queue = shown.get(kind);
    if (queue.size() == rows
        && (rows == 0 || longer(queue.peek()) > Math.max(left.dataLength(), right.dataLength()))) {
      return; // before its path is made
    }
    queue.add(
        new Change(
            new String(reader.path(), 0, reader.pathLength(), StandardCharsets.UTF_8),
            left,
            right));
    if (queue.size() > rows) {
      queue.remove();
    }
  }

  ContentChanges changes() {
    Map<Kind, List<Change>> znodes = new EnumMap<>(Kind.class);
    shown.forEach(
        (kind, queue) -> znodes.put(kind, queue.stream().sorted(MOST_DATA_FIRST).toList()));
    return new ContentChanges(counts, znodes);
  }
}

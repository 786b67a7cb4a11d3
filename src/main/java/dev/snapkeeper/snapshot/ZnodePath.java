package dev.snapkeeper.snapshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The path of the node that was read last. Since nodes come in pre-order, a node's parent is that
 * node or one of its ancestors, so one path is all that has to be remembered to know whether the
 * parent was there, and how deep the node lies. ({@code DataTree.deserialize} refuses a node whose
 * parent was not.)
 */
final class ZnodePath {
  /**
   * Far longer than any request that a server would take. A longer path is passed over, which keeps
   * the promise of constant memory: most likely its length is damage, and then what follows tells.
   */
  static final int MAX_BYTES = 4 * 1024 * 1024;

  private static final int STEP = 8 * 1024;
  private static final int SHOWN = 200;

  private byte[] previous = new byte[256];
  private int previousLength = -1;
  private byte[] current = new byte[256];
  private int length = -1;

  /** Whether {@code current} was read to its end; else {@code previous} is the last that was. */
  private boolean whole;

  private boolean overlong;

  /** Lengths of the paths of the node read last and its ancestors; the root's, 0, comes first. */
  private int[] ends = new int[16];

  private int depth = -1;

  /** Whether {@code current} was found in its place; else {@code previous} is the last that was. */
  private boolean inPlace;

  /**
   * Reads the next path.
   *
   * @param count its length in bytes
   * @return false when it is neither the root at the beginning, nor a child of a node that is open,
   *     nor the end mark; true where a path that was too long to be held leaves this open
   */
  boolean read(SnapshotStream stream, int count) throws IOException, DamagedSnapshotException {
    if (count > MAX_BYTES) {
      overlong = true;
      stream.skip(count);
      return true;
    }
    byte[] swap = previous;
    previous = current;
    previousLength = length;
    current = swap;
    length = 0;
    whole = false;
    inPlace = false;
    while (length < count) {
      // grow with what is really there, not with what the length claims
      int step = Math.min(STEP, count - length);
      if (current.length < length + step) {
        current = Arrays.copyOf(current, Math.min(count, Math.max(2 * length, length + step)));
      }
      stream.copy(current, length, step);
      length += step;
    }
    whole = true;
    if (previousLength < 0) {
      return length == 0 && descend();
    }
    return overlong || isEnd() || (isChildOfOpenNode() && descend());
  }

  private boolean isChildOfOpenNode() {
    int slash = length - 1;
    while (slash >= 0 && current[slash] != '/') {
      slash--;
    }
    while (depth >= 0 && ends[depth] > slash) {
      depth--;
    }
    return depth >= 0
        && ends[depth] == slash
        && Arrays.equals(current, 0, slash, previous, 0, slash);
  }

  private boolean descend() {
    depth++;
    if (depth == ends.length) {
      ends = Arrays.copyOf(ends, 2 * depth);
    }
    ends[depth] = length;
    inPlace = true;
    return true;
  }

  /** How many ancestors the node has: 0 for the root. */
  int depth() {
    return depth;
  }

  /** The bytes of the path, UTF-8, to be read only; valid until the next is read. */
  byte[] bytes() {
    return current;
  }

  /** How many of {@link #bytes} are the path. */
  int length() {
    return length;
  }

  /** Where in {@link #bytes} the node's own name begins. */
  int nameOffset() {
    return depth == 0 ? 0 : ends[depth - 1] + 1;
  }

  /** Whether this is the path "/", which closes the tree. */
  boolean isEnd() {
    return length == 1 && current[0] == '/';
  }

  /** Whether a path was passed over because it was too long to be held. */
  boolean isOverlong() {
    return overlong;
  }

  /** Whether any path was read yet. */
  boolean isKnown() {
    return whole || previousLength >= 0;
  }

  /** The last path that was read whole, cut to a length that can be shown. */
  @Override
  public String toString() {
    return whole ? shown(current, length) : shown(previous, previousLength);
  }

  /** The path of the last node that was in its place, cut to a length that can be shown. */
  String lastNode() {
    return inPlace ? shown(current, length) : shown(previous, previousLength);
  }

  private static String shown(byte[] bytes, int count) {
    if (count <= 0) {
      return "/";
    }
    String shown = new String(bytes, 0, Math.min(count, SHOWN), StandardCharsets.UTF_8);
    return count > SHOWN ? shown + "..." : shown;
  }
}

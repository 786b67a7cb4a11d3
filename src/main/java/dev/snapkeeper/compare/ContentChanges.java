package dev.snapkeeper.compare;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What changed in znodes that both snapshots have. A znode counts under each kind that fits it.
 *
 * @param counts how many znodes changed, for every kind
 * @param znodes the first of each kind: those with the most data, by path where that is equal
 */
public record ContentChanges(Map<Kind, Long> counts, Map<Kind, List<Change>> znodes) {

  /** How a znode changed. */
  public enum Kind {
    /** Its data is different, but as long as before. */
    DATA,
    /** Its data has another length. */
    LENGTH,
    /** Its data is the same, but was written again, or the znode was created anew. */
    REWRITTEN,
    /** Another ACL. */
    ACL,
    /**
     * It became ephemeral or ceased to be, or belongs to another session; or a container, a TTL.
     */
    OWNER
  }

  /**
   * A znode that changed.
   *
   * @param path in UTF-8; empty for the root
   */
  public record Change(String path, State left, State right) {
    public Change {
      requireNonNull(path);
      requireNonNull(left);
      requireNonNull(right);
    }
  }

  /**
   * What a side has.
   *
   * @param dataLength length of the data in bytes
   * @param version how often the data was set since the znode was created
   * @param owner {@code Stat.ephemeralOwner}
   */
  public record State(int dataLength, int version, long owner) {}

  public ContentChanges {
    counts = Map.copyOf(counts);
    Map<Kind, List<Change>> copy = new EnumMap<>(Kind.class);
    znodes.forEach((kind, changes) -> copy.put(kind, List.copyOf(changes)));
    znodes = Map.copyOf(copy);
  }

  /** Whether anything changed. */
  public boolean any() {
    return counts.values().stream().anyMatch(count -> count > 0);
  }
}

package dev.snapkeeper.plan;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.datadir.Zxid;
import java.util.Locale;
import java.util.Optional;

/** What retention came to. */
public sealed interface Retention {

  /**
   * What is old goes, by ZooKeeper's own answer.
   *
   * @param oldest zxid of the oldest snapshot that stays
   * @param lastSnapshot highest zxid of a snapshot that goes, if any does
   * @param lastLog highest zxid of a txn log that goes, if any does
   */
  record Cut(Zxid oldest, Optional<Zxid> lastSnapshot, Optional<Zxid> lastLog)
      implements Retention {
    public Cut {
      requireNonNull(oldest);
      requireNonNull(lastSnapshot);
      requireNonNull(lastLog);
    }
  }

  /**
   * Nothing has to go.
   *
   * @param why for a person
   */
  record KeepAll(String why) implements Retention {
    public KeepAll {
      requireNonNull(why);
    }
  }

  /**
   * Something would go, but it would not be safe.
   *
   * @param cause for a machine
   * @param why for a person: the fault and the remedy
   */
  record Refused(Cause cause, String why) implements Retention {
    public Refused {
      requireNonNull(cause);
      requireNonNull(why);
    }
  }

  /** Why retention was refused. */
  enum Cause {
    /** Damage leaves fewer restorable snapshots than were asked for. */
    TOO_FEW_SOUND,
    /** What would go was written after all that would stay. */
    WRITTEN_LATER,
    /** The txn logs end before the oldest retained snapshot. */
    LOGS_END_EARLY,
    /** ZooKeeper's rule would delete what has to stay. */
    RULE_DISAGREES;

    /** The name as the JSON report gives it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

package dev.snapkeeper.snapshot;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/** What is known of a snapshot's content. */
public sealed interface Verdict {

  /** The name as reports give it. */
  String label();

  /** Whether the snapshot may fill one of the N places of retention. */
  default boolean counts() {
    return false;
  }

  /**
   * Read from the first byte to the last: it parses, every seal in it matches, and it ends exactly
   * at a seal.
   *
   * @param readAt when an earlier run read it, where this one did not
   */
  record Sound(SnapshotSummary summary, Optional<Instant> readAt) implements Verdict {
    public Sound {
      requireNonNull(summary);
      requireNonNull(readAt);
    }

    Sound(SnapshotSummary summary) {
      this(summary, Optional.empty());
    }

    @Override
    public String label() {
      return "sound";
    }

    @Override
    public boolean counts() {
      return true;
    }
  }

  /** Passed ZooKeeper's own light check only; a truncated gz or snappy file passes that as well. */
  record TailOnly() implements Verdict {
    @Override
    public String label() {
      return "tail only";
    }

    @Override
    public boolean counts() {
      return true;
    }
  }

  /**
   * Its content proves that ZooKeeper could not restore from it.
   *
   * @param fault what is wrong, and where
   */
  record Damaged(String fault) implements Verdict {
    public Damaged {
      requireNonNull(fault);
    }

    @Override
    public String label() {
      return "damaged";
    }
  }

  /**
   * Ends early, but was changed so lately that the server may be writing it: a snapshot has its
   * final name from its first byte on. Or it was changed since it was scanned.
   */
  record BeingWritten() implements Verdict {
    @Override
    public String label() {
      return "being written";
    }
  }

  /**
   * Nothing is proven either way: an I/O error, a permission, a codec that cannot be loaded.
   *
   * @param cause in a few words
   */
  record Unreadable(String cause) implements Verdict {
    public Unreadable {
      requireNonNull(cause);
    }

    @Override
    public String label() {
      return "unreadable";
    }
  }

  /** Nobody looked, because nothing depended on it. */
  record NotChecked() implements Verdict {
    @Override
    public String label() {
      return "not checked";
    }
  }
}

package dev.snapkeeper.plan;

import static dev.snapkeeper.plan.Fate.DELETE;
import static dev.snapkeeper.plan.Fate.LEAVE;
import static dev.snapkeeper.plan.Fate.RETAIN;

import dev.snapkeeper.datadir.DataFile.StrayKind;
import java.util.Locale;

/** Why a file has the fate it has. */
public enum Reason {
  /** A snapshot that counts as one of the N. */
  RETAINED(RETAIN, "one of the snapshots that were asked for"),
  /** A snapshot that does not count, but is not older than all that do. */
  NEWER(RETAIN, "not older than the oldest retained snapshot"),
  /** A snapshot under whose zxid another file counts. */
  SAME_ZXID(RETAIN, "another file of this zxid counts"),
  /** A log that ZooKeeper's rule keeps for the retained snapshots. */
  NEEDED_LOG(RETAIN, "a retained snapshot needs it"),
  /** A file that nothing was decided about, because nothing of its kind has to go, or may. */
  KEPT(RETAIN, "kept"),
  /** A log that an older snapshot may need, which stays because it cannot be read. */
  LOG_OF_OLDER(RETAIN, "an older snapshot that stays may need it"),

  /** A snapshot that ZooKeeper's rule lets go. */
  OLD_SNAPSHOT(DELETE, "older than the retained snapshots"),
  /** A log that ZooKeeper's rule lets go. */
  OLD_LOG(DELETE, "no retained snapshot needs it"),
  /** A sync's leftover. */
  OLD_TEMP(DELETE, "left over from a sync, older than the retained snapshots"),
  /** A snapshot that nothing can be restored from. */
  DAMAGED_SNAPSHOT(DELETE, "proven damaged"),

  /** A sync's temporary that may be in use. */
  TEMP(LEAVE, "ZooKeeper's temporary file, perhaps in use"),
  /** Old enough to go, but it could not be looked into. */
  UNREADABLE(LEAVE, "cannot be read, so it was not recognised"),
  /** The name is right, the content is not. */
  FOREIGN_CONTENT(LEAVE, "its content is not what its name says"),
  /** A log of zero length. */
  EMPTY_LOG(LEAVE, "empty: the server may have just created it"),
  EPOCH_FILE(LEAVE, "ZooKeeper's own"),
  FOREIGN_NAME(LEAVE, "not a name that ZooKeeper gives"),
  DIRECTORY(LEAVE, "a directory"),
  SYMBOLIC_LINK(LEAVE, "a symbolic link"),
  SPECIAL(LEAVE, "neither file nor directory");

  /** Why an entry that is none of ours is left alone. */
  public static Reason of(StrayKind kind) {
    return switch (kind) {
      case EPOCH_FILE -> EPOCH_FILE;
      case FOREIGN_NAME -> FOREIGN_NAME;
      case DIRECTORY -> DIRECTORY;
      case SYMBOLIC_LINK -> SYMBOLIC_LINK;
      case SPECIAL -> SPECIAL;
    };
  }

  private final Fate fate;
  private final String text;

  Reason(Fate fate, String text) {
    this.fate = fate;
    this.text = text;
  }

  public Fate fate() {
    return fate;
  }

  /** In a few words, for a person. */
  public String text() {
    return text;
  }

  /** The name as the JSON report gives it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

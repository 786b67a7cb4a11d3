package dev.snapkeeper.datadir;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Instant;

/** One entry of a {@code version-2} directory, as its name and its file type tell it. */
public sealed interface DataFile {

  Path path();

  Identity identity();

  default String name() {
    return path().getFileName().toString();
  }

  /** Apparent size in bytes. */
  default long size() {
    return identity().size();
  }

  default Instant modified() {
    return identity().modified();
  }

  /**
   * {@code snapshot.<zxid>[.gz|.snappy]}. The zxid is the last transaction processed when the
   * snapshot was begun (ZooKeeper's {@code FileTxnSnapLog.save}).
   */
  record Snapshot(Path path, Identity identity, Zxid zxid, Codec codec) implements DataFile {
    public Snapshot {
      requireNonNull(path);
      requireNonNull(identity);
      requireNonNull(zxid);
      requireNonNull(codec);
    }
  }

  /** {@code log.<zxid>}. The zxid is that of its first transaction ({@code FileTxnLog.append}). */
  record TxnLog(Path path, Identity identity, Zxid zxid) implements DataFile {
    public TxnLog {
      requireNonNull(path);
      requireNonNull(identity);
      requireNonNull(zxid);
    }
  }

  /**
   * {@code snapshot.<zxid>[.gz|.snappy].tmp}: what a sync from the leader writes before it renames
   * it (ZooKeeper's {@code AtomicFileOutputStream}).
   */
  record SnapshotTemp(Path path, Identity identity, Zxid zxid) implements DataFile {
    public SnapshotTemp {
      requireNonNull(path);
      requireNonNull(identity);
      requireNonNull(zxid);
    }
  }

  /** Anything else. It is listed and never touched. */
  record Stray(Path path, Identity identity, StrayKind kind) implements DataFile {
    public Stray {
      requireNonNull(path);
      requireNonNull(identity);
      requireNonNull(kind);
    }
  }

  /** Why an entry is none of ours. */
  enum StrayKind {
    /** {@code acceptedEpoch}, {@code currentEpoch} and their like: ZooKeeper's own, small. */
    EPOCH_FILE,
    /** A regular file whose name is not strictly one that ZooKeeper gives. */
    FOREIGN_NAME,
    DIRECTORY,
    SYMBOLIC_LINK,
    /** A socket, pipe or device. */
    SPECIAL
  }
}

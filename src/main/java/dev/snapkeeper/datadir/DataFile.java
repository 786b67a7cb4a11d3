package dev.snapkeeper.datadir;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;

/**
 * One entry of a {@code version-2} directory, as its name and its file type tell it. Each kind has
 * a hash code of its own: what Java would put together for a record at each start takes longer than
 * a small purge.
 */
public sealed interface DataFile {

  Path path();

  Identity identity();

  String name();

  /** Apparent size in bytes. */
  default long size() {
    return identity().size();
  }

  default Instant modified() {
    return identity().modified();
  }

  /**
   * A file whose name holds a zxid; nothing else is ever deleted. Names are taken strictly ({@link
   * DataFileNames}), so the zxid and the codec give the name back, and neither name nor path need
   * be kept for each of a hundred thousand files.
   */
  sealed interface Numbered extends DataFile {

    // A lambda of ours, not Comparator.comparing: what that makes is serialisable, and Java makes
    // such a lambda anew at each start, as no archive of classes holds it.
    /** By zxid, the newest first; files of one zxid by name. */
    Comparator<Numbered> NEWEST_FIRST =
        (one, other) -> {
          int byZxid = other.zxid().compareTo(one.zxid());
          return byZxid != 0 ? byZxid : one.name().compareTo(other.name());
        };

    /** Where it lies: a {@code version-2}. */
    Path directory();

    Zxid zxid();

    @Override
    default Path path() {
      return directory().resolve(name());
    }
  }

  /**
   * {@code snapshot.<zxid>[.gz|.snappy]}. The zxid is the last transaction processed when the
   * snapshot was begun (ZooKeeper's {@code FileTxnSnapLog.save}).
   */
  record Snapshot(Path directory, Identity identity, Zxid zxid, Codec codec) implements Numbered {
    public Snapshot {
      requireNonNull(directory);
      requireNonNull(identity);
      requireNonNull(zxid);
      requireNonNull(codec);
    }

    @Override
    public String name() {
      return DataFileNames.SNAPSHOT + zxid.hex() + codec.extension();
    }

    @Override
    public int hashCode() {
      return zxid.hashCode();
    }
  }

  /** {@code log.<zxid>}. The zxid is that of its first transaction ({@code FileTxnLog.append}). */
  record TxnLog(Path directory, Identity identity, Zxid zxid) implements Numbered {
    public TxnLog {
      requireNonNull(directory);
      requireNonNull(identity);
      requireNonNull(zxid);
    }

    @Override
    public String name() {
      return DataFileNames.LOG + zxid.hex();
    }

    @Override
    public int hashCode() {
      return zxid.hashCode();
    }
  }

  /**
   * {@code snapshot.<zxid>[.gz|.snappy].tmp}: what a sync from the leader writes before it renames
   * it (ZooKeeper's {@code AtomicFileOutputStream}).
   */
  record SnapshotTemp(Path directory, Identity identity, Zxid zxid, Codec codec)
      implements Numbered {
    public SnapshotTemp {
      requireNonNull(directory);
      requireNonNull(identity);
      requireNonNull(zxid);
      requireNonNull(codec);
    }

    @Override
    public String name() {
      return DataFileNames.SNAPSHOT + zxid.hex() + codec.extension() + DataFileNames.TEMP;
    }

    @Override
    public int hashCode() {
      return zxid.hashCode();
    }
  }

  /** Anything else. It is listed and never touched. */
  record Stray(Path path, Identity identity, StrayKind kind) implements DataFile {
    public Stray {
      requireNonNull(path);
      requireNonNull(identity);
      requireNonNull(kind);
    }

    @Override
    public String name() {
      return path.getFileName().toString();
    }

    @Override
    public int hashCode() {
      return path.hashCode();
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

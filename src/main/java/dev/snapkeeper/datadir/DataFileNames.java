package dev.snapkeeper.datadir;

import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.DataFile.SnapshotTemp;
import dev.snapkeeper.datadir.DataFile.Stray;
import dev.snapkeeper.datadir.DataFile.StrayKind;
import dev.snapkeeper.datadir.DataFile.TxnLog;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;

/**
 * Tells from a name what an entry is. Strict on purpose: ZooKeeper's own reading ({@code
 * Util.getZxidFromName}) takes {@code snapshot.3c.bak} for a snapshot and {@code log.txt} for a log
 * older than all others, and so its purge deletes what it should not.
 */
final class DataFileNames {
  static final String SNAPSHOT = "snapshot.";
  static final String LOG = "log.";
  static final String TEMP = ".tmp";
  private static final Set<String> EPOCH_FILES =
      Set.of(
          "acceptedEpoch",
          "acceptedEpoch.tmp",
          "currentEpoch",
          "currentEpoch.tmp",
          "updatingEpoch");

  private DataFileNames() {}

  /**
   * Tells what an entry is.
   *
   * @param directory what the entry lies in; kept, so one object should serve all its entries
   * @param path the entry
   * @param attributes the entry's own, not those of what a link leads to
   */
  static DataFile recognise(Path directory, Path path, BasicFileAttributes attributes) {
    Identity identity = Identity.of(attributes);
    if (!attributes.isRegularFile()) {
      StrayKind kind =
          attributes.isDirectory()
              ? StrayKind.DIRECTORY
              : attributes.isSymbolicLink() ? StrayKind.SYMBOLIC_LINK : StrayKind.SPECIAL;
      return new Stray(path, identity, kind);
    }
    String name = path.getFileName().toString();
    if (name.startsWith(LOG)) {
      Optional<Zxid> zxid = Zxid.parse(name.substring(LOG.length()));
      if (zxid.isPresent()) {
        return new TxnLog(directory, identity, zxid.get());
      }
    } else if (name.startsWith(SNAPSHOT)) {
      String rest = name.substring(SNAPSHOT.length());
      boolean temp = rest.endsWith(TEMP);
      if (temp) {
        rest = rest.substring(0, rest.length() - TEMP.length());
      }
      Codec codec = Codec.ofName(rest);
      Optional<Zxid> zxid =
          Zxid.parse(rest.substring(0, rest.length() - codec.extension().length()));
      if (zxid.isPresent()) {
        return temp
            ? new SnapshotTemp(directory, identity, zxid.get(), codec)
            : new Snapshot(directory, identity, zxid.get(), codec);
      }
    }
    return new Stray(
        path, identity, EPOCH_FILES.contains(name) ? StrayKind.EPOCH_FILE : StrayKind.FOREIGN_NAME);
  }
}

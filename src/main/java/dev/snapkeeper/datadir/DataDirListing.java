package dev.snapkeeper.datadir;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.datadir.DataFile.Numbered;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.DataFile.SnapshotTemp;
import dev.snapkeeper.datadir.DataFile.Stray;
import dev.snapkeeper.datadir.DataFile.TxnLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What lay in the directories at one moment.
 *
 * @param dir the directories
 * @param at when the listing was begun
 * @param snapshots newest zxid first; one zxid may come more than once, under several codecs
 * @param logs newest zxid first
 * @param temps newest zxid first
 * @param strays everything else, by name
 */
public record DataDirListing(
    DataDir dir,
    Instant at,
    List<Snapshot> snapshots,
    List<TxnLog> logs,
    List<SnapshotTemp> temps,
    List<Stray> strays) {

  public DataDirListing {
    requireNonNull(dir);
    requireNonNull(at);
    snapshots = List.copyOf(snapshots);
    logs = List.copyOf(logs);
    temps = List.copyOf(temps);
    strays = List.copyOf(strays);
  }

  static DataDirListing of(DataDir dir, Instant at, List<DataFile> files) {
    List<Snapshot> snapshots = new ArrayList<>();
    List<TxnLog> logs = new ArrayList<>();
    List<SnapshotTemp> temps = new ArrayList<>();
    List<Stray> strays = new ArrayList<>();
    for (DataFile file : files) {
      if (file instanceof Snapshot snapshot) {
        snapshots.add(snapshot);
      } else if (file instanceof TxnLog log) {
        logs.add(log);
      } else if (file instanceof SnapshotTemp temp) {
        temps.add(temp);
      } else if (file instanceof Stray stray) {
        strays.add(stray);
      }
    }
    snapshots.sort(Numbered.NEWEST_FIRST);
    logs.sort(Numbered.NEWEST_FIRST);
    temps.sort(Numbered.NEWEST_FIRST);
    strays.sort((one, other) -> one.path().compareTo(other.path()));
    return new DataDirListing(dir, at, snapshots, logs, temps, strays);
  }

  /** How many snapshots there are, counting those of one zxid once. */
  public int distinctSnapshots() {
    return (int) snapshots.stream().map(Snapshot::zxid).distinct().count();
  }

  /** What somebody should know who expects a server's directories, each with its remedy. */
  public List<String> warnings() {
    if (snapshots.isEmpty() && logs.isEmpty()) {
      return List.of(
          dir.snapshots()
              + ": neither snapshots nor txn logs here; is this the volume that ZooKeeper writes to?");
    }
    return logs.isEmpty()
        ? List.of(
            dir.logs()
                + ": no txn logs here; if zoo.cfg sets dataLogDir, give --data-log-dir, or they are"
                + " never purged")
        : List.of();
  }

  /** All entries: snapshots, logs, temporaries, strays. */
  public List<DataFile> all() {
    List<DataFile> all =
        new ArrayList<>(snapshots.size() + logs.size() + temps.size() + strays.size());
    all.addAll(snapshots);
    all.addAll(logs);
    all.addAll(temps);
    all.addAll(strays);
    return all;
  }
}

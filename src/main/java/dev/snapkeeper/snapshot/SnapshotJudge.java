package dev.snapkeeper.snapshot;

import dev.snapkeeper.datadir.DataFile.Snapshot;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Says what is to be thought of a snapshot. */
public interface SnapshotJudge {
  /**
   * Judges a snapshot.
   *
   * @param newest whether no snapshot has a higher zxid; a server writes one at a time, so only
   *     that one may be incomplete and yet all right
   * @param now the time by the caller's clock
   * @throws dev.snapkeeper.StopSignal.StoppedException when a signal asked to stop
   */
  Verdict verify(Snapshot snapshot, boolean newest, Instant now);

  /** Says which snapshots will be asked about, so that it is known how much there is to read. */
  default void announce(Collection<Snapshot> snapshots) {}

  /** Looks at each snapshot once, however often it is asked, unless the file has changed. */
  static SnapshotJudge remembering(SnapshotJudge judge) {
    Map<Snapshot, Verdict> known = new HashMap<>();
    return new SnapshotJudge() {
      @Override
      public Verdict verify(Snapshot snapshot, boolean newest, Instant now) {
        return known.computeIfAbsent(snapshot, asked -> judge.verify(asked, newest, now));
      }

      @Override
      public void announce(Collection<Snapshot> snapshots) {
        judge.announce(snapshots.stream().filter(asked -> !known.containsKey(asked)).toList());
      }
    };
  }
}

package dev.snapkeeper.snapshot;

import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.DataDirListing;
import dev.snapkeeper.datadir.DataFile;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.DataFile.SnapshotTemp;
import dev.snapkeeper.datadir.DataFile.TxnLog;
import dev.snapkeeper.datadir.Zxid;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What was found out about the snapshots of a listing. Only as many are looked at as are needed,
 * newest first.
 *
 * @param retentionMayDelete whether retention could delete anything if every snapshot were sound
 * @param byPath verdicts of the snapshots that were looked at
 */
public record Verdicts(boolean retentionMayDelete, Map<Path, Verdict> byPath) {

  /** A file may be in use as long as it has not been left alone for this time. */
  public static final Duration SETTLED = Duration.ofHours(1);

  public Verdicts {
    byPath = Map.copyOf(byPath);
  }

  /** The verdict of a snapshot, {@link Verdict.NotChecked} where nobody looked. */
  public Verdict of(Snapshot snapshot) {
    return byPath.getOrDefault(snapshot.path(), new Verdict.NotChecked());
  }

  /** Whether a snapshot was looked at, and does not count. */
  public boolean isInDoubt(Snapshot snapshot) {
    Verdict verdict = byPath.get(snapshot.path());
    return verdict != null && !verdict.counts();
  }

  /** Whether a snapshot was found damaged. */
  public boolean hasDamaged() {
    return byPath.values().stream().anyMatch(Verdict.Damaged.class::isInstance);
  }

  /**
   * Looks at snapshots, newest first, until enough with distinct zxids count; at none where nothing
   * depends on it.
   *
   * @param retain how many have to count
   * @param findDamaged whether damaged snapshots are wanted for their own sake: then one looks even
   *     if retention has nothing to do, and at each file of a zxid
   * @throws StopSignal.StoppedException when a signal asked to stop
   */
  public static Verdicts gather(
      DataDirListing listing,
      int retain,
      boolean findDamaged,
      SnapshotJudge judge,
      StopSignal stop) {
    boolean mayDelete = retentionMayDelete(listing, retain, stop);
    List<Snapshot> candidates = mayDelete || findDamaged ? listing.snapshots() : List.of();
    Verdict allIsWell = new Verdict.TailOnly();
    judge.announce(look(candidates, retain, findDamaged, snapshot -> allIsWell).keySet());
    Map<Snapshot, Verdict> verdicts =
        look(
            candidates,
            retain,
            findDamaged,
            snapshot -> judge.verify(snapshot, isNewest(snapshot, listing), listing.at()));
    return new Verdicts(mayDelete, byPath(verdicts));
  }

  /** Looks at as many as are needed, which depends on what is seen. */
  private static Map<Snapshot, Verdict> look(
      List<Snapshot> candidates,
      int retain,
      boolean findDamaged,
      Function<Snapshot, Verdict> judge) {
    Map<Snapshot, Verdict> verdicts = new LinkedHashMap<>();
    Zxid lastCounted = null;
    int counted = 0;
    for (Snapshot snapshot : candidates) {
      boolean copy = snapshot.zxid().equals(lastCounted);
      if (counted == retain && !copy) {
        break;
      }
      if (copy && !findDamaged) {
        continue;
      }
      Verdict verdict = judge.apply(snapshot);
      verdicts.put(snapshot, verdict);
      if (verdict.counts() && !copy) {
        counted++;
        lastCounted = snapshot.zxid();
      }
    }
    return verdicts;
  }

  private static Map<Path, Verdict> byPath(Map<Snapshot, Verdict> verdicts) {
    Map<Path, Verdict> byPath = new HashMap<>();
    verdicts.forEach((snapshot, verdict) -> byPath.put(snapshot.path(), verdict));
    return byPath;
  }

  /**
   * Looks at every snapshot, newest first.
   *
   * @throws StopSignal.StoppedException when a signal asked to stop
   */
  public static Map<Path, Verdict> all(DataDirListing listing, SnapshotJudge judge) {
    judge.announce(listing.snapshots());
    Map<Path, Verdict> verdicts = new HashMap<>();
    for (Snapshot snapshot : listing.snapshots()) {
      verdicts.put(
          snapshot.path(), judge.verify(snapshot, isNewest(snapshot, listing), listing.at()));
    }
    return verdicts;
  }

  private static boolean isNewest(Snapshot snapshot, DataDirListing listing) {
    return snapshot.zxid().equals(listing.snapshots().get(0).zxid());
  }

  private static boolean retentionMayDelete(DataDirListing listing, int retain, StopSignal stop) {
    Optional<Zxid> nth =
        listing.snapshots().stream().map(Snapshot::zxid).distinct().skip(retain - 1L).findFirst();
    if (nth.isEmpty()) {
      return false;
    }
    Zxid boundary = nth.get();
    for (Snapshot snapshot : listing.snapshots()) {
      stop.check();
      if (snapshot.zxid().isBefore(boundary) && mayGo(snapshot)) {
        return true;
      }
    }
    for (SnapshotTemp temp : listing.temps()) {
      if (temp.zxid().isBefore(boundary)
          && isSettled(temp.modified(), listing.at())
          && mayGo(temp)) {
        return true;
      }
    }
    int notAfter = 0;
    for (TxnLog log : listing.logs()) {
      stop.check();
      // of two the newer may cover the boundary, so only the older may go
      if (!boundary.isBefore(log.zxid()) && mayGo(log) && ++notAfter == 2) {
        return true;
      }
    }
    return false;
  }

  /** What cannot be read is no reason for doing nothing: planning has to see it, and to say so. */
  private static boolean mayGo(DataFile file) {
    Recognition.Kind kind = Recognition.of(file).kind();
    return kind == Recognition.Kind.RECOGNISED || kind == Recognition.Kind.UNREADABLE;
  }

  /**
   * Whether a file has not changed for {@link #SETTLED}. A time in the future is no proof of that.
   */
  public static boolean isSettled(Instant modified, Instant now) {
    return !modified.isAfter(now.minus(SETTLED));
  }
}

package dev.snapkeeper.purge;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.Log;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.DataDir;
import dev.snapkeeper.datadir.DataDirListing;
import dev.snapkeeper.datadir.DataFile;
import dev.snapkeeper.datadir.DataFile.Numbered;
import dev.snapkeeper.datadir.DataFile.TxnLog;
import dev.snapkeeper.datadir.DirectoryException;
import dev.snapkeeper.datadir.IoFault;
import dev.snapkeeper.plan.Fate;
import dev.snapkeeper.plan.PurgePlan;
import dev.snapkeeper.plan.PurgePlan.Entry;
import dev.snapkeeper.plan.Reason;
import dev.snapkeeper.purge.PurgeOutcome.Survivor;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Carries a plan out in an order that is safe to interrupt at any moment: snapshots from the oldest
 * on, then logs from the oldest on. So no snapshot is ever there without the logs it needs.
 * ZooKeeper's own purge deletes logs first; killed half-way, it leaves snapshots that restore to
 * less than they should, without a word.
 */
public final class Purger {
  private final StopSignal stop;
  private final Clock clock;
  private final List<Entry> removed = new ArrayList<>();
  private final List<Entry> alreadyGone = new ArrayList<>();
  private final List<Survivor> survivors = new ArrayList<>();
  private final List<Entry> notReached = new ArrayList<>();

  private Purger(StopSignal stop, Clock clock) {
    this.stop = requireNonNull(stop);
    this.clock = requireNonNull(clock);
  }

  /** Deletes what the plan says, looks again, and tells what came of it. */
  public static PurgeOutcome carryOut(PurgePlan plan, StopSignal stop, Clock clock) {
    return new Purger(stop, clock).carryOut(plan);
  }

  private PurgeOutcome carryOut(PurgePlan plan) {
    DataDir dir = plan.listing().dir();
    List<Entry> logs = oldestFirst(plan, true);
    List<Entry> snapshots = oldestFirst(plan, false);
    boolean orphans = delete(snapshots, dir.snapshots(), dir.snapshotsKey(), plan);
    if (orphans && stop.raised().isEmpty()) {
      // Not only tidiness: a snapshot without its logs restores to less than it should.
      logs.forEach(log -> survive(log, "kept: an older snapshot that may need it is still there"));
    } else {
      delete(logs, dir.logs(), dir.logsKey(), plan);
    }
    for (Entry entry : plan.of(Reason.UNREADABLE)) {
      survive(entry, entry.detail().orElse("cannot be read"));
    }
    return rescanned(plan);
  }

  private static List<Entry> oldestFirst(PurgePlan plan, boolean logs) {
    Path snapshots = plan.listing().dir().snapshots();
    return plan.of(Fate.DELETE).stream()
        .filter(entry -> isAmongLogs(numbered(entry), snapshots) == logs)
        .sorted((one, other) -> numbered(one).zxid().compareTo(numbered(other).zxid()))
        .toList();
  }

  /** A log, or a temporary that lies in a directory of logs alone. */
  private static boolean isAmongLogs(Numbered file, Path snapshots) {
    return file instanceof TxnLog || !snapshots.equals(file.directory());
  }

  private static Numbered numbered(Entry entry) {
    if (entry.file() instanceof Numbered file) {
      return file;
    }
    throw new IllegalArgumentException(entry.file() + " is never to be deleted");
  }

  /** Returns whether anything is left that ZooKeeper could still restore from. */
  private boolean delete(List<Entry> entries, Path path, Object key, PurgePlan plan) {
    if (entries.isEmpty()) {
      return false;
    }
    boolean left = false;
    try (ScannedDirectory directory = ScannedDirectory.open(path, key)) {
      requireRetained(plan);
      for (Entry entry : entries) {
        left |= !delete(entry, directory) && entry.reason() != Reason.DAMAGED_SNAPSHOT;
      }
    } catch (IOException e) {
      Set<DataFile> done = new HashSet<>();
      removed.forEach(entry -> done.add(entry.file()));
      alreadyGone.forEach(entry -> done.add(entry.file()));
      survivors.forEach(survivor -> done.add(survivor.file()));
      notReached.forEach(entry -> done.add(entry.file()));
      for (Entry entry : entries) {
        if (!done.contains(entry.file())) {
          survive(entry, IoFault.describe(e));
          left = true;
        }
      }
    }
    return left;
  }

  /**
   * Reading them took its time: another purge, with another rule, may have been at work meanwhile.
   */
  private static void requireRetained(PurgePlan plan) throws IOException {
    DataDir dir = plan.listing().dir();
    try (ScannedDirectory directory = ScannedDirectory.open(dir.snapshots(), dir.snapshotsKey())) {
      for (Entry entry : plan.of(Reason.RETAINED)) {
        if (!directory.holds(entry.file())) {
          throw new IOException(
              "kept: "
                  + entry.file().name()
                  + ", which was to be retained, has gone or changed since it was read");
        }
      }
    }
  }

  private boolean delete(Entry entry, ScannedDirectory directory) {
    if (stop.raised().isPresent()) {
      notReached.add(entry);
      return false;
    }
    try {
      directory.delete(entry.file());
      Log.info("deleted {}", entry.file().path());
      removed.add(entry);
      return true;
    } catch (NoSuchFileException e) {
      alreadyGone.add(entry);
      return true;
    } catch (IOException e) {
      survive(entry, IoFault.describe(e));
      return false;
    }
  }

  private void survive(Entry entry, String cause) {
    Log.info("not deleted: {}: {}", entry.file().path(), cause);
    survivors.add(new Survivor(entry.file(), cause));
  }

  private PurgeOutcome rescanned(PurgePlan plan) {
    DataDirListing before = plan.listing();
    DataDirListing after;
    try {
      after = before.dir().scan(clock.instant());
      before.dir().requireSame();
    } catch (DirectoryException e) {
      // what is there now nobody knows
      return new PurgeOutcome(
          removed,
          alreadyGone,
          List.of(),
          notReached,
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.ofNullable(e.getMessage()));
    }
    Set<Path> there = after.all().stream().map(DataFile::path).collect(Collectors.toSet());
    // not the other way about: there is less to keep in mind of what is there now than of what was
    Map<Path, DataFile> appeared = new LinkedHashMap<>();
    after.all().forEach(file -> appeared.put(file.path(), file));
    before.all().forEach(file -> appeared.remove(file.path()));
    List<Entry> deleted = new ArrayList<>();
    for (Entry entry : removed) {
      if (there.contains(entry.file().path())) {
        survivors.add(new Survivor(entry.file(), "was deleted, and is there again"));
      } else {
        deleted.add(entry);
      }
    }
    survivors.removeIf(survivor -> !there.contains(survivor.file().path()));
    List<Entry> lost =
        Stream.concat(plan.of(Reason.RETAINED).stream(), plan.of(Reason.NEEDED_LOG).stream())
            .filter(entry -> !there.contains(entry.file().path()))
            .toList();
    return new PurgeOutcome(
        deleted,
        alreadyGone,
        survivors,
        notReached,
        lost,
        List.copyOf(appeared.values()),
        Optional.of(after),
        Optional.empty());
  }
}

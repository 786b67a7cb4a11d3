package dev.snapkeeper.plan;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.DataDirListing;
import dev.snapkeeper.datadir.DataFile;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.DataFile.SnapshotTemp;
import dev.snapkeeper.datadir.DataFile.Stray;
import dev.snapkeeper.datadir.DataFile.TxnLog;
import dev.snapkeeper.datadir.IoFault;
import dev.snapkeeper.datadir.Zxid;
import dev.snapkeeper.options.PurgeOptions;
import dev.snapkeeper.plan.PurgePlan.Entry;
import dev.snapkeeper.plan.Retention.Cause;
import dev.snapkeeper.plan.Retention.Cut;
import dev.snapkeeper.plan.Retention.KeepAll;
import dev.snapkeeper.plan.Retention.Refused;
import dev.snapkeeper.snapshot.Recognition;
import dev.snapkeeper.snapshot.TxnLogReader;
import dev.snapkeeper.snapshot.Verdict;
import dev.snapkeeper.snapshot.Verdicts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Turns what was scanned and verified into a plan. Deletes nothing, so a dry run is this and no
 * more.
 *
 * <p>Where the boundary lies is ZooKeeper's own answer, by {@link ShadowRule}. Its rule is
 * monotonic in the zxid: so the stubs have to show it no more than the files around the boundary,
 * and whatever is as old as a stub that went goes the same way.
 */
public final class PurgePlanner {
  /** Clocks and copies are not exact to the second. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final PurgeOptions options;
  private final DataDirListing listing;
  private final Verdicts verdicts;
  private final StopSignal stop;

  /**
   * The snapshots that count, newest first, one for each zxid, at most as many as are asked for.
   */
  private final List<Snapshot> counted;

  private final Map<TxnLog, Recognition> recognitions = new HashMap<>();

  private PurgePlanner(
      PurgeOptions options, DataDirListing listing, Verdicts verdicts, StopSignal stop) {
    this.options = requireNonNull(options);
    this.listing = requireNonNull(listing);
    this.verdicts = requireNonNull(verdicts);
    this.stop = requireNonNull(stop);
    this.counted = counted();
  }

  /**
   * Makes the plan.
   *
   * @param places directories to try in turn for the few small files that ZooKeeper's rule is asked
   *     with
   * @throws ShadowException when none of the places takes them
   * @throws StopSignal.StoppedException when a signal asked to stop
   */
  public static PurgePlan plan(
      PurgeOptions options,
      DataDirListing listing,
      Verdicts verdicts,
      List<Path> places,
      StopSignal stop)
      throws ShadowException {
    return new PurgePlanner(options, listing, verdicts, stop)
        .plan(new ShadowRule(places, listing.at()));
  }

  private PurgePlan plan(ShadowRule rule) throws ShadowException {
    Retention retention = boundary(rule);
    List<Entry> entries = List.of();
    if (retention instanceof Cut cut) {
      entries = entries(cut);
      retention = examined(cut, entries);
    }
    if (!(retention instanceof Cut)) {
      entries = entriesOfKept();
    }
    if (options.deleteCorrupt()) {
      entries = withDamagedDeleted(entries);
    }
    return new PurgePlan(listing, verdicts, retention, entries, warnings(entries));
  }

  private List<Snapshot> counted() {
    List<Snapshot> found = new ArrayList<>();
    Zxid last = null;
    for (Snapshot snapshot : listing.snapshots()) {
      if (found.size() < options.retain()
          && verdicts.of(snapshot).counts()
          && !snapshot.zxid().equals(last)) {
        found.add(snapshot);
        last = snapshot.zxid();
      }
    }
    return List.copyOf(found);
  }

  /** Finds the boundary between what stays and what goes, or why there is none. */
  private Retention boundary(ShadowRule rule) throws ShadowException {
    int distinct = listing.distinctSnapshots();
    if (distinct < options.retain()) {
      return new KeepAll(thereAre(distinct) + ", and " + options.retain() + " are kept");
    }
    if (!verdicts.retentionMayDelete()) {
      return new KeepAll(
          "nothing is older than what the newest " + options.retain() + " snapshots need");
    }
    if (counted.size() < options.retain()) {
      return tooFew();
    }
    return askRule(rule, counted.get(options.retain() - 1).zxid());
  }

  private Retention tooFew() {
    long damaged = zxidsWith(Verdict.Damaged.class);
    long unreadable = zxidsWith(Verdict.Unreadable.class);
    int sound = counted.size();
    if (sound + damaged + unreadable < options.retain()) {
      return new KeepAll(
          "the newest snapshot is still being written; without it "
              + thereAre(sound)
              + ", and "
              + options.retain()
              + " are kept");
    }
    String remedy;
    if (unreadable > 0) {
      remedy = "The warnings say why they cannot be read: mend that, then run again.";
    } else if (sound == 0) {
      remedy =
          "Delete nothing by hand: on a member of an ensemble, move version-2 away and let it sync"
              + " from a healthy one.";
    } else {
      remedy =
          "Let the server write new snapshots (it writes one whenever it starts), then run again;"
              + " --delete-corrupt frees what the damaged ones take.";
    }
    return new Refused(
        Cause.TOO_FEW_SOUND,
        "of the "
            + options.retain()
            + " snapshots to keep only "
            + sound
            + (sound == 1 ? " is" : " are")
            + " proven restorable ("
            + damaged
            + " damaged, "
            + unreadable
            + " unreadable), and the older files may be needed to rebuild the state. "
            + remedy);
  }

  private long zxidsWith(Class<? extends Verdict> kind) {
    return listing.snapshots().stream()
        .filter(snapshot -> kind.isInstance(verdicts.of(snapshot)))
        .map(Snapshot::zxid)
        .distinct()
        .count();
  }

  /** Lets PurgeTxnLog decide about stubs, and reads off its answer where the boundary lies. */
  private Retention askRule(ShadowRule rule, Zxid oldest) throws ShadowException {
    Set<Zxid> vetted = new TreeSet<>();
    counted.forEach(snapshot -> vetted.add(snapshot.zxid()));
    Set<Zxid> snapshots = new TreeSet<>(vetted);
    newestOlder(oldest).ifPresent(snapshots::add);
    Set<Zxid> logs = logsAround(oldest);

    ShadowRule.Removed removed = rule.ask(snapshots, logs, options.retain());
    Set<Zxid> keptLogs = new TreeSet<>(logs);
    keptLogs.removeAll(removed.logs());
    Cut cut =
        new Cut(
            oldest,
            removed.snapshots().stream().max(Zxid::compareTo),
            removed.logs().stream().max(Zxid::compareTo));
    boolean agrees =
        removed.snapshots().stream().noneMatch(vetted::contains)
            && Stream.concat(removed.snapshots().stream(), removed.logs().stream())
                .allMatch(gone -> gone.isBefore(oldest))
            && cut.lastLog().stream().allMatch(gone -> keptLogs.stream().allMatch(gone::isBefore));
    return agrees
        ? cut
        : new Refused(
            Cause.RULE_DISAGREES,
            "ZooKeeper's PurgeTxnLog would delete what the "
                + options.retain()
                + " snapshots need. That should not happen: please report it with the list of files.");
  }

  /**
   * The snapshot witness: if the newest of what is older goes, so may all that is older still.
   * Whether a file is what its name says is a question of its own, asked of each that is to go.
   */
  private Optional<Zxid> newestOlder(Zxid oldest) {
    return Stream.concat(
            listing.snapshots().stream().map(Snapshot::zxid),
            listing.temps().stream().map(SnapshotTemp::zxid))
        .filter(zxid -> zxid.isBefore(oldest))
        .max(Zxid::compareTo);
  }

  /**
   * All logs from the one that may cover the oldest retained snapshot on, and the log witness,
   * which is the next older. An empty log, or one that is none, covers nothing: were it shown to
   * the rule, the log that really covers the snapshot would go.
   */
  private Set<Zxid> logsAround(Zxid oldest) {
    Set<Zxid> logs = new TreeSet<>();
    int notAfter = 0;
    for (TxnLog log : listing.logs()) {
      if (oldest.isBefore(log.zxid())) {
        logs.add(log.zxid());
      } else if (remembered(log).isRecognised()) {
        logs.add(log.zxid());
        if (++notAfter == 2) {
          break;
        }
      }
    }
    return logs;
  }

  private Recognition recognition(DataFile file) {
    Recognition known = recognitions.get(file);
    if (known == null) {
      stop.check();
      known = Recognition.of(file);
    }
    return known;
  }

  /** There may be very many files; only the few logs around the boundary are asked for again. */
  private Recognition remembered(TxnLog log) {
    return recognitions.computeIfAbsent(log, this::recognition);
  }

  private List<Entry> entries(Cut cut) {
    List<Entry> entries = new ArrayList<>();
    boolean olderStays = false;
    for (Snapshot snapshot : listing.snapshots()) {
      Entry entry = entry(snapshot, cut);
      olderStays |= entry.reason() == Reason.UNREADABLE || entry.reason() == Reason.KEPT;
      entries.add(entry);
    }
    for (TxnLog log : listing.logs()) {
      Entry entry = entry(log, cut);
      // Without its logs an older snapshot would restore, but silently to less than it should.
      entries.add(
          olderStays && entry.reason() == Reason.OLD_LOG
              ? new Entry(log, Reason.LOG_OF_OLDER)
              : entry);
    }
    for (SnapshotTemp temp : listing.temps()) {
      boolean isOld =
          isNotAfter(temp.zxid(), cut.lastSnapshot())
              && Verdicts.isSettled(temp.modified(), listing.at());
      entries.add(isOld ? old(temp, Reason.OLD_TEMP) : new Entry(temp, Reason.TEMP));
    }
    addStrays(entries);
    return entries;
  }

  private Entry entry(Snapshot snapshot, Cut cut) {
    for (Snapshot one : counted) {
      if (one.zxid().equals(snapshot.zxid())) {
        return new Entry(snapshot, one.equals(snapshot) ? Reason.RETAINED : Reason.SAME_ZXID);
      }
    }
    if (!snapshot.zxid().isBefore(cut.oldest())) {
      return new Entry(snapshot, Reason.NEWER);
    }
    return isNotAfter(snapshot.zxid(), cut.lastSnapshot())
        ? old(snapshot, Reason.OLD_SNAPSHOT)
        : new Entry(snapshot, Reason.KEPT);
  }

  private Entry entry(TxnLog log, Cut cut) {
    if (isNotAfter(log.zxid(), cut.lastLog())) {
      return old(log, Reason.OLD_LOG);
    }
    // looked into already, in search of the log that covers the oldest snapshot
    Recognition known = recognitions.get(log);
    if (known == null || known.isRecognised()) {
      return new Entry(log, Reason.NEEDED_LOG);
    }
    return known.kind() == Recognition.Kind.UNREADABLE
        ? new Entry(log, Reason.NEEDED_LOG, Optional.of(known.text()))
        : old(log, Reason.NEEDED_LOG);
  }

  private Entry old(DataFile file, Reason ifRecognised) {
    Recognition recognition = recognition(file);
    return switch (recognition.kind()) {
      case RECOGNISED -> new Entry(file, ifRecognised);
      case EMPTY_LOG -> new Entry(file, Reason.EMPTY_LOG);
      case FOREIGN -> new Entry(file, Reason.FOREIGN_CONTENT, Optional.of(recognition.text()));
      case UNREADABLE -> new Entry(file, Reason.UNREADABLE, Optional.of(recognition.text()));
    };
  }

  private static boolean isNotAfter(Zxid zxid, Optional<Zxid> last) {
    return last.isPresent() && !last.get().isBefore(zxid);
  }

  private List<Entry> entriesOfKept() {
    List<Entry> entries = new ArrayList<>();
    for (Snapshot snapshot : listing.snapshots()) {
      entries.add(new Entry(snapshot, counted.contains(snapshot) ? Reason.RETAINED : Reason.KEPT));
    }
    listing.logs().forEach(log -> entries.add(new Entry(log, Reason.KEPT)));
    listing.temps().forEach(temp -> entries.add(new Entry(temp, Reason.TEMP)));
    addStrays(entries);
    return entries;
  }

  private void addStrays(List<Entry> entries) {
    for (Stray stray : listing.strays()) {
      entries.add(new Entry(stray, Reason.of(stray.kind())));
    }
  }

  /** Looks for signs that the zxids do not tell old from new, as ZooKeeper's rule assumes. */
  private Retention examined(Cut cut, List<Entry> entries) {
    if (entries.stream().noneMatch(entry -> entry.fate() == Fate.DELETE)) {
      boolean unreadable = entries.stream().anyMatch(e -> e.reason() == Reason.UNREADABLE);
      return unreadable ? cut : new KeepAll("nothing that may go is older than what stays");
    }
    Optional<Retention> refused = logsEndEarly(cut.oldest());
    if (refused.isEmpty() && !options.trustZxidOrder()) {
      refused = writtenLater(entries);
    }
    return refused.orElse(cut);
  }

  /** After a restore from a backup, stale files of a higher epoch look newer than what is live. */
  private Optional<Retention> writtenLater(List<Entry> entries) {
    List<DataFile> stay = new ArrayList<>(counted);
    return writtenLater(files(entries, Reason.OLD_SNAPSHOT), stay)
        .or(
            () -> {
              stay.addAll(files(entries, Reason.NEEDED_LOG));
              return writtenLater(files(entries, Reason.OLD_LOG), stay);
            })
        .map(
            file ->
                new Refused(
                    Cause.WRITTEN_LATER,
                    file.name()
                        + " would go, but was written after all that would stay"
                        + (stay.stream()
                                .anyMatch(f -> f.modified().isAfter(listing.at().plus(GRACE)))
                            ? " (times in the future do not count; is the clock right?), on "
                            : ", on ")
                        + file.modified().truncatedTo(ChronoUnit.SECONDS)
                        + ". Was this directory restored from a backup, or are files of another"
                        + " ensemble left in it? Then the stale ones, of higher zxids, must be moved"
                        + " away by hand. Only if the higher zxids are the ones to keep, and the times"
                        + " are wrong (files copied one by one), run with --trust-zxid-order."));
  }

  /** A time that is still to come says nothing of when a file was written. */
  private Optional<DataFile> writtenLater(List<DataFile> go, List<DataFile> stay) {
    Instant latest =
        stay.stream()
            .map(DataFile::modified)
            .filter(time -> !time.isAfter(listing.at().plus(GRACE)))
            .max(Instant::compareTo)
            .orElse(Instant.MIN);
    return go.stream()
        .max((one, other) -> one.modified().compareTo(other.modified()))
        .filter(file -> file.modified().minus(GRACE).isAfter(latest));
  }

  private static List<DataFile> files(List<Entry> entries, Reason reason) {
    return entries.stream().filter(e -> e.reason() == reason).map(Entry::file).toList();
  }

  /** Logs that end before the oldest retained snapshot begins are not that snapshot's logs. */
  private Optional<Retention> logsEndEarly(Zxid oldest) {
    Optional<TxnLog> newest =
        listing.logs().stream().filter(log -> recognition(log).isRecognised()).findFirst();
    if (newest.isEmpty() || !newest.get().zxid().isBefore(oldest)) {
      return Optional.empty();
    }
    Path path = newest.get().path();
    String found;
    try {
      Optional<Zxid> last = TxnLogReader.lastZxid(path, stop);
      if (last.isPresent() && !last.get().isBefore(oldest)) {
        return Optional.empty();
      }
      found = last.map(zxid -> "ends at " + zxid).orElse("holds no transaction");
    } catch (IOException e) {
      found = "cannot be read (" + IoFault.describe(e) + ")";
    }
    return Optional.of(
        new Refused(
            Cause.LOGS_END_EARLY,
            "the newest txn log, "
                + path
                + ", "
                + found
                + ", before the oldest snapshot to keep, "
                + oldest
                + ". Is this the log directory of another ensemble? Compare --data-log-dir with"
                + " dataLogDir in zoo.cfg. On a member that has been idle since it synced, wait for its"
                + " next transaction."));
  }

  private List<Entry> withDamagedDeleted(List<Entry> entries) {
    if (counted.stream().noneMatch(s -> verdicts.of(s) instanceof Verdict.Sound)) {
      return entries; // then even a damaged snapshot is better than none
    }
    List<Entry> changed = new ArrayList<>();
    for (Entry entry : entries) {
      boolean goes =
          entry.file() instanceof Snapshot snapshot
              && entry.fate() == Fate.RETAIN
              && verdicts.of(snapshot) instanceof Verdict.Damaged
              && Verdicts.isSettled(snapshot.modified(), listing.at());
      changed.add(goes ? old(entry.file(), Reason.DAMAGED_SNAPSHOT) : entry);
    }
    return changed;
  }

  private List<String> warnings(List<Entry> entries) {
    List<String> warnings = new ArrayList<>(options.warnings());
    warnings.addAll(listing.warnings());
    int damaged = 0;
    Map<String, String> unreadable = new LinkedHashMap<>();
    for (Entry entry : entries) {
      if (entry.file() instanceof Snapshot snapshot && entry.fate() != Fate.DELETE) {
        Verdict verdict = verdicts.of(snapshot);
        if (verdict instanceof Verdict.Damaged fault) {
          damaged++;
          warnings.add(snapshot.name() + " is damaged: " + fault.fault());
        } else if (verdict instanceof Verdict.Unreadable fault) {
          unreadable.merge(fault.cause(), snapshot.name(), (names, name) -> names + ", " + name);
        }
      }
    }
    for (Entry entry : entries) {
      if (entry.reason() == Reason.NEEDED_LOG && entry.detail().isPresent()) {
        warnings.add(
            entry.file().name()
                + " "
                + entry.detail().get()
                + "; it is kept, since a retained snapshot may need it");
      }
    }
    unreadable.forEach((cause, names) -> warnings.add(names + " cannot be read: " + cause));
    if (damaged > 0) {
      warnings.add(
          options.deleteCorrupt()
              ? "--delete-corrupt leaves a damaged snapshot while it has changed within the hour, does"
                  + " not begin as a snapshot, or no other is proven sound by a full read"
              : "--delete-corrupt frees what damaged snapshots take, once unchanged for an hour");
    }
    return warnings;
  }

  private static String thereAre(int snapshots) {
    return snapshots == 1 ? "there is 1 snapshot" : "there are " + snapshots + " snapshots";
  }
}

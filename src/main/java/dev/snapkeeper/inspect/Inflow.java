package dev.snapkeeper.inspect;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.datadir.DataDirListing;
import dev.snapkeeper.datadir.DataFile;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.DataFile.TxnLog;
import dev.snapkeeper.snapshot.TxnLogSummary;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How fast ZooKeeper fills the disk while nothing is deleted: by what it has written since the
 * oldest snapshot at hand was taken. All of that is still there, because whoever purges deletes
 * what is older than the oldest snapshot that stays. How the tree grew would not tell: a server
 * that changes the same few znodes over and over fills a disk as well.
 */
public sealed interface Inflow {

  /** A shorter time says more of how the files came there than of how they were written. */
  Duration SHORTEST = Duration.ofMinutes(10);

  /** Clocks are not exact to the second. */
  Duration GRACE = Duration.ofMinutes(1);

  /**
   * What was written.
   *
   * @param since when the oldest sound snapshot was finished
   * @param until when the newest file was last written to
   * @param snapshots how many snapshots were written from then on
   * @param logs how many txn logs were
   * @param snapshotBytes size of those snapshots
   * @param logBytes data in those logs, without what is set aside behind it
   * @param logsWithFault how many of those logs cannot be read to their end, so that there may be
   *     more in them
   */
  record Measured(
      Instant since,
      Instant until,
      int snapshots,
      int logs,
      long snapshotBytes,
      long logBytes,
      int logsWithFault)
      implements Inflow {
    public Measured {
      if (Duration.between(since, until).compareTo(SHORTEST) < 0) {
        throw new IllegalArgumentException(since + " to " + until);
      }
    }

    /** How long it took. */
    public Duration time() {
      return Duration.between(since, until);
    }

    /** What so many bytes in that time make in a day, rounded down. */
    public long perDay(long bytes) {
      return BigInteger.valueOf(bytes)
          .multiply(BigInteger.valueOf(Duration.ofDays(1).toSeconds()))
          .divide(BigInteger.valueOf(time().toSeconds()))
          .min(BigInteger.valueOf(Long.MAX_VALUE)) // a sparse file may claim any size
          .longValueExact();
    }
  }

  /**
   * It cannot be told.
   *
   * @param why for a person
   */
  record Unknown(String why) implements Inflow {
    public Unknown {
      requireNonNull(why);
    }
  }

  /**
   * Measures it.
   *
   * @param isSound whether a snapshot is fit to begin with: not somebody's old copy
   * @param logs what the txn logs hold, by path; empty where they were not read
   */
  static Inflow of(
      DataDirListing listing, Predicate<Snapshot> isSound, Map<Path, TxnLogSummary> logs) {
    if (!listing.logs().isEmpty() && logs.isEmpty()) {
      return new Unknown("the txn logs were not read (--verify none)");
    }
    List<Snapshot> sound = listing.snapshots().stream().filter(isSound).toList();
    if (listing.distinctSnapshots() < 2 || sound.isEmpty()) {
      return new Unknown("it takes a sound snapshot and another one after it to tell");
    }
    List<DataFile> files =
        Stream.<DataFile>concat(listing.snapshots().stream(), listing.logs().stream()).toList();
    if (files.stream().anyMatch(file -> file.modified().isAfter(listing.at().plus(GRACE)))) {
      return new Unknown("there are files with a time in the future; is the clock right?");
    }
    for (int i = 1; i < sound.size(); i++) {
      if (sound.get(i).modified().isAfter(sound.get(i - 1).modified().plus(GRACE))) {
        return new Unknown(
            "the files' times do not follow their zxids: "
                + sound.get(i).name()
                + " is later than "
                + sound.get(i - 1).name()
                + "; were they copied or restored?");
      }
    }
    Instant since = sound.get(sound.size() - 1).modified();
    Instant until = files.stream().map(DataFile::modified).max(Instant::compareTo).orElseThrow();
    Duration time = Duration.between(since, until);
    if (time.compareTo(SHORTEST) < 0) {
      return new Unknown(
          "too little time lies between the oldest sound snapshot and the newest file, "
              + time.toSeconds()
              + "s");
    }
    List<Snapshot> newSnapshots = after(since, listing.snapshots());
    List<TxnLog> newLogs = after(since, listing.logs());
    return new Measured(
        since,
        until,
        newSnapshots.size(),
        newLogs.size(),
        newSnapshots.stream().mapToLong(Snapshot::size).sum(),
        newLogs.stream().mapToLong(log -> logs.get(log.path()).dataBytes()).sum(),
        (int) newLogs.stream().filter(log -> logs.get(log.path()).fault().isPresent()).count());
  }

  private static <T extends DataFile> List<T> after(Instant since, List<T> files) {
    return files.stream().filter(file -> file.modified().isAfter(since)).toList();
  }
}

package dev.snapkeeper.snapshot;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.Log;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.Identity;
import dev.snapkeeper.datadir.IoFault;
import dev.snapkeeper.options.VerifyMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.zookeeper.server.persistence.SnapStream;

/** Finds out whether ZooKeeper could restore from a snapshot. */
public final class SnapshotVerifier implements SnapshotJudge {

  /** A snapshot that changed within this time may be one that the server is writing just now. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  /** What to make of proofs that are left with the snapshots themselves. */
  public enum Memory {
    /** Neither look for them nor leave any. */
    NONE,
    /** Take them, and leave none. */
    RECALL,
    /** Take them, and leave one with each snapshot that was read in full and is sound. */
    KEEP,
    /** Take none, leave one with each snapshot that is sound, and none with one that is damaged. */
    RENEW
  }

  private final VerifyMode mode;
  private final Memory memory;
  private final StopSignal stop;
  private final Set<Snapshot> expected = new HashSet<>();

  public SnapshotVerifier(VerifyMode mode, StopSignal stop) {
    this(mode, Memory.NONE, stop);
  }

  public SnapshotVerifier(VerifyMode mode, Memory memory, StopSignal stop) {
    this.mode = requireNonNull(mode);
    this.memory = requireNonNull(memory);
    this.stop = requireNonNull(stop);
  }

  @Override
  public void announce(Collection<Snapshot> snapshots) {
    if (mode == VerifyMode.FULL) {
      snapshots.forEach(this::expect);
    }
  }

  private void expect(Snapshot snapshot) {
    if (expected.add(snapshot)) {
      stop.progress().expect(snapshot.size());
    }
  }

  /** Reads a snapshot and judges it. */
  @Override
  public Verdict verify(Snapshot snapshot, boolean newest, Instant now) {
    long start = System.nanoTime();
    Verdict verdict = judge(snapshot, newest, now);
    Log.info(
        "{}: {}{} ({} ms)",
        snapshot.path(),
        verdict.label(),
        verdict instanceof Verdict.Damaged damaged ? ", " + damaged.fault() : "",
        (System.nanoTime() - start) / 1_000_000);
    return verdict;
  }

  private Verdict judge(Snapshot snapshot, boolean newest, Instant now) {
    try {
      // What does not pass the light check is read in full all the same, to know what is wrong with
      // it.
      if (mode == VerifyMode.TAIL && passesLightCheck(snapshot)) {
        return ifUnchanged(snapshot, new Verdict.TailOnly());
      }
      return read(snapshot, newest, now);
    } catch (IOException e) {
      return new Verdict.Unreadable(IoFault.describe(e));
    }
  }

  private Verdict read(Snapshot snapshot, boolean newest, Instant now) throws IOException {
    try {
      return ifUnchanged(snapshot, sound(snapshot, now));
    } catch (DamagedSnapshotException e) {
      if (memory == Memory.RENEW) {
        ProofMark.remove(snapshot);
      }
      return newest && e.endsEarly() && isFresh(snapshot, now)
          ? new Verdict.BeingWritten()
          : new Verdict.Damaged(e.getMessage());
    }
  }

  private static boolean passesLightCheck(Snapshot snapshot) throws IOException {
    Log.start();
    return SnapStream.isValidSnapshot(snapshot.path().toFile());
  }

  private Verdict sound(Snapshot snapshot, Instant now)
      throws IOException, DamagedSnapshotException {
    expect(snapshot);
    if (memory == Memory.RECALL || memory == Memory.KEEP) {
      Optional<ProofMark> mark = ProofMark.of(snapshot, now);
      if (mark.isPresent()) {
        stop.progress().expect(-snapshot.size());
        return new Verdict.Sound(mark.get().summary(), Optional.of(mark.get().at()));
      }
    }
    SnapshotSummary summary = SnapshotReader.read(snapshot.path(), snapshot.codec(), stop);
    if ((memory == Memory.KEEP || memory == Memory.RENEW) && isUnchanged(snapshot)) {
      new ProofMark(now, summary).leave(snapshot);
    }
    return new Verdict.Sound(summary);
  }

  /** One that was finished since the scan is not the file that deletion will make sure of. */
  private static Verdict ifUnchanged(Snapshot snapshot, Verdict verdict) throws IOException {
    return isUnchanged(snapshot) ? verdict : new Verdict.BeingWritten();
  }

  private static boolean isFresh(Snapshot snapshot, Instant now) throws IOException {
    return snapshot.modified().isAfter(now.minus(FRESH)) || !isUnchanged(snapshot);
  }

  private static boolean isUnchanged(Snapshot snapshot) throws IOException {
    try {
      Identity scanned = snapshot.identity();
      return scanned.matches(
          Files.readAttributes(
              snapshot.path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException gone) {
      return false;
    }
  }
}

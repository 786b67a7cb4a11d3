package dev.snapkeeper.compare;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.StopSignal;
import dev.snapkeeper.compare.SnapshotMerge.Source;
import dev.snapkeeper.snapshot.DamagedSnapshotException;
import dev.snapkeeper.snapshot.LoadedQuotas;
import dev.snapkeeper.snapshot.SnapshotReader;
import dev.snapkeeper.snapshot.SnapshotReader.Option;
import java.io.IOException;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * How two snapshots are to be compared.
 *
 * @param keep makes a rule for which nodes are wanted; anew each time, as a rule may remember
 * @param changesShown how many znodes of each kind of changed content are wanted; empty where
 *     content is not compared
 * @param trustSeals whether to leave out the proof that the snapshots are sound
 * @param asLoaded whether to take the data of quotas' statistics for as long as it is once
 *     ZooKeeper has loaded the snapshot, rather than as long as it is in the file; see {@link
 *     LoadedQuotas}
 */
public record Comparison(
    Supplier<Keep> keep, OptionalInt changesShown, boolean trustSeals, boolean asLoaded) {

  public Comparison {
    requireNonNull(keep);
    requireNonNull(changesShown);
  }

  /**
   * Compares two snapshots: in one pass over each, unless there are quotas and they matter.
   *
   * @throws UnusableSnapshotException when either is damaged or cannot be read
   * @throws StopSignal.StoppedException when a signal asked to stop
   */
  public SnapshotDiff of(SnapshotFile left, SnapshotFile right, StopSignal stop)
      throws UnusableSnapshotException {
    if (!asLoaded) {
      return merge(
          left, SnapshotReader::dataLength, right, SnapshotReader::dataLength, trustSeals, stop);
    }
    LoadedQuotas leftQuotas = new LoadedQuotas();
    LoadedQuotas rightQuotas = new LoadedQuotas();
    SnapshotDiff diff =
        merge(left, leftQuotas::dataLength, right, rightQuotas::dataLength, trustSeals, stop);
    boolean again = count(Side.LEFT, leftQuotas, left, stop);
    again |= count(Side.RIGHT, rightQuotas, right, stop);
    return again
        ? merge(left, leftQuotas::dataLength, right, rightQuotas::dataLength, true, stop)
        : diff;
  }

  /**
   * Reads one snapshot as if there had been nothing before it; content is not compared.
   *
   * @throws UnusableSnapshotException when it is damaged or cannot be read
   * @throws StopSignal.StoppedException when a signal asked to stop
   */
  public SnapshotDiff withNothing(SnapshotFile right, StopSignal stop)
      throws UnusableSnapshotException {
    Set<Option> options =
        trustSeals ? EnumSet.of(Option.TRUST_SEALS) : EnumSet.noneOf(Option.class);
    stop.progress().expect(right.size());
    try (SnapshotReader reader = open(Side.RIGHT, right, options, stop)) {
      return SnapshotMerge.fromNothing(Source.of(reader), keep.get());
    } catch (IOException e) {
      throw new IllegalStateException("a file that was read cannot be closed", e);
    }
  }

  private static boolean count(Side side, LoadedQuotas quotas, SnapshotFile file, StopSignal stop)
      throws UnusableSnapshotException {
    try {
      return quotas.count(file.file(), file.codec(), stop);
    } catch (DamagedSnapshotException e) {
      throw UnusableSnapshotException.damaged(side, e.getMessage(), e, false);
    } catch (IOException e) {
      throw UnusableSnapshotException.unreadable(side, e, false);
    }
  }

  private SnapshotDiff merge(
      SnapshotFile left,
      ToIntFunction<SnapshotReader> leftLength,
      SnapshotFile right,
      ToIntFunction<SnapshotReader> rightLength,
      boolean trust,
      StopSignal stop)
      throws UnusableSnapshotException {
    Set<Option> options = EnumSet.noneOf(Option.class);
    if (trust) {
      options.add(Option.TRUST_SEALS);
    }
    if (changesShown.isPresent()) {
      options.add(Option.DIGEST_CONTENT);
    }
    stop.progress().expect(left.size() + right.size());
    try (SnapshotReader leftReader = open(Side.LEFT, left, options, stop);
        SnapshotReader rightReader = open(Side.RIGHT, right, options, stop)) {
      Source leftSource = new Source(leftReader, leftLength);
      Source rightSource = new Source(rightReader, rightLength);
      return changesShown.isPresent()
          ? SnapshotMerge.compareContent(
              leftSource, rightSource, keep.get(), changesShown.getAsInt())
          : SnapshotMerge.compare(leftSource, rightSource, keep.get());
    } catch (IOException e) {
      throw new IllegalStateException("a file that was read cannot be closed", e);
    }
  }

  private static SnapshotReader open(
      Side side, SnapshotFile file, Set<Option> options, StopSignal stop)
      throws UnusableSnapshotException {
    try {
      return SnapshotReader.open(file.file(), file.codec(), options, stop);
    } catch (DamagedSnapshotException e) {
      throw UnusableSnapshotException.damaged(side, e.getMessage(), e, false);
    } catch (IOException e) {
      throw UnusableSnapshotException.unreadable(side, e, false);
    }
  }
}

package dev.snapkeeper.inspect;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.StopSignal;
import dev.snapkeeper.compare.Comparison;
import dev.snapkeeper.compare.Growth;
import dev.snapkeeper.compare.Growth.Measure;
import dev.snapkeeper.compare.Keep;
import dev.snapkeeper.compare.Outline;
import dev.snapkeeper.compare.Side;
import dev.snapkeeper.compare.SnapshotDiff;
import dev.snapkeeper.compare.SnapshotFile;
import dev.snapkeeper.compare.Totals;
import dev.snapkeeper.compare.UnusableSnapshotException;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Where the znodes are and where they became more: the newest snapshot that can be read, by itself
 * and beside the oldest, both in one pass.
 *
 * @param newest the newest snapshot
 * @param totals what it holds
 * @param bytes where most of its data is
 * @param znodes where most of its znodes are
 * @param grown what became more, where there is an older snapshot
 * @param outline the tree in few boxes, where it is to be drawn
 */
public record Trees(
    SnapshotFile newest,
    Totals totals,
    Growth bytes,
    Growth znodes,
    Optional<Grown> grown,
    Optional<Outline> outline) {
  /** What to do where memory does not suffice: more heap than a container may have is no remedy. */
  public static final String MORE_MEMORY =
      "in a container raise its memory limit (resources.limits.memory), elsewhere give the JVM more"
          + " (java -Xmx512m -jar ...)";

  /**
   * What became more.
   *
   * @param oldest the oldest snapshot
   * @param totals what it holds
   * @param bytes where the data grew
   * @param znodes where the number of znodes grew
   */
  public record Grown(SnapshotFile oldest, Totals totals, Growth bytes, Growth znodes) {
    public Grown {
      requireNonNull(oldest);
      requireNonNull(totals);
      requireNonNull(bytes);
      requireNonNull(znodes);
    }
  }

  public Trees {
    requireNonNull(newest);
    requireNonNull(totals);
    requireNonNull(bytes);
    requireNonNull(znodes);
    requireNonNull(grown);
    requireNonNull(outline);
  }

  /**
   * Reads the newest and the oldest of some snapshots, and others in their place where they turn
   * out to be of no use.
   *
   * @param newestFirst what may be taken
   * @param proven whether they are known to be sound, so that no seal has to be looked at again
   * @param places how many subtrees to list
   * @param draw whether the tree is to be drawn
   * @param warnings takes what somebody should know
   * @return empty where no snapshot can be read
   * @throws StopSignal.StoppedException when a signal asked to stop
   */
  public static Optional<Trees> of(
      List<Snapshot> newestFirst,
      boolean proven,
      int places,
      boolean draw,
      StopSignal stop,
      Consumer<String> warnings) {
    Comparison both =
        new Comparison(
            () -> drawn(Growth.keep(places).or(Growth.keepHeld(places)), draw),
            OptionalInt.empty(),
            proven,
            false);
    Comparison one =
        new Comparison(
            () -> drawn(Growth.keepHeld(places), draw), OptionalInt.empty(), proven, false);
    Deque<Snapshot> candidates = new ArrayDeque<>(newestFirst);
    boolean compare = true;
    while (!candidates.isEmpty()) {
      SnapshotFile newest = SnapshotFile.of(candidates.getFirst());
      SnapshotFile oldest = SnapshotFile.of(candidates.getLast());
      boolean isOlder = candidates.getLast().zxid().isBefore(candidates.getFirst().zxid());
      try {
        return Optional.of(
            isOlder && compare
                ? grown(oldest, newest, both.of(oldest, newest, stop), places, draw)
                : of(newest, one.withNothing(newest, stop), places, draw));
      } catch (UnusableSnapshotException e) {
        Snapshot passedOver =
            e.side() == Side.LEFT ? candidates.removeLast() : candidates.removeFirst();
        warnings.accept(passedOver.name() + ": passed over for its znodes, " + e.getMessage());
      } catch (OutOfMemoryError e) {
        if (!isOlder || !compare) {
          throw e;
        }
        compare = false; // two trees whose siblings come in different orders take more than one
        warnings.accept("what grew is not known: it takes more memory; " + MORE_MEMORY);
      }
    }
    return Optional.empty();
  }

  private static Keep drawn(Keep keep, boolean draw) {
    return draw ? keep.or(Outline.keep()) : keep;
  }

  private static Trees of(SnapshotFile newest, SnapshotDiff diff, int places, boolean draw) {
    return new Trees(
        newest,
        diff.right(),
        Growth.ofHeld(diff.tree(), Measure.BYTES, places),
        Growth.ofHeld(diff.tree(), Measure.ZNODES, places),
        Optional.empty(),
        draw ? Optional.of(Outline.of(diff.tree())) : Optional.empty());
  }

  private static Trees grown(
      SnapshotFile oldest, SnapshotFile newest, SnapshotDiff diff, int places, boolean draw) {
    Trees alone = of(newest, diff, places, draw);
    return new Trees(
        newest,
        alone.totals(),
        alone.bytes(),
        alone.znodes(),
        Optional.of(
            new Grown(
                oldest,
                diff.left(),
                Growth.of(diff.tree(), Measure.BYTES, places),
                Growth.of(diff.tree(), Measure.ZNODES, places))),
        alone.outline());
  }
}

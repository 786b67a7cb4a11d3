package dev.snapkeeper.torture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the ensemble has acknowledged. A znode's data follow from its path and its revision, so that
 * only the revision has to be remembered.
 */
final class Ledger {
  /** The revision of a znode that is not there. */
  static final int ABSENT = -1;

  /**
   * What may be under a path.
   *
   * @param acknowledged the revision that the last acknowledged write left
   * @param maybe the revision that a write left of which nobody knows whether it took effect, since
   *     the connection broke before the answer; the same as acknowledged if there is none
   */
  private record Expected(int acknowledged, int maybe) {}

  private final Map<String, Expected> expected = new ConcurrentHashMap<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong unknown = new AtomicLong();

  /** The data of a znode, which do not compress. */
  static byte[] data(String path, int revision) {
    SplittableRandom random = new SplittableRandom(31L * path.hashCode() + revision);
    byte[] data = new byte[random.nextInt(40) == 0 ? random.nextInt(20_000) : random.nextInt(800)];
    random.nextBytes(data);
    return data;
  }

  void acknowledge(String path, int revision) {
    expected.put(path, new Expected(revision, revision));
    acknowledged.incrementAndGet();
  }

  /** A write whose answer was lost. The path must not be written to again. */
  void leaveOpen(String path, int before, int after) {
    expected.put(path, new Expected(before, after));
    unknown.incrementAndGet();
  }

  /** How many writes were acknowledged. */
  long acknowledged() {
    return acknowledged.get();
  }

  /** Of how many writes nobody knows whether they took effect. */
  long unknown() {
    return unknown.get();
  }

  /** How many paths {@link #faults} compares. */
  int paths() {
    return expected.size();
  }

  /** Compares a tree with what was acknowledged; a line for each path that is not as it must be. */
  List<String> faults(Map<String, byte[]> tree) {
    List<String> faults = new ArrayList<>();
    for (String path : new TreeSet<>(expected.keySet())) {
      Expected may = expected.get(path);
      byte[] found = tree.get(path);
      if (!is(path, may.acknowledged(), found) && !is(path, may.maybe(), found)) {
        faults.add(
            path
                + ": revision "
                + may.acknowledged()
                + " was acknowledged, and there is "
                + describe(path, found, may.acknowledged()));
      }
    }
    for (String path : tree.keySet()) {
      if (!expected.containsKey(path)) {
        faults.add(path + ": nobody made it");
      }
    }
    return faults;
  }

  private static boolean is(String path, int revision, byte[] found) {
    return revision == ABSENT
        ? found == null
        : found != null && Arrays.equals(data(path, revision), found);
  }

  private static String describe(String path, byte[] found, int acknowledged) {
    if (found == null) {
      return "none";
    }
    for (int revision = 0; revision < acknowledged + 10; revision++) {
      if (is(path, revision, found)) {
        return "revision " + revision;
      }
    }
    return "something else, of " + found.length + " bytes";
  }
}

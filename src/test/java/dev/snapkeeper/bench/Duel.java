package dev.snapkeeper.bench;

import java.io.IOException;
import java.util.Arrays;

/**
 * Two programs that do the same work, timed in turns: so whatever else the machine does hits both.
 */
final class Duel {
  private final double[] ours;
  private final double[] peers;

  private Duel(double[] ours, double[] peers) {
    this.ours = ours;
    this.peers = peers;
  }

  /** Makes ready for one run; its time does not count. */
  interface Preparation {
    void prepare() throws IOException;
  }

  /** Runs each so many times, after a round that does not count. */
  static Duel of(Contender ours, Contender peer, int rounds, Preparation before)
      throws IOException, InterruptedException {
    double[] ourTimes = new double[rounds];
    double[] peerTimes = new double[rounds];
    for (int round = -1; round < rounds; round++) {
      before.prepare();
      double ourTime = ours.run().seconds();
      before.prepare();
      double peerTime = peer.run().seconds();
      if (round >= 0) {
        ourTimes[round] = ourTime;
        peerTimes[round] = peerTime;
      }
    }
    Arrays.sort(ourTimes);
    Arrays.sort(peerTimes);
    return new Duel(ourTimes, peerTimes);
  }

  int rounds() {
    return ours.length;
  }

  double ratio() {
    return median(ours) / median(peers);
  }

  double ourMedian() {
    return median(ours);
  }

  String ours() {
    return spread(ours);
  }

  String peers() {
    return spread(peers);
  }

  static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Median, and in brackets the least and the most. */
  private static String spread(double[] sorted) {
    return String.format(
        "%.3f s (%.3f-%.3f)", median(sorted), sorted[0], sorted[sorted.length - 1]);
  }
}

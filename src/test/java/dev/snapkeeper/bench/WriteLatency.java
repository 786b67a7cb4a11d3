package dev.snapkeeper.bench;

import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.testing.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/** How long a client's writes take while a purge reads three big snapshots beside the server. */
final class WriteLatency {
  private static final int ROUNDS = 5;
  private static final int SECONDS = 10;

  private WriteLatency() {}

  static String measure(Path home, Contender ours) throws Exception {
    VerifiedDirectory big =
        VerifiedDirectory.of(home.resolve("verify-plain-1000000"), 1_000_000, Codec.PLAIN);
    Contender purge = ours.with("purge", "--dry-run", "--data-dir", big.dataDir().toString());
    Path data = Files.createTempDirectory(home, "server-");
    double[] alone = new double[ROUNDS];
    double[] beside = new double[ROUNDS];
    try (EmbeddedServer server = EmbeddedServer.start(data, data, 1_000_000)) {
      ZooKeeper client = server.connect();
      client.create("/bench", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      p99(client);
      for (int round = 0; round < ROUNDS; round++) {
        alone[round] = p99(client);
        AtomicBoolean done = new AtomicBoolean();
        Thread purges = new Thread(() -> purgeUntil(purge, done));
        purges.start();
        beside[round] = p99(client);
        done.set(true);
        purges.join();
      }
    }
    Arrays.sort(alone);
    Arrays.sort(beside);
    return String.format(
        "Writes of 1 KB to a server beside which one purge after the other reads 3 x %,d MB in full:"
            + " p99 %.2f ms, without %.2f ms, ratio **%.2f** (medians of %d rounds of %d s each).",
        big.streamBytes() / 3_000_000,
        Duel.median(beside),
        Duel.median(alone),
        Duel.median(beside) / Duel.median(alone),
        ROUNDS,
        SECONDS);
  }

  private static void purgeUntil(Contender purge, AtomicBoolean done) {
    try {
      while (!done.get()) {
        purge.run();
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In milliseconds. */
  private static double p99(ZooKeeper client) throws Exception {
    double[] times = new double[1_000_000];
    int count = 0;
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
      client.setData("/bench", new byte[1024], -1);
      times[count++] = (System.nanoTime() - start) / 1e6;
    }
    double[] sorted = Arrays.copyOf(times, count);
    Arrays.sort(sorted);
    return sorted[count * 99 / 100];
  }
}

package dev.snapkeeper.bench;

import dev.snapkeeper.bench.Contender.Resources;
import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.testing.BigSnapshots;
import dev.snapkeeper.testing.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What {@code make bench} runs: the packaged jar beside what ZooKeeper's own scripts start, as
 * whole processes in turns, on the same files, warm in the page cache. Before anything is timed
 * both have to have done the same work. Prints a table in Markdown, and leaves it in {@code
 * target/bench/bench.md}.
 */
public final class Bench {
  private static final Path HOME = Path.of("target/bench").toAbsolutePath();
  private static final String RETAIN = "3";

  private final boolean quick = Boolean.getBoolean("bench.quick");
  private final String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private final Contender ours =
      new Contender("Snapkeeper", List.of(java, "-jar", System.getProperty("snapkeeper.jar")));
  private final Optional<Contender> image = image();
  private final StringBuilder table = new StringBuilder();

  private Bench() {}

  /**
   * Runs all of it.
   *
   * @param args none; {@code -Dbench.quick=true} makes do with small inputs and few rounds
   */
  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ROOT);
    Files.createDirectories(HOME);
    Bench bench = new Bench();
    bench.machine();
    bench.purges();
    bench.verification();
    bench.secondHour();
    bench.comparisons();
    if (!bench.quick) {
      bench.latency();
    }
    Files.writeString(HOME.resolve("bench.md"), bench.table);
  }

  private void line(String line) {
    System.out.println(line);
    table.append(line).append('\n');
  }

  private static void log(String line) {
    System.err.println("bench: " + line);
  }

  private void machine() throws IOException {
    String cpu =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("a processor without a name");
    line(
        String.format(
            "%s; %d processors (%s), Linux %s; Java %s; ZooKeeper 3.9.5 with logback; %s",
            Instant.now().truncatedTo(ChronoUnit.MINUTES),
            Runtime.getRuntime().availableProcessors(),
            cpu,
            System.getProperty("os.version"),
            Runtime.version(),
            quick ? "a quick run: small inputs, few rounds" : "a full run"));
    line("");
  }

  private Contender peer(String tool) {
    return new Contender(
        tool,
        List.of(
            java,
            "-Dzookeeper.log.dir=" + HOME,
            "-cp",
            Path.of("src/bench/peer").toAbsolutePath() + ":" + HOME.resolve("peer") + "/*",
            "org.apache.zookeeper.server." + tool));
  }

  /** The program as the image starts it, where that was assembled; see the Makefile. */
  private static Optional<Contender> image() {
    Path home = HOME.resolve("image");
    if (!Files.exists(home.resolve("snapkeeper.aot"))) {
      log("no rows for the image: they need JDK_25=DIR, the home of a JDK 25");
      return Optional.empty();
    }
    return Optional.of(
        new Contender(
            "as the image starts it",
            List.of(
                home.resolve("runtime/bin/java").toString(),
                "-XX:AOTCache=" + home.resolve("snapkeeper.aot"),
                "-jar",
                home.resolve("snapkeeper.jar").toString())));
  }

  private int rounds(int usual) {
    return quick ? Math.min(3, usual) : usual;
  }

  // ---- purge

  private void purges() throws IOException, InterruptedException {
    line("| purge | Snapkeeper | PurgeTxnLog | ratio | peak memory |");
    line("|---|---|---|---|---|");
    PurgeDirectory few = PurgeDirectory.of(HOME.resolve("purge-6"), 6);
    sameDeletions(few);
    for (Contender one : all()) {
      purge("nothing to do, " + one.label(), one, few, 11, () -> {});
    }
    slowly(few);
    for (int pairs : quick ? new int[] {1_000} : new int[] {1_000, 10_000, 100_000}) {
      PurgeDirectory many = PurgeDirectory.of(HOME.resolve("purge-" + pairs), pairs);
      sameDeletions(many);
      String what = String.format("%,d + %,d files, ", pairs, pairs);
      for (Contender one : all()) {
        purge(what + one.label(), one, many, pairs > 10_000 ? 3 : 7, many::bringBack);
      }
    }
    line("");
    if (!quick) {
      PurgeDirectory most = PurgeDirectory.of(HOME.resolve("purge-100000"), 100_000);
      fits("purge, 100,000 + 100,000 files", 64, small -> purgeArgs(small, most));
      line("");
    }
  }

  private List<Contender> all() {
    List<Contender> all = new ArrayList<>(List.of(withLabel(ours, "`java -jar`")));
    image.ifPresent(all::add);
    return all;
  }

  private static Contender withLabel(Contender contender, String label) {
    return new Contender(label, contender.command());
  }

  private static Contender purgeArgs(Contender one, PurgeDirectory directory) {
    return one.with("purge", "--data-dir", directory.dataDir().toString(), "--retain", RETAIN);
  }

  private Contender peerPurge(PurgeDirectory directory) {
    String dir = directory.dataDir().toString();
    return peer("PurgeTxnLog").with(dir, dir, "-n", RETAIN);
  }

  private void purge(
      String what, Contender one, PurgeDirectory directory, int rounds, Duel.Preparation before)
      throws IOException, InterruptedException {
    log(what);
    Contender our = purgeArgs(one, directory);
    Contender peer = peerPurge(directory);
    row(what, our, peer, rounds, before);
  }

  private void row(String what, Contender our, Contender peer, int rounds, Duel.Preparation before)
      throws IOException, InterruptedException {
    Duel duel = Duel.of(our, peer, rounds(rounds), before);
    before.prepare();
    Resources us = our.watch();
    before.prepare();
    Resources them = peer.watch();
    line(
        String.format(
            "| %s | %s | %s | **%.2f** | %d of %d MB |",
            what,
            duel.ours(),
            duel.peers(),
            duel.ratio(),
            us.peakKib() / 1024,
            them.peakKib() / 1024));
  }

  /** In a pod that may use a tenth of a processor, start-up is all that counts. */
  private void slowly(PurgeDirectory few) throws IOException, InterruptedException {
    Optional<CpuLimit> limit = CpuLimit.ofTenth();
    if (limit.isEmpty()) {
      log("no rows under a CPU limit of 100m: they need root and a control group that can be made");
      return;
    }
    try (CpuLimit tenth = limit.get()) {
      for (Contender one : all()) {
        String what = "nothing to do under a CPU limit of 100m, " + one.label();
        log(what);
        row(
            what,
            purgeArgs(one, few).under(tenth.command()),
            peerPurge(few).under(tenth.command()),
            quick ? 1 : 5,
            () -> {});
      }
    }
  }

  private void sameDeletions(PurgeDirectory directory) throws IOException, InterruptedException {
    purgeArgs(ours, directory).run();
    Set<String> left = directory.names();
    directory.bringBack();
    peerPurge(directory).run();
    if (!left.equals(directory.names())) {
      throw new IllegalStateException("not the same work: " + directory.dataDir());
    }
  }

  // ---- verification

  private void verification() throws IOException, InterruptedException {
    long znodes = quick ? 100_000 : 1_000_000;
    line(
        "| full verification at -Xmx16m | Snapkeeper | the pure read and Adler32 | ratio | a second |");
    line("|---|---|---|---|---|");
    for (Codec codec : Codec.values()) {
      log("verification, " + codec.label());
      VerifiedDirectory directory =
          VerifiedDirectory.of(
              HOME.resolve("verify-" + codec.label() + "-" + znodes), znodes, codec);
      Contender our =
          heap(16).with("purge", "--dry-run", "--data-dir", directory.dataDir().toString());
      Contender pure =
          new Contender(
              "the pure read",
              List.of(
                  java, "-cp", System.getProperty("java.class.path"), PureRead.class.getName()));
      for (Path file : directory.retained()) {
        pure = pure.with(file.toString());
      }
      Duel duel = Duel.of(our, pure, rounds(5), () -> {});
      line(
          String.format(
              "| 3 x %,d MB, %s | %s | %s | %.2f | **%.2f GB/s** |",
              directory.streamBytes() / 3_000_000,
              codec.label(),
              duel.ours(),
              duel.peers(),
              duel.ratio(),
              directory.streamBytes() / 1e9 / duel.ourMedian()));
    }
    line("");
  }

  /** What an hourly job reads the first time, and an hour later. */
  private void secondHour() throws IOException, InterruptedException {
    long znodes = quick ? 100_000 : 1_000_000;
    VerifiedDirectory directory =
        VerifiedDirectory.of(HOME.resolve("verify-plain-" + znodes), znodes, Codec.PLAIN);
    Contender purge =
        ours.with("purge", "--data-dir", directory.dataDir().toString(), "--remember-verified");
    directory.forget();
    Resources first = purge.watch();
    directory.addWork();
    Resources second = purge.watch();
    directory.addWork();
    line(
        String.format(
            "An hourly purge of 3 snapshots of %,d znodes with `--remember-verified` read %,d MB the"
                + " first time, %,d MB the second (its own jars included).",
            znodes, first.readBytes() / 1_000_000, second.readBytes() / 1_000_000));
    line("");
  }

  // ---- compare

  private void comparisons() throws IOException, InterruptedException {
    line("| compare | Snapkeeper | SnapshotComparer | ratio | peak memory |");
    line("|---|---|---|---|---|");
    compare(10_000, Codec.PLAIN, false, 7);
    compare(100_000, Codec.PLAIN, false, 7);
    if (!quick) {
      compare(1_000_000, Codec.PLAIN, false, 3);
      compare(1_000_000, Codec.GZIP, false, 3);
      compare(1_000_000, Codec.SNAPPY, false, 3);
      compare(5_000_000, Codec.PLAIN, false, 3);
      compare(5_000_000, Codec.PLAIN, true, 3);
    }
    line("");
    if (!quick) {
      fits(64, false);
      fits(16, false);
      fits(512, true);
      fits(256, true);
      line("");
    }
  }

  /**
   * Two snapshots to be compared.
   *
   * @param name what the table calls them
   */
  private record Pair(String name, Path left, Path right) {
    static Pair of(long znodes, Codec codec, boolean reordered) throws IOException {
      String name =
          String.format("%,d znodes", znodes)
              + (codec == Codec.PLAIN ? "" : ", " + codec.label())
              + (reordered ? ", siblings in another order everywhere" : "");
      Path left = HOME.resolve("snapshot.1" + znodes + codec.extension());
      Path right = HOME.resolve("snapshot." + (reordered ? "3" : "2") + znodes + codec.extension());
      BigSnapshots before = BigSnapshots.of(znodes);
      if (!Files.exists(left)) {
        write(before, left, codec);
      }
      if (!Files.exists(right)) {
        BigSnapshots after = before.with(0.01, 0.005, 0.005);
        write(reordered ? after.inAnotherOrder() : after, right, codec);
      }
      return new Pair(name, left, right);
    }

    private static void write(BigSnapshots snapshot, Path file, Codec codec) throws IOException {
      Path unfinished = file.resolveSibling("unfinished");
      snapshot.write(unfinished, codec);
      Files.move(unfinished, file);
    }

    Contender args(Contender one) {
      return one.with("-l", left.toString(), "-r", right.toString(), "-b", "2", "-n", "1");
    }
  }

  private void compare(long znodes, Codec codec, boolean reordered, int rounds)
      throws IOException, InterruptedException {
    Pair pair = Pair.of(znodes, codec, reordered);
    log("compare " + pair.name());
    Contender our = pair.args(ours.with("compare"));
    Contender peer = pair.args(peer("SnapshotComparer"));
    String ourReport = Peer.fromNodeCount(Files.readString(our.run().out()));
    String peerReport = Peer.fromNodeCount(Files.readString(peer.run().out()));
    if (!ourReport.equals(peerReport)) {
      throw new IllegalStateException("not the same report: " + pair);
    }
    row(pair.name(), our, peer, rounds, () -> {});
  }

  private void fits(int mebibytes, boolean reordered) throws IOException, InterruptedException {
    Pair pair = Pair.of(5_000_000, Codec.PLAIN, reordered);
    fits("compare, " + pair.name(), mebibytes, small -> pair.args(small.with("compare")));
  }

  private void fits(String what, int mebibytes, UnaryOperator<Contender> withArgs)
      throws InterruptedException {
    Contender small = withArgs.apply(heap(mebibytes));
    String result;
    try {
      result = String.format("done in %.1f s", small.run().seconds());
    } catch (IOException e) {
      result = "not done";
    }
    line(String.format("- %s, `-Xmx%dm`: %s", what, mebibytes, result));
  }

  /** The jar in so small a heap. */
  private Contender heap(int mebibytes) {
    return new Contender(
        "", List.of(java, "-Xmx" + mebibytes + "m", "-jar", ours.command().get(2)));
  }

  // ---- the server beside it

  private void latency() throws Exception {
    log("latency of writes");
    line(WriteLatency.measure(HOME, ours));
    line("");
  }
}

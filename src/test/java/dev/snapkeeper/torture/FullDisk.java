package dev.snapkeeper.torture;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;

import dev.snapkeeper.testing.Jar;
import dev.snapkeeper.testing.Jar.Ended;
import dev.snapkeeper.testing.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.zookeeper.server.persistence.SnapStream;

/**
 * A member whose disk fills up, because nobody purges, and what becomes of it when somebody does at
 * last: with ZooKeeper's own purge, and with ours, on the same files.
 *
 * <p>The disk is a tmpfs. Each time it is full the server ends in the middle of a snapshot; then
 * the volume is made a little larger, as people do, and the server is started again, until three
 * truncated snapshots are newer than every good one.
 */
final class FullDisk {
  private static final int FIRST_KB = 20 * 1_024;
  private static final int MORE_KB = 700;
  private static final int TRIES = 20;

  private final Path work;
  private final Path disk;
  private final Path dataDir;
  private final Ledger ledger = new Ledger();
  private final Faults faults = new Faults(false);
  private Ensemble ensemble;
  private Workload workload;
  private int kilobytes = FIRST_KB;

  private FullDisk(Path work) {
    this.work = work;
    this.disk = work.resolve("disk");
    this.dataDir = disk.resolve("data");
  }

  /**
   * Runs this class in a mount namespace of its own, which goes with all that is mounted in it when
   * the last process in it ends.
   *
   * @return why it cannot be run on this machine, or empty if it was
   * @throws IOException when it found a fault with our purge, or failed
   */
  static Optional<String> run(Path work, long seed) throws IOException, InterruptedException {
    String script = "mount -t tmpfs -o size=64k snapkeeper " + work;
    for (List<String> unshare :
        List.of(List.of("unshare", "-m"), List.of("unshare", "--map-root-user", "-m"))) {
      List<String> trial = new ArrayList<>(unshare);
      trial.addAll(List.of("sh", "-c", script));
      Process tried;
      try {
        tried = new ProcessBuilder(trial).start();
      } catch (IOException e) {
        return Optional.of("there is no unshare here: " + e.getMessage());
      }
      if (Jar.ended(tried).status() == 0) {
        start(unshare, work, seed);
        return Optional.empty();
      }
    }
    return Optional.of("this user may not mount a tmpfs, not even in a namespace of its own");
  }

  private static void start(List<String> unshare, Path work, long seed)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(unshare);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Dsnapkeeper.jar=" + System.getProperty("snapkeeper.jar"),
            "-cp",
            System.getProperty("java.class.path"),
            FullDisk.class.getName(),
            work.toString(),
            Long.toString(seed)));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException("the run on a full disk failed, see above: " + status);
    }
  }

  /** In the namespace: the directory to work in, and the seed. */
  public static void main(String[] args) throws Exception {
    MemberMain.endWithTheStarter();
    boolean good;
    FullDisk run = new FullDisk(Path.of(args[0]));
    try {
      good = run.run(Long.parseLong(args[1]));
    } finally {
      run.close();
    }
    System.exit(good ? 0 : 1);
  }

  private boolean run(long seed) throws Exception {
    Files.createDirectories(disk);
    mount("size=" + kilobytes + "k");
    ensemble = Ensemble.start(work, Torture.BY_LOGS, dataDir);
    workload = Workload.start(ensemble.servers(), seed, ledger, faults);
    Member member = ensemble.members().get(Ensemble.GZIP - 1);
    fill(member);

    Path full = work.resolve("full");
    Restore.copy(dataDir.resolve("version-2"), full.resolve("version-2"));
    Restore before = restored(full).orElseThrow();
    System.out.printf(
        "Its disk is full. It holds %d snapshots, of which the newest are truncated, and %d txn logs,"
            + " and restores to %d znodes.%n",
        Restore.named(full.resolve("version-2"), "snapshot.").size(),
        Restore.named(full.resolve("version-2"), "log.").size(),
        before.tree().size());
    List<Outcome> outcomes = new ArrayList<>();
    for (Program program : Program.values()) {
      Picture.delete(dataDir.resolve("version-2"));
      Restore.copy(full.resolve("version-2"), dataDir.resolve("version-2"));
      outcomes.add(purge(program, member, before));
    }
    System.out.print(table(outcomes));
    faults.all().forEach(System.out::println);
    return outcomes.get(0).isWhole() && faults.all().isEmpty();
  }

  /** Until the newest three snapshots are truncated. */
  private void fill(Member member) throws Exception {
    for (int tries = 0; tries < TRIES; tries++) {
      Wait.until(Duration.ofMinutes(3), "a full disk", () -> !member.isAlive() || faults.end());
      // or it would lag so far that it is sent a snapshot, which leaves no trace
      workload.pause();
      try {
        int truncated = truncated();
        System.out.printf(
            "%,8d writes acknowledged: %s ended by itself, on %,d KiB; newest snapshots that are"
                + " truncated: %d%n",
            ledger.acknowledged(), member, kilobytes, truncated);
        if (truncated >= 3) {
          return;
        }
        kilobytes += MORE_KB;
        mount("remount,size=" + kilobytes + "k");
        member.start(Torture.BY_LOGS);
        startedOrEnded(member);
      } finally {
        workload.goOn();
      }
    }
    throw new IOException("after " + TRIES + " tries the newest snapshots are not truncated");
  }

  private static void startedOrEnded(Member member) throws IOException, InterruptedException {
    try {
      member.awaitServing();
    } catch (Member.EndedException e) {
      // the disk is full again
    }
  }

  /** How many that ZooKeeper's purge takes for good ones are newer than the newest good one. */
  private int truncated() throws IOException {
    Path version2 = dataDir.resolve("version-2");
    List<Path> snapshots = new ArrayList<>(Restore.named(version2, "snapshot."));
    snapshots.sort(comparing(Restore::zxid, reverseOrder()));
    int count = 0;
    for (Path snapshot : snapshots) {
      if (Restore.ofOne(snapshot, version2, disk).isPresent()) {
        return count;
      }
      count += SnapStream.isValidSnapshot(snapshot.toFile()) ? 1 : 0;
    }
    return count;
  }

  /**
   * What became of the full disk.
   *
   * @param status the purge's exit status
   * @param freeKb what is free on it after the purge, in KiB
   * @param alone how many of its znodes a server restores that starts on it alone; -1 if it cannot
   *     start, or comes to another zxid
   * @param had how many it restored before
   * @param serves whether it starts as a member of the ensemble
   * @param wrong how many of the znodes that were acknowledged are not there as they should then
   */
  private record Outcome(
      Program program,
      int status,
      int snapshots,
      int logs,
      long freeKb,
      long alone,
      long had,
      boolean serves,
      int wrong) {

    boolean isWhole() {
      return status == 0 && freeKb > 0 && alone == had && serves && wrong == 0;
    }
  }

  private static String table(List<Outcome> outcomes) {
    StringBuilder table = new StringBuilder();
    row(table, outcomes, "the purge", Outcome::program);
    row(table, outcomes, "its exit status", Outcome::status);
    row(table, outcomes, "snapshots left", Outcome::snapshots);
    row(table, outcomes, "txn logs left", Outcome::logs);
    row(table, outcomes, "free then, KiB", Outcome::freeKb);
    row(
        table,
        outcomes,
        "znodes, started alone",
        o -> o.alone() < 0 ? "cannot start" : o.alone() + " of " + o.had());
    row(
        table,
        outcomes,
        "in the ensemble",
        o -> !o.serves() ? "cannot start" : "serves, " + o.wrong() + " wrong");
    return table.toString();
  }

  private static void row(
      StringBuilder table, List<Outcome> outcomes, String what, Function<Outcome, Object> value) {
    table.append("  %-22s".formatted(what));
    outcomes.forEach(outcome -> table.append("  %-18s".formatted(value.apply(outcome))));
    table.append(System.lineSeparator());
  }

  /** Purges the full disk, then starts on it: alone, and in the ensemble. */
  private Outcome purge(Program program, Member member, Restore before) throws Exception {
    Ended run = Jar.ended(program.start(work.resolve("temp"), dataDir, dataDir, false));
    int snapshots = Restore.named(dataDir.resolve("version-2"), "snapshot.").size();
    int logs = Restore.named(dataDir.resolve("version-2"), "log.").size();
    long free = Files.getFileStore(disk).getUsableSpace() / 1_024;
    long alone = restored(dataDir).map(restored -> same(before, restored)).orElse(-1L);
    member.start(Torture.BY_LOGS);
    startedOrEnded(member);
    int wrong = 0;
    boolean serves = member.isAlive();
    if (serves) {
      workload.pause();
      try {
        wrong = ledger.faults(Clients.tree(member)).size();
      } finally {
        workload.goOn();
      }
    }
    member.close();
    return new Outcome(
        program, run.status(), snapshots, logs, free, alone, before.tree().size(), serves, wrong);
  }

  /** How many znodes are as they were, or -1 where the last zxid is another. */
  private static long same(Restore before, Restore after) {
    if (after.zxid() != before.zxid()) {
      return -1;
    }
    return before.tree().keySet().stream()
        .filter(path -> Arrays.equals(before.tree().get(path), after.tree().get(path)))
        .count();
  }

  /** What a server would come to; on a copy, since restoring may change files. */
  private Optional<Restore> restored(Path directory) throws IOException {
    Path copy = Files.createTempDirectory(work, "restored-");
    try {
      Restore.copy(directory.resolve("version-2"), copy.resolve("version-2"));
      return Restore.unlessRefused(copy, copy);
    } finally {
      Picture.delete(copy);
    }
  }

  private void mount(String options) throws IOException, InterruptedException {
    Ended mount =
        Jar.ended(
            new ProcessBuilder("mount", "-t", "tmpfs", "-o", options, "snapkeeper", disk.toString())
                .start());
    if (mount.status() != 0) {
      throw new IOException("mount: " + mount.err());
    }
  }

  private void close() throws IOException, InterruptedException {
    if (workload != null) {
      workload.close();
    }
    if (ensemble != null) {
      ensemble.close();
    }
  }
}

package dev.snapkeeper.torture;

import dev.snapkeeper.testing.Picture;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * A real ensemble under load, whose directories are purged by the second while its members are
 * stopped, killed and brought up to date again; then everything is held against what was
 * acknowledged.
 *
 * <p>Every choice comes from the seed: what the clients write, which member is struck how and when
 * (counted in acknowledged writes), when purges run and when they are killed. What the machine
 * makes of it, the threads' and processes' timing, no seed can bring back.
 */
public final class Torture {
  /** What may befall the ensemble. */
  enum Blow {
    /** A member is stopped by SIGTERM, and started again. */
    RESTART,
    /** The leader is killed by SIGKILL. */
    KILL_LEADER,
    /** Two members are killed: no quorum. */
    KILL_TWO,
    /** All members are killed. */
    KILL_ALL,
    /** A follower is killed and misses a few transactions: the leader sends it those (DIFF). */
    LAG,
    /** A follower is stopped and misses many: the leader sends it a snapshot (SNAP). */
    LAG_FAR,
    /** A member loses its volume: the leader sends it a snapshot. */
    WIPE,
    /**
     * A leader logs what nobody else does, and comes back when they lead: it drops that (TRUNC).
     */
    STRAND_LEADER
  }

  /** Members that lag far are sent a snapshot. */
  static final double BY_SNAPSHOT = -1;

  /** They are sent transactions from the leader's logs, if those are a third of a snapshot. */
  static final double BY_LOGS = 0.33;

  /** Of the faults of ZooKeeper's own purge some are enough. */
  private static final int MOST_FAULTS = 10;

  private final Program program;
  private final Path work;
  private final PrintStream out;
  private final Random random;
  private final Ledger ledger = new Ledger();
  private final Tally tally = new Tally();
  private final Faults faults;
  private Ensemble ensemble;
  private Workload workload;
  private int rounds;
  private List<Checkpoint.Subject> subjects = List.of();

  /**
   * @param work an empty directory; what is in it when a run ends may be deleted
   * @param out takes a line for each thing that is done
   */
  Torture(long seed, Program program, Path work, PrintStream out) {
    this.program = program;
    this.faults = new Faults(program == Program.PURGE_TXN_LOG);
    this.work = work;
    this.out = out;
    this.random = new Random(seed);
  }

  /** {@code make torture}: MINUTES, SEED and PEER come from the environment. */
  public static void main(String[] args) throws Exception {
    Duration time = Duration.ofMinutes(Long.parseLong(variable("MINUTES", "5")));
    long seed = Long.parseLong(variable("SEED", Long.toString(System.nanoTime())));
    Program program = variable("PEER", "").isEmpty() ? Program.SNAPKEEPER : Program.PURGE_TXN_LOG;
    Path work = Files.createTempDirectory("snapkeeper-torture-");
    System.out.printf(
        "%s purges, for %d minutes; the same again: make torture MINUTES=%d SEED=%d%s%n",
        program,
        time.toMinutes(),
        time.toMinutes(),
        seed,
        program == Program.SNAPKEEPER ? "" : " PEER=1");
    Torture torture = new Torture(seed, program, work, System.out);
    long end = System.nanoTime() + time.toNanos();
    List<String> faults = torture.run(List.of(Blow.values()), () -> System.nanoTime() - end < 0);
    System.out.print(torture.tally().table());
    faults.stream().limit(MOST_FAULTS).forEach(System.out::println);
    if (!faults.isEmpty() && program == Program.SNAPKEEPER) {
      System.out.println("The members' directories and logs stay in " + work);
      System.exit(1);
    }
    Picture.delete(work);

    System.out.printf("%nA disk that fills up, purged by each on the same files:%n");
    Files.createDirectory(work);
    FullDisk.run(work, seed).ifPresent(why -> System.out.println("  skipped: " + why));
    Picture.delete(work);
    System.exit(0);
  }

  private static String variable(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null || value.isBlank() ? otherwise : value;
  }

  Tally tally() {
    return tally;
  }

  /**
   * Strikes and checks, in rounds.
   *
   * @param first what befalls the ensemble in the first round, in an order that the seed gives; in
   *     any other round everything does
   * @param goesOn whether there is to be another round; the first is not asked about
   * @return what should not have happened
   */
  List<String> run(Collection<Blow> first, BooleanSupplier goesOn) throws Exception {
    List<Thread> threads = new ArrayList<>();
    try {
      ensemble = Ensemble.start(work, BY_SNAPSHOT);
      tally.add("members started", 3);
      workload = Workload.start(ensemble.servers(), random.nextLong(), ledger, faults);
      List<Checkpoint.Subject> all = new ArrayList<>();
      for (Member member : ensemble.members()) {
        LoggedTxns logged = new LoggedTxns(member, work.resolve("logged-" + member.id));
        PurgeLoop purges =
            new PurgeLoop(program, member, logged, new Random(random.nextLong()), tally, faults);
        all.add(new Checkpoint.Subject(member, purges, logged));
        Thread thread = new Thread(purges, "purges of " + member);
        threads.add(thread);
        thread.start();
      }
      subjects = List.copyOf(all);
      Checkpoint checkpoint = new Checkpoint(work, ledger, tally, faults);
      do {
        round(rounds == 0 ? first : List.of(Blow.values()), checkpoint);
        rounds++;
      } while (goesOn.getAsBoolean() && !faults.end());
      count();
    } finally {
      subjects.forEach(subject -> subject.purges().end());
      for (Thread thread : threads) {
        thread.join();
      }
      if (workload != null) {
        workload.close();
      }
      if (ensemble != null) {
        ensemble.close();
      }
    }
    return faults.all();
  }

  private void round(Collection<Blow> all, Checkpoint checkpoint) throws Exception {
    List<Blow> blows = new ArrayList<>(all);
    Collections.shuffle(blows, random);
    for (Blow blow : blows) {
      workload.awaitAcknowledged(50 + random.nextInt(200));
      if (faults.end()) {
        return;
      }
      long start = System.nanoTime();
      strike(blow);
      awaitServing();
      tally.one("blows: " + blow);
      say(blow + ", and all serve again", start);
    }
    workload.awaitAcknowledged(50 + random.nextInt(200));
    workload.pause();
    try {
      awaitServing();
      long start = System.nanoTime();
      checkpoint.hold(subjects);
      say("checked", start);
    } finally {
      workload.goOn();
    }
  }

  private void strike(Blow blow) throws IOException, InterruptedException {
    Member leader = ensemble.leader();
    Member any = ensemble.members().get(random.nextInt(3));
    List<Member> shuffled = new ArrayList<>(ensemble.members());
    Collections.shuffle(shuffled, random);
    Member follower = shuffled.get(0) == leader ? shuffled.get(1) : shuffled.get(0);
    switch (blow) {
      case RESTART -> {
        any.stop();
        start(List.of(any));
      }
      case KILL_LEADER -> {
        kill(List.of(leader));
        start(List.of(leader));
      }
      case KILL_TWO -> {
        kill(shuffled.subList(0, 2));
        start(shuffled.subList(0, 2));
      }
      case KILL_ALL -> {
        kill(shuffled);
        start(shuffled);
      }
      case LAG -> {
        kill(List.of(follower));
        workload.awaitAcknowledged(20);
        startInPeace(follower);
      }
      case LAG_FAR -> {
        follower.stop();
        workload.awaitAcknowledged(2 * Ensemble.COMMIT_LOG_COUNT + random.nextInt(200));
        start(List.of(follower));
      }
      case WIPE -> wipe(any);
      case STRAND_LEADER -> {
        List<Member> others = new ArrayList<>(shuffled);
        others.remove(leader);
        kill(others);
        kill(List.of(leader));
        // Before the next write: after one it would be sent a snapshot.
        workload.pause();
        try {
          start(others);
          for (Member other : others) {
            awaitServing(other);
          }
          start(List.of(leader));
          awaitServing(leader);
        } finally {
          workload.goOn();
        }
      }
    }
  }

  /**
   * What was acknowledged is on two members of three, and this may be one of the two. So the others
   * have to acknowledge a write without it first: from then on each of them has all.
   */
  private void wipe(Member member) throws IOException, InterruptedException {
    kill(List.of(member));
    workload.awaitAcknowledged(20);
    wiped(member);
  }

  private void wiped(Member member) throws IOException, InterruptedException {
    member.directories.lock();
    try {
      subject(member).logged().readOn();
      member.wipe();
      subject(member).logged().wiped();
      start(List.of(member));
      member.awaitServing();
    } finally {
      member.directories.unlock();
    }
  }

  private void awaitServing() throws IOException, InterruptedException {
    for (Member member : ensemble.members()) {
      awaitServing(member);
    }
  }

  /** A member that cannot start any more is given a new volume, if the run is to go on. */
  private void awaitServing(Member member) throws IOException, InterruptedException {
    try {
      member.awaitServing();
    } catch (Member.EndedException e) {
      tally.one("LOSSES: members that did not start again, and were wiped");
      faults.add(e.getMessage());
      if (faults.end()) {
        throw e;
      }
      wiped(member);
    }
  }

  private Checkpoint.Subject subject(Member member) {
    return subjects.get(member.id - 1);
  }

  private void kill(List<Member> members) throws IOException, InterruptedException {
    members.forEach(Member::kill); // at once
    for (Member member : members) {
      member.awaitEnd();
      tally.one("members killed by SIGKILL");
    }
  }

  private void start(List<Member> members) throws IOException {
    for (Member member : members) {
      // In the first round always by snapshot, so that a short run has both kinds.
      member.start(rounds == 0 || random.nextBoolean() ? BY_SNAPSHOT : BY_LOGS);
      tally.one("members started");
    }
  }

  /** Without load, or the member would miss many more transactions until it is up. */
  private void startInPeace(Member member) throws IOException, InterruptedException {
    workload.pause();
    try {
      start(List.of(member));
      awaitServing(member);
    } finally {
      workload.goOn();
    }
  }

  private void count() throws IOException {
    tally.add("writes acknowledged", ledger.acknowledged());
    tally.add("writes whose answer was lost", ledger.unknown());
    for (Member member : ensemble.members()) {
      tally.add("syncs by SNAP", member.logged("Getting a snapshot from leader"));
      tally.add("syncs by DIFF", member.logged("Getting a diff from the leader"));
      tally.add("syncs by TRUNC", member.logged(Member.TRUNCATES));
      tally.add("snapshots written", member.logged("Snapshotting: 0x"));
      tally.add("txn logs begun", member.logged("Creating new log file: "));
    }
  }

  private void say(String what, long startNanos) {
    out.printf(
        "%,8d writes acknowledged: %s after %.1f s%n",
        ledger.acknowledged(), what, (System.nanoTime() - startNanos) / 1e9);
  }
}

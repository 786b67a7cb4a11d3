package dev.snapkeeper.torture;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.snapkeeper.testing.Jar;
import dev.snapkeeper.testing.Jar.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Purges the directories of a member about every second, as a process of its own, which is now and
 * then killed, terminated, or not alone.
 */
final class PurgeLoop implements Runnable {
  private enum Signal {
    NONE,
    SIGKILL,
    SIGTERM
  }

  private static final int KILLED = 137;
  private static final int TERMINATED = 143;

  /** A run takes about so long where the machine is busy. */
  private static final int RUN_MS = 1_200;

  private final Program program;
  private final Member member;
  private final LoggedTxns logged;
  private final Random random;
  private final Tally tally;
  private final Faults faults;
  private volatile boolean ended;

  PurgeLoop(
      Program program,
      Member member,
      LoggedTxns logged,
      Random random,
      Tally tally,
      Faults faults) {
    this.program = program;
    this.member = member;
    this.logged = logged;
    this.random = random;
    this.tally = tally;
    this.faults = faults;
  }

  /** Asks it to end; it finishes what it has begun. */
  void end() {
    ended = true;
  }

  @Override
  public void run() {
    try {
      while (!ended) {
        member.directories.lock();
        try {
          round();
        } finally {
          member.directories.unlock();
        }
        long pause =
            TimeUnit.MILLISECONDS.toNanos(random.nextInt(random.nextInt(5) == 0 ? 4_000 : 900));
        for (long end = System.nanoTime() + pause; !ended && System.nanoTime() - end < 0; ) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      faults.add("the purges of " + member + " gave up: " + e);
    }
  }

  private void round() throws IOException, InterruptedException {
    int choice = random.nextInt(10);
    if (choice < 5) {
      purge(List.of(Signal.NONE));
    } else if (choice < 7) {
      purge(List.of(Signal.SIGKILL));
    } else if (choice < 8) {
      purge(List.of(Signal.SIGTERM));
    } else {
      purge(List.of(Signal.NONE, Signal.values()[random.nextInt(3)]));
    }
  }

  /** Runs one purge, or several at once, the last of which may be sent a signal. */
  private void purge(List<Signal> signals) throws IOException, InterruptedException {
    logged.keep();
    Set<Path> before = files();
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < signals.size(); i++) {
      processes.add(start(random.nextInt(3) == 0));
    }
    send(signals.get(signals.size() - 1), processes.get(signals.size() - 1), before);
    List<Ended> runs = new ArrayList<>();
    for (Process process : processes) {
      runs.add(Jar.ended(process));
    }
    Set<Path> gone = new HashSet<>(before);
    gone.removeAll(files());
    tally.add("purges", runs.size());
    tally.add("files purged", gone.size());
    if (!gone.isEmpty()) {
      tally.one("rounds of purges that deleted");
    }
    bereaved(before, gone);
    if (signals.size() > 1) {
      tally.one("purges two at once");
    }
    for (int i = 0; i < runs.size(); i++) {
      Signal signal = signals.get(i);
      Ended run = runs.get(i);
      tally.one("purges that exited with " + run.status());
      if (signals.size() == 1 && signal != Signal.NONE && run.status() != 0 && !gone.isEmpty()) {
        tally.one("purges ended by " + signal + " when they had begun to delete");
      }
      if (program == Program.SNAPKEEPER) {
        surprise(run, signal, signals.size() > 1)
            .ifPresent(
                why ->
                    faults.add(
                        "a purge of %s, %s, sent %s: %s: exit %d%n%s%s"
                            .formatted(
                                member, signals, signal, why, run.status(), run.out(), run.err())));
      }
    }
  }

  /** No snapshot that can be restored may be left without its logs, wherever a purge ended. */
  private void bereaved(Set<Path> before, Set<Path> gone) throws IOException {
    Path version2 = member.dataDir.resolve("version-2");
    Path logs = member.dataLogDir.resolve("version-2");
    Set<Path> goneLogs = new HashSet<>(gone);
    // A purge takes the oldest; the newest go when a member truncates what it has led alone.
    goneLogs.removeIf(
        log ->
            Restore.logZxid(log) < 0
                || before.stream()
                    .filter(other -> !gone.contains(other))
                    .noneMatch(other -> Restore.logZxid(other) > Restore.logZxid(log)));
    for (Path snapshot : logged.bereaved(Restore.named(version2, "snapshot."), goneLogs)) {
      // what a kill left unfinished needs no logs
      if (Restore.ofOne(snapshot, logs, logged.work()).isPresent()) {
        tally.one("LOSSES: snapshots left without logs that they need, when a purge ended");
        faults.add(
            "%s: %s is there, and logs that it needs have gone: %s"
                .formatted(member, snapshot.getFileName(), goneLogs));
      }
    }
  }

  /** Purges once and in peace; the caller holds the directories. Returns what it printed. */
  Ended purgeOnce() throws IOException, InterruptedException {
    logged.keep();
    Ended run = Jar.ended(start(false));
    tally.one("purges");
    tally.one("purges that exited with " + run.status());
    if (program == Program.SNAPKEEPER) {
      surprise(run, Signal.NONE, false)
          .ifPresent(
              why ->
                  faults.add(
                      "a purge of %s: %s: exit %d%n%s%s"
                          .formatted(member, why, run.status(), run.out(), run.err())));
    }
    return run;
  }

  private Process start(boolean remember) throws IOException {
    Path temp = logged.work().resolve("temp");
    return program.start(temp, member.dataDir, member.dataLogDir, remember);
  }

  /** Half of the signals come at any time; half when the first file has gone, or soon after. */
  private void send(Signal signal, Process process, Set<Path> before) throws IOException {
    if (signal == Signal.NONE) {
      return;
    }
    boolean whileItDeletes = random.nextBoolean();
    long delay = whileItDeletes ? random.nextInt(5) * 200L : random.nextInt(RUN_MS) * 1_000L;
    if (whileItDeletes) {
      while (process.isAlive() && files().containsAll(before)) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
      }
    }
    long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(delay);
    while (process.isAlive() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
    }
    // that of Process would close the streams
    if (signal == Signal.SIGKILL) {
      process.toHandle().destroyForcibly();
    } else {
      process.toHandle().destroy();
    }
  }

  private Set<Path> files() throws IOException {
    Set<Path> files = new HashSet<>();
    for (Path directory : new HashSet<>(List.of(member.dataDir, member.dataLogDir))) {
      Path version2 = directory.resolve("version-2");
      files.addAll(Restore.named(version2, "snapshot."));
      files.addAll(Restore.named(version2, "log."));
    }
    return files;
  }

  /**
   * Why a run must not end as it did, if it must not:
   *
   * <ul>
   *   <li>0 is always right, with nothing on stderr; so is a signal that came too late or was not
   *       heard yet;
   *   <li>137 and 143 only when that signal was sent;
   *   <li>4 only because damage leaves too few snapshots: a member that is killed leaves behind
   *       what it was writing;
   *   <li>5 only if somebody else deleted what was to stay: another purge at the same time, or the
   *       member itself, which truncates its logs when it comes back after it has led alone, and
   *       deletes an empty log when it starts.
   * </ul>
   *
   * Nothing else: the directories are there, writable and ZooKeeper's own (3), nobody sends SIGINT
   * (130), no limit is set on the disk's usage (6), and the command line is right (2).
   */
  private Optional<String> surprise(Ended run, Signal signal, boolean notAlone) throws IOException {
    try {
      return switch (run.status()) {
        case 0 -> run.err().isEmpty() ? Optional.empty() : Optional.of("something on stderr");
        case KILLED ->
            signal == Signal.SIGKILL ? Optional.empty() : Optional.of("nobody killed it");
        case TERMINATED ->
            signal == Signal.SIGTERM ? Optional.empty() : Optional.of("nobody terminated it");
        case 4 -> {
          JsonObject report = JsonParser.object().from(run.out());
          String cause = report.getObject("refusal").getString("cause");
          yield cause.equals("too_few_sound") && run.err().contains(", 0 unreadable)")
              ? Optional.empty()
              : Optional.of("refused for " + cause);
        }
        case 5 -> {
          JsonObject report = JsonParser.object().from(run.out());
          JsonArray lost = report.getArray("lost");
          boolean raced = !lost.isEmpty() || !report.getArray("survived").isEmpty();
          boolean empty =
              lost.stream().allMatch(file -> ((JsonObject) file).getLong("size_bytes") == 0);
          yield raced && (notAlone || empty || member.logged(Member.TRUNCATES) > 0)
              ? Optional.empty()
              : Optional.of("nobody else deletes");
        }
        default -> Optional.of("an exit status that nothing here can cause");
      };
    } catch (JsonParserException e) {
      return Optional.of("no JSON: " + e);
    }
  }
}

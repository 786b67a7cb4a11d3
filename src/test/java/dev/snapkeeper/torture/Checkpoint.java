package dev.snapkeeper.torture;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.snapkeeper.testing.EmbeddedServer;
import dev.snapkeeper.testing.Jar.Ended;
import dev.snapkeeper.testing.Picture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.zookeeper.KeeperException;

/**
 * Holds everything against what was acknowledged, while no client writes and no purge runs: each
 * member as it runs, each member started alone on a copy of its directories, and each of its
 * snapshots with its logs.
 */
final class Checkpoint {
  private static final int NEVER = 100_000_000;

  private final Path work;
  private final Ledger ledger;
  private final Tally tally;
  private final Faults faults;
  private int copied;
  private int paths;

  Checkpoint(Path work, Ledger ledger, Tally tally, Faults faults) {
    this.work = work;
    this.ledger = ledger;
    this.tally = tally;
    this.faults = faults;
  }

  /** What belongs to a member. */
  record Subject(Member member, PurgeLoop purges, LoggedTxns logged) {}

  /** A copy of a member's directories. */
  private record Copy(Subject of, Path dataDir, Path dataLogDir) {
    Path snapshots() {
      return dataDir.resolve("version-2");
    }

    Path logs() {
      return dataLogDir.resolve("version-2");
    }
  }

  /** The caller has paused the writers, and all members serve. */
  void hold(List<Subject> subjects)
      throws IOException, InterruptedException, KeeperException, JsonParserException {
    for (Subject subject : subjects) {
      compare(subject.member() + ", running", Clients.tree(subject.member()));
      tally.one("checks of a running member");
    }
    List<Copy> copies;
    Map<Copy, Set<String>> retained = new HashMap<>();
    subjects.forEach(subject -> subject.member().directories.lock());
    try {
      Map<Subject, Set<String>> kept = new HashMap<>();
      for (Subject subject : subjects) {
        kept.put(subject, retained(subject.purges().purgeOnce()));
      }
      copies = settled(subjects);
      for (Subject subject : subjects) {
        subject.logged().readOn();
      }
      copies.forEach(copy -> retained.put(copy, kept.get(copy.of())));
    } finally {
      subjects.forEach(subject -> subject.member().directories.unlock());
    }
    Set<Long> committed = committed(subjects);
    for (Copy copy : copies) {
      snapshots(copy, retained.get(copy), committed);
      alone(copy);
    }
    tally.add("znodes compared each time, at the last checkpoint", ledger.paths() - paths);
    paths = ledger.paths();
    Picture.delete(copies.get(0).dataDir().getParent().getParent());
  }

  private void compare(String where, Map<String, byte[]> tree) {
    List<String> wrong = ledger.faults(tree);
    if (!wrong.isEmpty()) {
      tally.one("LOSSES: states that lack what was acknowledged");
      faults.add(
          "%s: %d of %d znodes are wrong, such as%n  %s"
              .formatted(
                  where,
                  wrong.size(),
                  ledger.paths(),
                  String.join("\n  ", wrong.subList(0, Math.min(5, wrong.size())))));
    }
  }

  /** The snapshots that a purge says it retains, as proven sound; a report without any has none. */
  private static Set<String> retained(Ended run) throws JsonParserException {
    Set<String> names = new HashSet<>();
    if (run.out().startsWith("{")) {
      JsonArray files = JsonParser.object().from(run.out()).getArray("retained_snapshots");
      for (Object file : files) {
        if ("sound".equals(((JsonObject) file).getString("verdict"))) {
          names.add(((JsonObject) file).getString("name"));
        }
      }
    }
    return names;
  }

  /**
   * Copies the directories once the servers have written down what they have answered. No purge
   * runs; but a session may expire at any time, which is a transaction, and a snapshot be written.
   */
  private List<Copy> settled(List<Subject> subjects) throws IOException, InterruptedException {
    List<Copy> copies = new ArrayList<>();
    Wait.until(
        Duration.ofMinutes(1),
        "all members' files to come to the same zxid",
        () -> {
          Path directory = work.resolve("copies-" + copied++);
          copies.clear();
          Set<Long> zxids = new HashSet<>();
          for (Subject subject : subjects) {
            Copy copy = copy(subject, directory.resolve("member-" + subject.member().id));
            copies.add(copy);
            zxids.addAll(last(copy));
          }
          if (zxids.size() != 1) {
            Picture.delete(directory);
          }
          return zxids.size() == 1;
        });
    return copies;
  }

  /** The last zxid in the logs. */
  private static Set<Long> last(Copy copy) throws IOException {
    return Set.of(LoggedTxns.zxids(copy.logs()).stream().max(Long::compare).orElse(0L));
  }

  private static Copy copy(Subject subject, Path target) throws IOException {
    Member member = subject.member();
    Path dataDir = target.resolve("data");
    Restore.copy(member.dataDir.resolve("version-2"), dataDir.resolve("version-2"));
    if (member.dataLogDir.equals(member.dataDir)) {
      return new Copy(subject, dataDir, dataDir);
    }
    Path dataLogDir = target.resolve("datalog");
    Restore.copy(member.dataLogDir.resolve("version-2"), dataLogDir.resolve("version-2"));
    return new Copy(subject, dataDir, dataLogDir);
  }

  /**
   * What at least two members have logged: that is a quorum, so it is part of every later state. A
   * leader that was killed may have logged more, which is truncated when it comes back.
   */
  private static Set<Long> committed(List<Subject> subjects) {
    Set<Long> once = new HashSet<>();
    Set<Long> twice = new HashSet<>();
    for (Subject subject : subjects) {
      for (Long zxid : subject.logged().ever()) {
        if (!once.add(zxid)) {
          twice.add(zxid);
        }
      }
    }
    return twice;
  }

  /** Restores each snapshot with all logs, as if it were the only one. */
  private void snapshots(Copy copy, Set<String> retained, Set<Long> committed) throws IOException {
    Set<Long> now = LoggedTxns.zxids(copy.logs());
    long last = now.stream().max(Long::compare).orElse(0L);
    Set<String> restorable = new HashSet<>();
    for (Path snapshot : Restore.named(copy.snapshots(), "snapshot.")) {
      String name = snapshot.getFileName().toString();
      Optional<Restore> sound = Restore.ofOne(snapshot, copy.logs(), work);
      if (sound.isEmpty()) {
        tally.one("checked snapshots that a kill or a stop left unfinished");
        continue;
      }
      Restore restored = sound.get();
      restorable.add(name);
      tally.one("checked snapshots, restored with their logs");
      String where = copy.of().member() + ", " + name + " with its logs";
      if (restored.zxid() != last) {
        faults.add(where + " restores to 0x%x, not to 0x%x".formatted(restored.zxid(), last));
      }
      long own = Restore.zxid(snapshot);
      Predicate<Long> needed =
          zxid -> Long.compareUnsigned(zxid, own) > 0 && committed.contains(zxid);
      List<Long> purged =
          copy.of().logged().sinceWiped().stream()
              .filter(needed)
              .filter(zxid -> !now.contains(zxid))
              .toList();
      if (!purged.isEmpty()) {
        tally.one("LOSSES: snapshots whose logs are gone");
        faults.add(
            where
                + " lacks %d transactions that the member had logged, such as 0x%x"
                    .formatted(purged.size(), purged.get(0)));
      } else if (committed.stream().filter(needed).allMatch(now::contains)) {
        compare(where, restored.tree());
        tally.one("checked snapshots that restore to all that was acknowledged");
      } else {
        // What a member is sent as a snapshot it never logs; older ones of its own then end there.
        tally.one("checked snapshots from before a sync by snapshot: the logs never covered it");
      }
    }
    for (String name : retained) {
      if (!restorable.contains(name)) {
        faults.add(copy.of().member() + ": " + name + " was retained, and cannot be restored");
      }
    }
  }

  /** Starts a server on nothing but this member's files. */
  private void alone(Copy copy) throws InterruptedException, KeeperException {
    String where = copy.of().member() + ", alone";
    try (EmbeddedServer server = EmbeddedServer.start(copy.dataDir(), copy.dataLogDir(), NEVER)) {
      compare(where, Clients.tree(server.connect()));
    } catch (IOException e) {
      tally.one("LOSSES: members that do not start alone");
      faults.add(where + ": does not start: " + e);
    }
    tally.one("checks of a member alone");
  }
}

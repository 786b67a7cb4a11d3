package dev.snapkeeper.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.testing.Peer;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Run;
import dev.snapkeeper.testing.ServerFiles;
import dev.snapkeeper.testing.ServerFiles.Restored;
import dev.snapkeeper.testing.Stages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.zookeeper.server.persistence.SnapStream.StreamMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ways in which ZooKeeper's own purge loses data, each shown on a copy of the directory that
 * Snapkeeper then purges without losing any. The table in the README names these tests.
 */
class PeerDefectsTest {
  @TempDir Path temp;

  private Path ours;
  private Path theirs;

  @BeforeEach
  void name() {
    ours = temp.resolve("ours");
    theirs = temp.resolve("theirs");
  }

  private static Path in(Path dataDir, String name) {
    return dataDir.resolve("version-2").resolve(name);
  }

  /** Snapshots and logs of five rounds, written by ZooKeeper; the last is snapshot.64. */
  private ServerFiles fiveRounds() {
    return new ServerFiles(ours).rounds(5, 20);
  }

  /** Dates the files by their zxids, a minute apart, the newest two hours ago. */
  private void date() throws IOException {
    List<String> names = Picture.names(ours.resolve("version-2")).lines().toList();
    for (String name : names) {
      String zxid = name.replaceAll("^(snapshot|log)\\.|\\..*$", "");
      long minutes = zxid.matches("[0-9a-f]{1,4}") ? Long.parseLong(zxid, 16) : 0;
      Files.setLastModifiedTime(
          in(ours, name),
          FileTime.from(Picture.NOW.minus(Duration.ofHours(9)).plus(Duration.ofMinutes(minutes))));
    }
  }

  /** Lets both purge the same files. */
  private Run purgeBoth(String... options) throws IOException {
    date();
    Peer.copy(ours, theirs);
    Peer.purge(theirs, theirs, 3);
    return Run.purge(ours, options);
  }

  private static String snapshots(Path dataDir) {
    return Picture.names(dataDir.resolve("version-2"))
        .lines()
        .filter(name -> name.startsWith("snapshot."))
        .map(name -> name + "\n")
        .reduce("", String::concat);
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(in(ours, name), bytes);
  }

  private static byte[] truncated(StreamMode codec) {
    byte[] whole = Picture.snapshot(codec);
    return Arrays.copyOf(whole, whole.length / 2);
  }

  @Test
  void truncatedGzipsDoNotOutliveEveryGoodSnapshot() throws IOException {
    fiveRounds().close();
    Restored whole = ServerFiles.restore(ours, ours);
    for (String zxid : List.of("79", "7a", "7b")) {
      write("snapshot." + zxid + ".gz", truncated(StreamMode.GZIP));
    }
    Run run = purgeBoth();

    assertEquals("snapshot.79.gz\nsnapshot.7a.gz\nsnapshot.7b.gz\n", snapshots(theirs));
    assertThrows(IOException.class, () -> ServerFiles.restore(theirs, theirs));

    assertEquals(ExitCode.OK, run.exit());
    assertTrue(snapshots(ours).startsWith("snapshot.3c\nsnapshot.50\nsnapshot.64\n"));
    assertEquals(whole, ServerFiles.restore(ours, ours));
  }

  @Test
  void headersAndASnapshotThatIsBeingWrittenFillNoSlot() throws IOException {
    fiveRounds().close();
    Restored whole = ServerFiles.restore(ours, ours);
    byte[] gzip = Picture.snapshot(StreamMode.GZIP);
    write("snapshot.79.gz", Arrays.copyOf(gzip, 10));
    write("snapshot.7a.gz", Arrays.copyOf(gzip, 10));
    write("snapshot.7b.gz", Arrays.copyOf(gzip, 100));
    date();
    Peer.copy(ours, theirs);
    Peer.purge(theirs, theirs, 3);
    Files.setLastModifiedTime(in(ours, "snapshot.7b.gz"), FileTime.from(Picture.NOW));
    Run run = Run.purge(ours);

    assertThrows(IOException.class, () -> ServerFiles.restore(theirs, theirs));

    assertEquals(ExitCode.OK, run.exit());
    assertTrue(run.out().contains("being written"), run.out());
    assertEquals(whole, ServerFiles.restore(ours, ours));
    assertTrue(snapshots(ours).startsWith("snapshot.3c\nsnapshot.50\nsnapshot.64\n"));
  }

  @Test
  void severalNamesForOneZxidCountOnce() throws IOException {
    fiveRounds().close();
    for (String suffix : List.of(".bak", ".orig", ".tmp")) {
      Files.copy(in(ours, "snapshot.64"), in(ours, "snapshot.64" + suffix));
    }
    purgeBoth();
    assertTrue(
        snapshots(theirs).lines().allMatch(name -> name.startsWith("snapshot.64")),
        "one restore point is left");

    assertEquals(
        """
        snapshot.3c
        snapshot.50
        snapshot.64
        snapshot.64.bak
        snapshot.64.orig
        snapshot.64.tmp
        """,
        snapshots(ours));
  }

  @Test
  void namesWithoutAZxidAreNotOlderThanEverything() throws IOException {
    fiveRounds().close();
    List<String> foreign =
        List.of("snapshot.backup", "snapshot.md5", "log.txt", "log.archive.tar.gz");
    for (String name : foreign) {
      write(name, "precious".getBytes(StandardCharsets.UTF_8));
    }
    purgeBoth();
    for (String name : foreign) {
      assertFalse(Files.exists(in(theirs, name)), name);
      assertTrue(Files.exists(in(ours, name)), name);
    }
    assertFalse(Files.exists(in(ours, "snapshot.14")));
  }

  @Test
  void hexLookingJunkDoesNotPushOutRealSnapshots() throws IOException {
    fiveRounds().close();
    for (String name : List.of("snapshot.fade", "snapshot.facade", "snapshot.decade")) {
      write(
          name, "not a snapshot, but it ends like one \0\0\0\1/".getBytes(StandardCharsets.UTF_8));
    }
    Run run = purgeBoth();
    assertEquals("snapshot.decade\nsnapshot.facade\nsnapshot.fade\n", snapshots(theirs));
    assertThrows(IOException.class, () -> ServerFiles.restore(theirs, theirs));

    assertEquals(ExitCode.OK, run.exit());
    assertEquals(
        """
        snapshot.3c
        snapshot.50
        snapshot.64
        snapshot.decade
        snapshot.facade
        snapshot.fade
        """,
        snapshots(ours));
  }

  @Test
  void logsThatCouldRebuildTheStateStayWhenTooFewSnapshotsAreSound() throws IOException {
    fiveRounds().close();
    for (String zxid : List.of("14", "28", "3c")) {
      write("snapshot." + zxid, truncated(StreamMode.CHECKED));
    }
    String before = Picture.names(ours.resolve("version-2"));
    Run run = purgeBoth();
    assertFalse(Files.exists(in(theirs, "log.1")));

    assertEquals(ExitCode.REFUSED, run.exit());
    assertEquals(before, Picture.names(ours.resolve("version-2")));
  }

  @Test
  void whatTheServerWritesNowIsNotDeletedForStaleFilesOfAHigherEpoch() throws IOException {
    // the lost ensemble was at epoch 9; the one restored from a backup goes on at epoch 2
    Picture.draw(
        ours.resolve("version-2"),
        """
        snapshot.900000100  sound                        90h
        snapshot.900000200  sound                        80h
        snapshot.900000300  sound                        70h
        log.900000001       log:900000001..900000310     70h
        snapshot.200000100  sound                         3h
        snapshot.200000200  sound                         2h
        log.200000001       log:200000001..200000150      3h
        log.200000151       log:200000151..200000210      1h
        """);
    Peer.copy(ours, theirs);
    Peer.purge(theirs, theirs, 3);
    String before = Picture.names(ours.resolve("version-2"));
    Run run = Run.purge(ours);
    assertFalse(Files.exists(in(theirs, "snapshot.200000200")));
    assertFalse(Files.exists(in(theirs, "log.200000151")));

    assertEquals(ExitCode.REFUSED, run.exit());
    assertTrue(run.out().contains("snapshot.200000200 would go, but was written after"), run.out());
    assertEquals(before, Picture.names(ours.resolve("version-2")));

    assertEquals(ExitCode.OK, Run.purge(ours, "--trust-zxid-order").exit());
    assertFalse(Files.exists(in(ours, "snapshot.200000200")));
  }

  @Test
  void aPurgeThatIsKilledHalfWayLeavesNoSnapshotWithoutItsLogs() throws Exception {
    try (ServerFiles server = new ServerFiles(ours)) {
      for (int i = 0; i < 6; i++) {
        server.transactions(10).snapshot();
        server.transactions(10).rollLog(); // so that each snapshot needs a log of its own
      }
    }
    date();
    Peer.copy(ours, theirs);
    List<String> theirOrder = Peer.purge(theirs, theirs, 3);
    List<String> ourOrder =
        Stages.carryOut(Stages.plan(Stages.options(Peer.copy(ours, temp.resolve("run")))))
            .deleted()
            .stream()
            .map(entry -> entry.file().name())
            .toList();
    assertEquals(theirOrder.stream().sorted().toList(), ourOrder.stream().sorted().toList());
    assertNotEquals(0, theirOrder.size());

    assertTrue(orphans(Peer.copy(ours, temp.resolve("their order")), theirOrder) > 0);
    assertEquals(0, orphans(Peer.copy(ours, temp.resolve("our order")), ourOrder));
  }

  /**
   * Deletes files one by one; after each, restores from every snapshot that is left.
   *
   * @return how many of those did not come to the same state as before
   */
  private int orphans(Path dataDir, List<String> order) throws IOException {
    Restored whole = ServerFiles.restore(dataDir, dataDir);
    int orphans = 0;
    for (String name : order) {
      Files.delete(in(dataDir, name));
      for (String snapshot : snapshots(dataDir).lines().toList()) {
        orphans += restoreFrom(snapshot, dataDir).equals(whole) ? 0 : 1;
      }
    }
    return orphans;
  }

  /** Restores from one snapshot: the others are away. */
  private Restored restoreFrom(String snapshot, Path dataDir) throws IOException {
    Path copy = Peer.copy(dataDir, temp.resolve("restore"));
    for (String other : snapshots(copy).lines().toList()) {
      if (!other.equals(snapshot)) {
        Files.delete(in(copy, other));
      }
    }
    Restored restored = ServerFiles.restore(copy, copy);
    Picture.delete(copy);
    return restored;
  }

  @Test
  void aMissingMountIsNoSuccessAndNothingIsMadeInItsPlace() throws IOException {
    Files.createDirectories(ours);
    Files.createDirectories(theirs);
    Peer.purge(theirs, theirs, 3);
    assertEquals("version-2\n", Picture.names(theirs), "made where nothing was");

    assertEquals(ExitCode.DIRECTORY, Run.purge(ours).exit());
    assertEquals("", Picture.names(ours));
  }

  @Test
  void damagedSnapshotsNewerThanTheLastSoundOneCanBeFreed() throws IOException {
    Picture.draw(
        ours.resolve("version-2"),
        """
        snapshot.100  sound        9h
        snapshot.200  sound        8h
        snapshot.300  truncated    7h
        snapshot.400  truncated    6h
        snapshot.500  truncated    5h
        log.1         log:1..520   4h
        """);
    Peer.copy(ours, theirs);
    Peer.purge(theirs, theirs, 3);
    assertTrue(Files.exists(in(theirs, "snapshot.500")));

    Run run = Run.purge(ours);
    assertTrue(run.out().contains("--delete-corrupt frees what damaged snapshots take"), run.out());
    assertTrue(Files.exists(in(ours, "snapshot.500")));
    assertEquals(
        ExitCode.REFUSED, Run.purge(ours, "--delete-corrupt").exit(), "nothing sound goes");
    assertEquals("snapshot.100\nsnapshot.200\n", snapshots(ours));
    assertEquals(ExitCode.OK, Run.purge(ours).exit());
    assertEquals(0x520, ServerFiles.restore(ours, ours).zxid());
  }
}

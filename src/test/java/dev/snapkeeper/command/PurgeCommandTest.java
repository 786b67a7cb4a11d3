package dev.snapkeeper.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of directories that are drawn as pictures. */
class PurgeCommandTest {
  @TempDir Path dir;

  private String left(String picture, String... options) {
    Picture.draw(dir.resolve("version-2"), picture);
    assertEquals(ExitCode.OK, Run.purge(dir, options).exit());
    return Picture.names(dir.resolve("version-2"));
  }

  @Test
  void keepsTheLogThatStartsBelowTheOldestRetainedSnapshot() {
    assertEquals(
        """
        log.180
        log.301
        log.401
        snapshot.200
        snapshot.300
        snapshot.400
        """,
        left(
            """
            snapshot.100  sound          5h
            snapshot.200  sound          4h
            snapshot.300  sound          3h
            snapshot.400  sound          2h
            log.1         log:1..100     5h
            log.101       log:101..17f   5h
            log.180       log:180..300   3h
            log.301       log:301..400   2h
            log.401       log:401..420   1h
            """));
  }

  @Test
  void leavesASummaryForKubernetes(@TempDir Path elsewhere) throws IOException {
    Picture.draw(dir.resolve("version-2"), Picture.HEALTHY);
    Path file = elsewhere.resolve("termination-log");
    Run run = Run.purge(dir, "--termination-log", file.toString(), "--output", "json");
    assertEquals(ExitCode.OK, run.exit());
    assertTrue(Files.readString(file).startsWith("DONE: deleted 1 snapshot and 1 txn log, "));
    Path missing = dir.resolve("none");
    run = Run.purge(missing, "--termination-log", file.toString());
    assertEquals(ExitCode.DIRECTORY, run.exit());
    assertTrue(Files.readString(file).startsWith("FAILED: deleted nothing: " + missing));
  }

  @Test
  void deletesNothingWhenItIsStoppedBeforeItHasPlanned() {
    Path version2 = dir.resolve("version-2");
    Picture.draw(version2, Picture.HEALTHY);
    String before = Picture.names(version2);
    StopSignal stop = new StopSignal();
    stop.raise(ExitCode.TERMINATED);
    Run run = Run.purgeAt(Picture.NOW, stop, dir);
    assertEquals(ExitCode.TERMINATED, run.exit());
    assertTrue(run.out().startsWith("INTERRUPTED: deleted nothing: interrupted before"), run.out());
    assertEquals(before, Picture.names(version2));
  }

  @Test
  void aDryRunSaysExactlyWhatARunDoes() {
    Path version2 = dir.resolve("version-2");
    Picture.draw(version2, Picture.HEALTHY);
    String before = Picture.names(version2);
    String dry = Run.purge(dir, "--dry-run").out();
    assertEquals(before, Picture.names(version2));
    String real = Run.purge(dir).out();
    assertEquals(
        dry.lines().findFirst().orElseThrow(),
        real.lines()
            .findFirst()
            .orElseThrow()
            .replace("DONE: deleted", "DRY RUN, DONE: would delete"));
  }

  @Test
  void readsNothingWhenNothingWouldGo() {
    Picture.draw(
        dir.resolve("version-2"),
        """
        snapshot.200  sound          4h
        snapshot.300  sound          3h
        snapshot.400  truncated      2h
        log.180       log:180..420   1h
        """);
    Run run = Run.purge(dir);
    assertEquals(ExitCode.OK, run.exit());
    assertEquals(3, run.out().lines().filter(line -> line.endsWith("not checked")).count());
  }

  /** Healthy, if unusual: none of these may be refused. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        // the gap that a SNAP sync from the leader leaves between the last log and the snapshot
        """
        snapshot.100 sound 6h
        snapshot.500 sound 5h
        snapshot.600 sound 4h
        snapshot.700 sound 3h
        log.1 log:1..120 6h
        log.501 log:501..720 1h
        """,
        // one log that spans all snapshots
        """
        snapshot.100 sound 6h
        snapshot.200 sound 5h
        snapshot.300 sound 4h
        snapshot.400 sound 3h
        log.1 log:1..420 1h
        """,
        // epochs that change, codecs that change
        """
        snapshot.1000000ff.gz sound 6h
        snapshot.200000003.snappy sound 5h
        snapshot.300000001 sound 4h
        snapshot.400000002 sound 3h
        log.100000001 log:100000001..1000000ff 6h
        log.200000001 log:200000001..400000009 1h
        """,
        // somebody copied the directory: all times are alike
        """
        snapshot.100 sound 1h
        snapshot.200 sound 1h
        snapshot.300 sound 1h
        snapshot.400 sound 1h
        log.1 log:1..200 1h
        log.201 log:201..420 1h
        """,
        // the server has just made its next log
        """
        snapshot.100 sound 6h
        snapshot.200 sound 5h
        snapshot.300 sound 4h
        snapshot.400 sound 3h
        log.1 log:1..420 1h
        log.421 empty 0s
        """,
      })
  void purgesWhatIsHealthyThoughUnusual(String picture) {
    Path version2 = dir.resolve("version-2");
    Picture.draw(version2, picture);
    List<String> before = Picture.names(version2).lines().toList();
    Run run = Run.purge(dir);
    assertEquals(ExitCode.OK, run.exit(), run.out());
    assertTrue(run.out().startsWith("DONE: deleted 1 snapshot"), run.out());
    assertFalse(Picture.names(version2).contains(before.get(before.size() - 4) + "\n"));
  }

  /**
   * A server that has just made it may have crashed; the log before it still covers the snapshot.
   */
  @Test
  void keepsTheLogThatCoversTheOldestSnapshotBelowOnesThatCoverNothing() {
    assertEquals(
        """
        log.101
        log.1e0
        log.1f0
        log.201
        snapshot.200
        snapshot.300
        snapshot.400
        """,
        left(Picture.HEALTHY + "log.1e0 junk 5h\nlog.1f0 empty 5h\n"));
  }

  /** With --delete-corrupt each file of a zxid is read, and is sound. */
  @Test
  void countsTwoSoundFilesOfOneZxidOnce() {
    assertEquals(
        """
        log.101
        log.201
        snapshot.200
        snapshot.300
        snapshot.400
        snapshot.400.gz
        """,
        left(Picture.HEALTHY + "snapshot.400.gz sound 3h\n", "--delete-corrupt"));
  }

  @Test
  void leavesALinkToASoundSnapshotAlone() throws IOException {
    Picture.draw(dir, "elsewhere sound 7h\n");
    Path link = Files.createDirectories(dir.resolve("version-2")).resolve("snapshot.80");
    Files.createSymbolicLink(link, dir.resolve("elsewhere"));
    assertTrue(left(Picture.HEALTHY).contains("snapshot.80\n"));
    assertTrue(Files.exists(dir.resolve("elsewhere")));
  }

  @Test
  void refusesTheLogsOfAnotherEnsemble() {
    Path version2 = dir.resolve("version-2");
    Picture.draw(
        version2,
        """
        snapshot.500000100  sound       6h
        snapshot.500000200  sound       5h
        snapshot.500000300  sound       4h
        snapshot.500000400  sound       3h
        log.1               log:1..20   6h
        log.21              log:21..50  1h
        """);
    String before = Picture.names(version2);
    Run run = Run.purge(dir);
    assertEquals(ExitCode.REFUSED, run.exit());
    assertTrue(
        run.out()
            .replaceAll("\\s+", " ")
            .contains(
                "ends at 0x50, before the oldest snapshot to keep, 0x500000200. Is this the log"
                    + " directory of another ensemble?"),
        run.out());
    assertEquals(before, Picture.names(version2));
  }

  @Test
  void deletesATemporaryOnlyWhenItIsOldInEveryWay() {
    assertEquals(
        """
        log.101
        log.201
        snapshot.180.tmp
        snapshot.200
        snapshot.300
        snapshot.400
        snapshot.450.tmp
        """,
        left(
            Picture.HEALTHY
                + """
                snapshot.150.tmp     sound      5h
                snapshot.180.tmp     sound      30m
                snapshot.450.tmp     truncated  2h
                """));
  }

  @Test
  void twoRunsAtOnceAreNoTrouble() throws Exception {
    Picture.draw(dir.resolve("version-2"), Picture.HEALTHY);
    ExecutorService runs = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Run>> calls = Collections.nCopies(4, () -> Run.purge(dir));
      for (Future<Run> run : runs.invokeAll(calls)) {
        assertEquals(ExitCode.OK, run.get().exit(), run.get().out());
      }
    } finally {
      runs.shutdown();
    }
    assertEquals(
        "log.101\nlog.201\nsnapshot.200\nsnapshot.300\nsnapshot.400\n",
        Picture.names(dir.resolve("version-2")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"log.1", "snapshot.100", "snapshot.100 log.1", "snapshot.200", "snapshot.400"})
  void looksAgainWhenAnotherPurgeDeletesWhatWasScanned(String vanishing) throws Exception {
    Path version2 = dir.resolve("version-2");
    Picture.draw(version2, Picture.HEALTHY + "snapshot.80 sound 7h\n");
    List<String> names = List.of(vanishing.split(" ", -1));
    StopSignal betweenScanAndLook =
        new StopSignal() {
          @Override
          public void check() {
            super.check();
            for (String name : names) {
              try {
                Files.deleteIfExists(version2.resolve(name));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
          }
        };
    Run run = Run.purgeAt(Picture.NOW, betweenScanAndLook, dir);
    assertEquals(ExitCode.OK, run.exit(), run.out());
    assertFalse(run.out().contains("no such file"), run.out());
    for (String name : names) {
      assertFalse(run.out().lines().anyMatch(line -> line.contains(name + " ")), run.out());
    }
  }

  @Test
  void keepsTheDamagedOnesThatMayStillBeInUse() {
    assertEquals(
        """
        log.101
        log.201
        snapshot.200
        snapshot.300
        snapshot.400
        snapshot.600
        snapshot.fade
        """,
        left(
            Picture.HEALTHY
                + """
                snapshot.500   truncated  2h
                snapshot.600   truncated  50m
                snapshot.fade  junk       9h
                """,
            "--delete-corrupt"));
  }

  @Test
  void keepsEvenTheDamagedWhenNoneIsSound() {
    Path version2 = dir.resolve("version-2");
    Picture.draw(
        version2,
        """
        snapshot.80  truncated 9h
        snapshot.100 truncated 9h
        snapshot.200 flipped 8h
        snapshot.300 truncated 7h
        log.1 log:1..100 9h
        log.101 log:101..320 1h
        """);
    String before = Picture.names(version2);
    assertEquals(ExitCode.REFUSED, Run.purge(dir, "--delete-corrupt").exit());
    assertEquals(before, Picture.names(version2));
  }

  @Test
  void leavesForeignFilesAloneThatBeginAlmostLikeSnapshots() throws IOException {
    Path version2 = dir.resolve("version-2");
    Picture.draw(version2, Picture.HEALTHY);
    byte[] image = new byte[100_000]; // a disk image begins with a boot block of zeros
    image[64_000] = 1;
    byte[] dump = "\0\0\0\0my dump".getBytes(StandardCharsets.UTF_8);
    Files.write(version2.resolve("snapshot.20.gz"), gzip("no snapshot, but somebody's backup"));
    Files.write(version2.resolve("snapshot.21"), image);
    Files.write(version2.resolve("snapshot.22"), dump);
    Files.write(version2.resolve("snapshot.23.tmp"), gzip("a backup, too"));
    Files.write(version2.resolve("snapshot.500.gz"), gzip("a newer backup"));
    List<String> foreign =
        List.of(
            "snapshot.20.gz", "snapshot.21", "snapshot.22", "snapshot.23.tmp", "snapshot.500.gz");
    for (String name : foreign) {
      Files.setLastModifiedTime(
          version2.resolve(name), FileTime.from(Picture.NOW.minus(Duration.ofHours(9))));
    }
    Run run = Run.purge(dir, "--delete-corrupt");
    assertEquals(ExitCode.OK, run.exit());
    assertTrue(run.out().startsWith("DONE: deleted 1 snapshot and 1 txn log, "), run.out());
    for (String name : foreign) {
      assertTrue(Files.exists(version2.resolve(name)), name);
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void isNotFooledByAStaleFileThatIsDatedInTheFuture() throws IOException {
    Path version2 = dir.resolve("version-2");
    Picture.draw(
        version2,
        """
        snapshot.500000001  sound                      99h
        snapshot.500000002  sound                      99h
        snapshot.500000003  sound                      99h
        log.500000001       log:500000001..500000010   99h
        snapshot.200000010  sound                       2h
        log.200000001       log:200000001..200000040    0s
        """);
    Files.setLastModifiedTime(
        version2.resolve("snapshot.500000003"),
        FileTime.from(Picture.NOW.plus(Duration.ofDays(2))));
    String before = Picture.names(version2);
    Run run = Run.purge(dir);
    assertEquals(ExitCode.REFUSED, run.exit(), run.out());
    assertTrue(run.out().replaceAll("\\s+", " ").contains("times in the future do not count"));
    assertEquals(before, Picture.names(version2));
  }

  @Test
  void refusesWhereTheClockWasSetBack() {
    Path version2 = dir.resolve("version-2");
    Picture.draw(version2, Picture.HEALTHY);
    String before = Picture.names(version2);
    Run run = Run.purgeAt(Picture.NOW.minus(Duration.ofDays(365)), dir);
    assertEquals(ExitCode.REFUSED, run.exit());
    assertEquals(
        "snapkeeper: deleted nothing: snapshot.100 would go, but was written after all that would"
            + " stay (times in the future do not count; is the clock right?), on"
            + " 2026-03-01T06:00:00Z. Was this directory restored from a backup, or are files of"
            + " another ensemble left in it? Then the stale ones, of higher zxids, must be moved away"
            + " by hand. Only if the higher zxids are the ones to keep, and the times are wrong (files"
            + " copied one by one), run with --trust-zxid-order.\n",
        run.err());
    assertEquals(before, Picture.names(version2));
  }

  @Test
  void doesNotCallDamagedWhatALaterServerMayHaveAdded() throws IOException {
    Path version2 = dir.resolve("version-2");
    Picture.draw(version2, Picture.HEALTHY);
    for (String name : List.of("snapshot.500", "snapshot.600.gz")) {
      Picture.draw(version2, name + "  sound  2h");
      Path file = version2.resolve(name);
      Files.write(file, new byte[] {0, 0, 0, 0, 0, 0, 5, 0}, StandardOpenOption.APPEND);
      Files.setLastModifiedTime(file, FileTime.from(Picture.NOW.minus(Duration.ofHours(2))));
    }
    Run run = Run.purge(dir, "--delete-corrupt");
    assertEquals(ExitCode.OK, run.exit());
    assertTrue(run.out().contains("more than is known to Snapkeeper follows"), run.out());
    assertTrue(Files.exists(version2.resolve("snapshot.500")));
    assertTrue(Files.exists(version2.resolve("snapshot.600.gz")));
  }
}

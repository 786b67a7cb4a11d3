package dev.snapkeeper.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.ExitCode;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.DataDir;
import dev.snapkeeper.datadir.DataDirListing;
import dev.snapkeeper.options.VerifyMode;
import dev.snapkeeper.testing.Picture;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VerdictsTest {
  private final FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
  private final StopSignal stop = new StopSignal();

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  private Verdicts gather(String picture, int retain, boolean findDamaged) throws Exception {
    Picture.draw(memory.getPath("/data/version-2"), picture);
    return Verdicts.gather(
        listing(), retain, findDamaged, new SnapshotVerifier(VerifyMode.FULL, stop), stop);
  }

  private DataDirListing listing() throws Exception {
    return DataDir.open(memory.getPath("/data"), memory.getPath("/data")).scan(Picture.NOW);
  }

  /** Every snapshot with its verdict, newest first. */
  private String told(Verdicts verdicts) throws Exception {
    return listing().snapshots().stream()
        .map(snapshot -> snapshot.name() + ": " + verdicts.of(snapshot).label() + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void looksAtNoMoreThanAreNeededNewestFirst() throws Exception {
    Verdicts verdicts =
        gather(
            """
            snapshot.100  flipped    6h
            snapshot.200  sound      5h
            snapshot.300  sound      4h
            snapshot.400  truncated  3h
            snapshot.500  sound      2h
            snapshot.600  flipped    1h
            snapshot.700  sound      1h
            """,
            3,
            false);
    assertTrue(verdicts.retentionMayDelete());
    assertEquals(
        """
        snapshot.700: sound
        snapshot.600: damaged
        snapshot.500: sound
        snapshot.400: damaged
        snapshot.300: sound
        snapshot.200: not checked
        snapshot.100: not checked
        """,
        told(verdicts));
  }

  @Test
  void aSnapshotThatIsBeingWrittenDoesNotCount() throws Exception {
    Verdicts verdicts =
        gather(
            """
            snapshot.100  sound      4h
            snapshot.200  sound      3h
            snapshot.300  sound      2h
            snapshot.400  sound      1h
            snapshot.500  truncated  1s
            """,
            3,
            false);
    assertEquals(
        """
        snapshot.500: being written
        snapshot.400: sound
        snapshot.300: sound
        snapshot.200: sound
        snapshot.100: not checked
        """,
        told(verdicts));
  }

  @Test
  void looksAtNoneWhereNothingWouldBeDeleted() throws Exception {
    Verdicts verdicts =
        gather(
            """
            snapshot.100  sound        3h
            snapshot.200  flipped      2h
            snapshot.300  sound        1h
            log.f0        log:f0..100  3h
            log.101       log:101..320 1h
            """,
            3,
            false);
    assertFalse(verdicts.retentionMayDelete());
    assertEquals(
        """
        snapshot.300: not checked
        snapshot.200: not checked
        snapshot.100: not checked
        """,
        told(verdicts));
  }

  @Test
  void looksWhereOnlyALogWouldBeDeleted() throws Exception {
    Verdicts verdicts =
        gather(
            """
            snapshot.100  sound        3h
            snapshot.200  sound        2h
            snapshot.300  sound        1h
            log.1         log:1..ef    4h
            log.f0        log:f0..100  3h
            log.101       log:101..320 1h
            """,
            3,
            false);
    assertTrue(verdicts.retentionMayDelete());
    assertEquals("snapshot.300: sound\nsnapshot.200: sound\nsnapshot.100: sound\n", told(verdicts));
  }

  @Test
  void looksWhereOnlyASettledTemporaryWouldBeDeleted() throws Exception {
    String three =
        """
        snapshot.100  sound  3h
        snapshot.200  sound  2h
        snapshot.300  sound  1h
        """;
    assertFalse(gather(three + "snapshot.50.tmp sound 59m", 3, false).retentionMayDelete());
    assertFalse(gather("snapshot.101.tmp sound 5h", 3, false).retentionMayDelete());
    assertFalse(gather("snapshot.60.tmp junk 5h", 3, false).retentionMayDelete());
    assertTrue(gather("snapshot.70.tmp truncated 60m", 3, false).retentionMayDelete());
  }

  @Test
  void foreignFilesAreNoReasonToLook() throws Exception {
    Verdicts verdicts =
        gather(
            """
            snapshot.20   junk         5h
            snapshot.100  sound        3h
            snapshot.200  sound        2h
            snapshot.300  sound        1h
            log.1         junk         5h
            log.2         empty        5h
            log.f0        log:f0..100  3h
            """,
            3,
            false);
    assertFalse(verdicts.retentionMayDelete());
    assertTrue(verdicts.byPath().isEmpty());
  }

  @Test
  void twoFilesOfOneZxidCountOnceAndTheSecondIsNotReadWhereTheFirstIsSound() throws Exception {
    Verdicts verdicts =
        gather(
            """
            snapshot.100         sound      5h
            snapshot.200         sound      4h
            snapshot.300         truncated  3h
            snapshot.300.gz      sound      3h
            snapshot.400.gz      sound      2h
            snapshot.400         sound      2h
            snapshot.400.snappy  flipped    2h
            """,
            3,
            false);
    assertEquals(
        """
        snapshot.400: sound
        snapshot.400.gz: not checked
        snapshot.400.snappy: not checked
        snapshot.300: damaged
        snapshot.300.gz: sound
        snapshot.200: sound
        snapshot.100: not checked
        """,
        told(verdicts));
  }

  @Test
  void findsTheDamagedAmongCopiesOfOneZxidWhereTheyAreWantedUpToTheLastThatCounts()
      throws Exception {
    Verdicts verdicts =
        gather(
            """
            snapshot.100         flipped    5h
            snapshot.200         sound      4h
            snapshot.200.gz      flipped    4h
            snapshot.300         truncated  3h
            snapshot.300.gz      sound      3h
            snapshot.400         sound      2h
            snapshot.400.snappy  flipped    2h
            """,
            3,
            true);
    assertEquals(
        """
        snapshot.400: sound
        snapshot.400.snappy: damaged
        snapshot.300: damaged
        snapshot.300.gz: sound
        snapshot.200: sound
        snapshot.200.gz: damaged
        snapshot.100: not checked
        """,
        told(verdicts));
  }

  @Test
  void findsTheDamagedAlsoWhereRetentionHasNothingToDo() throws Exception {
    String picture =
        """
        snapshot.100  sound      3h
        snapshot.200  truncated  2h
        """;
    assertTrue(gather(picture, 3, false).byPath().isEmpty());
    Verdicts verdicts = gather("", 3, true);
    assertFalse(verdicts.retentionMayDelete());
    assertEquals("snapshot.200: damaged\nsnapshot.100: sound\n", told(verdicts));
  }

  @Test
  void looksAtEveryOneWhereTooFewAreSound() throws Exception {
    Verdicts verdicts =
        gather(
            """
            snapshot.100  sound      5h
            snapshot.200  zeros      4h
            snapshot.300  empty      3h
            snapshot.400  truncated  2h
            """,
            3,
            false);
    assertEquals(
        """
        snapshot.400: damaged
        snapshot.300: damaged
        snapshot.200: damaged
        snapshot.100: sound
        """,
        told(verdicts));
  }

  @Test
  void anEmptyDirectoryHasNoVerdicts() throws Exception {
    assertEquals(new Verdicts(false, Map.of()), gather("", 3, true));
  }

  @Test
  void stopsWhenASignalAsksForIt() {
    stop.raise(ExitCode.TERMINATED);
    assertThrows(
        StopSignal.StoppedException.class,
        () ->
            gather(
                """
                snapshot.100  sound  5h
                snapshot.200  sound  4h
                """,
                1,
                false));
  }

  @Test
  void aFileIsSettledAfterAnHourAndNeverWhileItsTimeLiesAhead() {
    assertFalse(
        Verdicts.isSettled(Picture.NOW.minus(Duration.ofMinutes(60).minusNanos(1)), Picture.NOW));
    assertTrue(Verdicts.isSettled(Picture.NOW.minus(Duration.ofMinutes(60)), Picture.NOW));
    assertFalse(Verdicts.isSettled(Picture.NOW.plusSeconds(1), Picture.NOW));
  }
}

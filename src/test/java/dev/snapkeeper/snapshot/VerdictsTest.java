package dev.snapkeeper.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.DataDir;
import dev.snapkeeper.datadir.DataDirListing;
import dev.snapkeeper.options.VerifyMode;
import dev.snapkeeper.testing.Picture;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which snapshots are read: as few as will do. */
class VerdictsTest {
  private static final String LOGS = "log.1  log:1..10  9h\nlog.11  log:11..999  1h\n";

  private final FileSystem memory =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder().setAttributeViews("basic", "unix").build());

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  private String read(String picture, boolean findDamaged) throws Exception {
    Path dataDir = memory.getPath("/data");
    Picture.draw(dataDir.resolve("version-2"), picture);
    DataDirListing listing = DataDir.open(dataDir, dataDir).scan(Picture.NOW);
    StopSignal stop = new StopSignal();
    Verdicts verdicts =
        Verdicts.gather(listing, 3, findDamaged, new SnapshotVerifier(VerifyMode.FULL, stop), stop);
    return listing.snapshots().stream()
        .map(snapshot -> snapshot.name() + ": " + verdicts.of(snapshot).label() + "\n")
        .reduce("", String::concat);
  }

  @Test
  void readsTheNewestThatAreEnough() throws Exception {
    assertEquals(
        """
        snapshot.500: sound
        snapshot.400: sound
        snapshot.300: sound
        snapshot.200: not checked
        snapshot.100: not checked
        """,
        read(
            """
            snapshot.100  sound      9h
            snapshot.200  flipped    8h
            snapshot.300  sound      7h
            snapshot.400  sound      6h
            snapshot.500  sound      5h
            """
                + LOGS,
            false));
  }

  @Test
  void readsOnUntilThreeAreSound() throws Exception {
    assertEquals(
        """
        snapshot.600: being written
        snapshot.500: damaged
        snapshot.400: sound
        snapshot.300.gz: sound
        snapshot.200: sound
        snapshot.100: not checked
        """,
        read(
            """
            snapshot.100     sound      9h
            snapshot.200     sound      8h
            snapshot.300.gz  sound      7h
            snapshot.400     sound      6h
            snapshot.500     truncated  5h
            snapshot.600     truncated  0s
            """
                + LOGS,
            false));
  }

  @Test
  void readsNoneWhenNothingWouldBeDeletedAnyway() throws Exception {
    assertEquals(
        """
        snapshot.400: not checked
        snapshot.300: not checked
        snapshot.200: not checked
        """,
        read(
            """
            snapshot.200  sound      8h
            snapshot.300  sound      7h
            snapshot.400  truncated  6h
            log.1         log:1..999 1h
            """,
            false));
  }

  @Test
  void countsTwoFilesOfOneZxidOnce() throws Exception {
    String picture =
        """
        snapshot.100         sound    9h
        snapshot.200         sound    8h
        snapshot.300         sound    7h
        snapshot.400         sound    6h
        snapshot.400.gz      flipped  6h
        snapshot.400.snappy  sound    6h
        """
            + LOGS;
    assertEquals(
        """
        snapshot.400: sound
        snapshot.400.gz: not checked
        snapshot.400.snappy: not checked
        snapshot.300: sound
        snapshot.200: sound
        snapshot.100: not checked
        """,
        read(picture, false));
    assertEquals(
        """
        snapshot.400: sound
        snapshot.400.gz: damaged
        snapshot.400.snappy: sound
        snapshot.300: sound
        snapshot.200: sound
        snapshot.100: not checked
        """,
        read(picture, true));
  }

  @Test
  void looksForDamageWhereItIsAskedToEvenIfRetentionHasNothingToDo() throws Exception {
    assertEquals(
        """
        snapshot.400: damaged
        snapshot.300: sound
        """,
        read(
            "snapshot.300  sound  7h\nsnapshot.400  truncated  6h\nlog.1  log:1..999  1h\n", true));
  }
}

package dev.snapkeeper.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.testing.FaultyFileSystem;
import dev.snapkeeper.testing.FaultyFileSystem.Disturbance;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Run;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person is told of what seldom happens: what is wrong, where, and what to do. */
class MessagesTest {
  @TempDir Path temp;
  private Path dataDir;
  private Path version2;
  private Path tmp;

  @BeforeEach
  void make() throws IOException {
    dataDir = temp.resolve("data");
    version2 = Files.createDirectories(dataDir.resolve("version-2"));
    tmp = Files.createDirectory(temp.resolve("tmp"));
  }

  private Run purge(Disturbance disturbance, String... options) {
    FaultyFileSystem files = new FaultyFileSystem(disturbance);
    return Run.purgeIn(
        List.of(files.path(tmp)), Picture.NOW, new StopSignal(), files.path(dataDir), options);
  }

  private Run purge(String... options) {
    return purge((call, what) -> {}, options);
  }

  private void draw(String picture) {
    Picture.draw(version2, picture);
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = Files.write(version2.resolve(name), content);
    Files.setLastModifiedTime(file, FileTime.from(Picture.NOW.minus(Duration.ofHours(2))));
  }

  /** Deletes a file or a whole directory; what is done once stays done. */
  private static void remove(Path path) throws IOException {
    if (Files.exists(path)) {
      Picture.delete(path);
    }
  }

  private Path shadow() {
    return tmp.resolve(Picture.names(tmp).strip());
  }

  private static void assertSays(String sentence, Run run) {
    String words = run.out().replaceAll("\\s+", " ");
    assertTrue(words.contains(sentence), run.out());
  }

  private static void assertFails(ExitCode exit, String message, Run run) {
    assertEquals("snapkeeper: " + message + "\n", run.err());
    assertEquals(exit, run.exit());
  }

  @Test
  void whyNothingHasToGo() {
    draw(
        """
        snapshot.200  sound          5h
        snapshot.300  sound          4h
        snapshot.400  sound          3h
        log.101       log:101..200   5h
        """);
    assertSays(
        "NOTHING TO DO: deleted nothing: nothing is older than what the newest 3 snapshots need.",
        purge());
    draw("snapshot.500 truncated 2h\nsnapshot.100 junk 6h\n");
    assertSays(
        "NOTHING TO DO: deleted nothing: nothing that may go is older than what stays.", purge());
  }

  @Test
  void thatTheNewestSnapshotIsBeingWritten() {
    draw(
        """
        snapshot.200  sound          5h
        snapshot.300  sound          4h
        snapshot.400  truncated      0s
        log.1         log:1..100     6h
        log.101       log:101..400   1h
        """);
    String before = Picture.names(version2);
    Run run = purge();
    assertSays(
        "NOTHING TO DO: deleted nothing: the newest snapshot is still being written; without it there"
            + " are 2 snapshots, and 3 are kept.",
        run);
    assertEquals(ExitCode.OK, run.exit());
    assertEquals(before, Picture.names(version2));
  }

  @Test
  void whyItRefusesAndWhatToDo() {
    draw(
        """
        snapshot.100  sound          6h
        snapshot.200  truncated      5h
        snapshot.300  truncated      4h
        log.1         log:1..100     6h
        log.81        log:81..100    6h
        """);
    assertFails(
        ExitCode.REFUSED,
        "deleted nothing: of the 3 snapshots to keep only 1 is proven restorable (2 damaged, 0"
            + " unreadable), and the older files may be needed to rebuild the state. Let the server"
            + " write new snapshots (it writes one whenever it starts), then run again;"
            + " --delete-corrupt frees what the damaged ones take.",
        purge());
    assertFails(
        ExitCode.REFUSED,
        "deleted nothing: of the 3 snapshots to keep only 0 are proven restorable (2 damaged, 1"
            + " unreadable), and the older files may be needed to rebuild the state. The warnings say"
            + " why they cannot be read: mend that, then run again.",
        purge(
            (call, what) -> {
              if (what.equals("size snapshot.100")) {
                throw new IOException("Input/output error");
              }
            }));
    draw("snapshot.100  truncated  6h\n");
    assertFails(
        ExitCode.REFUSED,
        "deleted nothing: of the 3 snapshots to keep only 0 are proven restorable (3 damaged, 0"
            + " unreadable), and the older files may be needed to rebuild the state. Delete nothing by"
            + " hand: on a member of an ensemble, move version-2 away and let it sync from a healthy"
            + " one.",
        purge());
  }

  @Test
  void thatTheLogsAreNoneOfThisServer() throws IOException {
    draw(
        """
        snapshot.100  sound  6h
        snapshot.200  sound  5h
        snapshot.300  sound  4h
        snapshot.400  sound  3h
        log.1         log    6h
        """);
    String remedy =
        ", before the oldest snapshot to keep, 0x200. Is this the log directory of another ensemble?"
            + " Compare --data-log-dir with dataLogDir in zoo.cfg. On a member that has been idle since"
            + " it synced, wait for its next transaction.";
    String newest = "deleted nothing: the newest txn log, " + version2.resolve("log.1") + ", ";
    assertFails(ExitCode.REFUSED, newest + "holds no transaction" + remedy, purge());
    draw("log.1 log:1..100 6h\n");
    assertFails(ExitCode.REFUSED, newest + "ends at 0x100" + remedy, purge());
    assertFails(
        ExitCode.REFUSED,
        newest + "cannot be read (Input/output error)" + remedy,
        purge(
            (call, what) -> {
              if (what.equals("size log.1")) {
                throw new IOException("Input/output error");
              }
            }));
  }

  /** As if somebody tidied the temp directory up just then. */
  @ParameterizedTest
  @ValueSource(strings = {"snapshot.400", "log.101", "log.1 log.101 log.201"})
  void thatZooKeepersRuleWouldNotKeepWhatIsToStay(String needed) {
    draw(Picture.HEALTHY);
    assertFails(
        ExitCode.REFUSED,
        "deleted nothing: ZooKeeper's PurgeTxnLog would delete what the 3 snapshots need. That should"
            + " not happen: please report it with the list of files.",
        purge(
            (call, what) -> {
              if (what.equals("close log.201")) {
                for (String name : needed.split(" ", -1)) {
                  remove(shadow().resolve("version-2").resolve(name));
                }
              }
            }));
  }

  @Test
  void thatThereIsNoPlaceForAShadow() {
    draw(Picture.HEALTHY);
    String remedy = "); name a directory with room by -Djava.io.tmpdir=DIR; nothing was deleted";
    String fault = "no place for a few small files to ask ZooKeeper's rule with (";
    assertFails(
        ExitCode.FAILURE,
        fault + "no directory outside of ZooKeeper's own" + remedy,
        Run.purgeIn(List.of(version2, dataDir), Picture.NOW, new StopSignal(), dataDir));
    assertFails(
        ExitCode.FAILURE,
        fault + tmp + ": swept away by another run; is the clock right?" + remedy,
        purge(
            (call, what) -> {
              if (what.equals("close log.201") && !Picture.names(tmp).isEmpty()) {
                remove(shadow());
              }
            }));
    assertFails(
        ExitCode.FAILURE,
        fault
            + tmp
            + ": somebody else's directory has taken the place of the one made here"
            + remedy,
        purge(
            (call, what) -> {
              if (what.startsWith("opendir snapkeeper-shadow-") && Files.exists(shadow())) {
                Files.setAttribute(shadow(), "unix:mode", 0777);
              }
            }));
    assertEquals("", Picture.names(tmp));
    assertEquals(Picture.HEALTHY.lines().count(), Picture.names(version2).lines().count());
  }

  /** Somebody writes snapshots that are cut off, and takes each away while it is looked at. */
  @Test
  void thatItGoesByWhatItSawLastWhereTheDirectoryNeverComesToRest() throws IOException {
    draw(Picture.HEALTHY);
    int[] vanished = new int[1];
    Run run =
        purge(
            (call, what) -> {
              Path restless = version2.resolve("snapshot.500");
              if (what.equals("opendir version-2") && Picture.names(tmp).isEmpty()) { // no shadow
                draw("snapshot.500 truncated 2h\n");
              } else if (what.equals("close snapshot.500") && Files.exists(restless)) {
                remove(restless);
                vanished[0]++;
              }
            });
    assertEquals(PurgeCommand.ATTEMPTS, vanished[0]);
    assertEquals(ExitCode.OK, run.exit(), run.err());
    assertSays("DONE: deleted 1 snapshot and 1 txn log", run);
    remove(version2.resolve("snapshot.500"));
    assertEquals(
        "log.101\nlog.201\nsnapshot.200\nsnapshot.300\nsnapshot.400\n", Picture.names(version2));
  }

  @Test
  void thatTheUsageOfTheDiskIsNotKnown() {
    draw(Picture.HEALTHY);
    Run run =
        purge(
            (call, what) -> {
              if (what.startsWith("statfs")) {
                throw new FileSystemException("/some/path", null, "Input/output error");
              }
            });
    assertEquals(ExitCode.OK, run.exit());
    assertSays("- the disk's usage is not known: Input/output error", run);
  }

  @Test
  void thatLogsAreMissing() {
    draw("snapshot.100  sound  6h\n");
    assertSays(
        "- "
            + version2
            + ": no txn logs here; if zoo.cfg sets dataLogDir, give --data-log-dir, or they are never"
            + " purged",
        purge());
  }

  @Test
  void whyADamagedSnapshotIsLeft() {
    draw(Picture.HEALTHY + "snapshot.500  truncated  10m\n");
    Run run = purge("--delete-corrupt");
    assertSays("- snapshot.500 is damaged: ends early, at byte ", run);
    assertSays(
        "- --delete-corrupt leaves a damaged snapshot while it has changed within the hour, does not"
            + " begin as a snapshot, or no other is proven sound by a full read",
        run);
  }

  @Test
  void thatADeletedFileIsThereAgain() {
    draw(Picture.HEALTHY);
    Run run =
        purge(
            (call, what) -> {
              if (what.equals("unlink log.1")) {
                draw("snapshot.100 sound 6h\n");
              }
            });
    assertFails(
        ExitCode.INCOMPLETE,
        "deleted 1 txn log, 17K; 1 file that should have gone is still there",
        run);
    assertSays("Not deleted snapshot.100 3.0K was deleted, and is there again", run);
  }

  @Test
  void thatSomebodyElseDeletesWhatShouldStay() {
    for (String output : List.of("text", "json")) {
      draw(Picture.HEALTHY);
      Run run =
          purge(
              (call, what) -> {
                if (what.equals("unlink log.1")) {
                  remove(version2.resolve("snapshot.400"));
                }
              },
              "--output",
              output);
      assertTrue(
          run.err()
              .endsWith(
                  "; 1 file that should have stayed has gone: is another purge at work here?\n"),
          run.err());
      assertEquals(ExitCode.INCOMPLETE, run.exit());
      assertSays(
          output.equals("text")
              ? "Should have stayed, and have gone (not by this run) snapshot.400"
              : version2.resolve("snapshot.400") + ": should have stayed, and has gone",
          run);
    }
  }

  /** A sound one of some codec, with what comes from an offset on replaced. */
  private void writeChanged(String name, StreamMode codec, int offset, byte[] bytes)
      throws IOException {
    byte[] changed = Picture.snapshot(codec);
    System.arraycopy(bytes, 0, changed, offset, bytes.length);
    write(name, changed);
  }

  private void writeCut(String name, StreamMode codec, int length) throws IOException {
    write(name, Arrays.copyOf(Picture.snapshot(codec), length));
  }

  private static byte[] int32(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  @Test
  void whatIsWrongWithADamagedSnapshot() throws IOException {
    draw("snapshot.100 sound 9h\nsnapshot.1 sound 9h\nlog.1 log:1..10 9h\n");
    write("snapshot.201.gz", "no gzip at all".getBytes(StandardCharsets.UTF_8));
    writeCut("snapshot.202.gz", StreamMode.GZIP, 7);
    writeChanged("snapshot.203.gz", StreamMode.GZIP, 100, new byte[] {-1, -1, -1, -1, -1, -1});
    write("snapshot.204.snappy", "no snappy either".getBytes(StandardCharsets.UTF_8));
    writeCut("snapshot.205.snappy", StreamMode.SNAPPY, 12);
    writeCut("snapshot.206.snappy", StreamMode.SNAPPY, 40);
    writeChanged("snapshot.207.snappy", StreamMode.SNAPPY, 16, int32(0x7f000000));
    writeChanged("snapshot.208.snappy", StreamMode.SNAPPY, 20, int32(-1));
    writeChanged("snapshot.209.snappy", StreamMode.SNAPPY, 30, new byte[100]);
    writeChanged("snapshot.20a.snappy", StreamMode.SNAPPY, 8, int32(2));
    String warnings = purge().out().replaceAll("(?s).*\nWarnings\n", "");
    assertEquals(
        """
          - snapshot.209.snappy is damaged: does not decompress after byte 0 of the stream: a snappy block
            does not decompress
          - snapshot.208.snappy is damaged: does not decompress after byte 0 of the stream: a snappy block
            does not decompress
          - snapshot.207.snappy is damaged: does not decompress after byte 0 of the stream: impossible
            length of a snappy block: 2130706432
          - snapshot.206.snappy is damaged: ends early, at byte 0
          - snapshot.205.snappy is damaged: ends early, inside the header of its compression
          - snapshot.204.snappy is damaged: not compressed as its name says: not in snappy format
          - snapshot.203.gz is damaged: does not decompress after byte 0 of the stream: WHAT ZLIB SAYS
          - snapshot.202.gz is damaged: ends early, inside the header of its compression
          - snapshot.201.gz is damaged: not compressed as its name says: Not in GZIP format
          - snapshot.20a.snappy cannot be read: unknown version 2 of snappy-java's framing
          - --delete-corrupt frees what damaged snapshots take, once unchanged for an hour
        """,
        warnings.replaceAll(
            "(?s)(203.gz.*?stream: ).*?\n( *- snapshot.202)", "$1WHAT ZLIB SAYS\n$2"));
  }
}

package dev.snapkeeper.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Run;
import dev.snapkeeper.testing.Znodes;
import dev.snapkeeper.testing.Znodes.Znode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which snapshots are taken, what is told of them, and how the run ends. */
class CompareCommandTest {
  @TempDir Path dir;
  private Path snapshots;

  @BeforeEach
  void makeVersion2() throws IOException {
    snapshots = Files.createDirectories(dir.resolve("version-2"));
  }

  private Path write(Znodes znodes, String name, String age) throws IOException {
    Path file = znodes.write(snapshots.resolve(name));
    Files.setLastModifiedTime(file, FileTime.from(Picture.NOW.minus(Duration.parse("PT" + age))));
    return file;
  }

  private void cut(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length * 2 / 3));
  }

  private Run within(String... options) {
    List<String> all = new ArrayList<>(List.of("--data-dir", dir.toString()));
    all.addAll(List.of(options));
    return Run.compare(all.toArray(String[]::new));
  }

  private static Run files(Path left, Path right, String... options) {
    List<String> all = new ArrayList<>(List.of("-l", left.toString(), "-r", right.toString()));
    all.addAll(List.of(options));
    return Run.compare(all.toArray(String[]::new));
  }

  /** With the directory and file sizes, which are ZooKeeper's affair, taken out. */
  private String plain(String report) {
    return report.replace(snapshots.toString(), "V2");
  }

  private static Znodes before() {
    return new Znodes().putMany("/app/queue/task-", 10, 1_000).put("/app/state", 5_000);
  }

  private static Znodes after() {
    return before().putMany("/app/queue/more-", 40, 1_000).put("/app/state", 90_000);
  }

  @Test
  void answersWhatGrewBetweenTheOldestAndTheNewestSnapshot() throws IOException {
    write(before(), "snapshot.100", "6H");
    write(before().put("/other", 7), "snapshot.180", "4H");
    write(after(), "snapshot.200", "2H");

    Run run = within();

    assertEquals(
        """
        DIFFERENT: +123K of data and +40 znodes in 4h 0m, or +31K and +10 an hour.

          left   V2/snapshot.100   17K  17 znodes   15K of data  2026-03-01T06:00:00Z  sound
          right  V2/snapshot.200  143K  57 znodes  137K of data  2026-03-01T10:00:00Z  sound

        Grew most, in bytes
          grew  an hour  from   to  subtree
          +84K     +21K  4.9K  88K  /app/state
          +40K    +9.8K  9.8K  49K  /app/queue

        Grew most, in znodes
          grew  an hour  from  to  subtree
           +40      +10    10  50  /app/queue

        Read and compared in 0 ms.
        """,
        plain(run.out()));
    assertEquals("", run.err());
    assertEquals(ExitCode.OK, run.exit());
  }

  @Test
  void passesOverSnapshotsThatAreNotSound() throws IOException {
    cut(write(before(), "snapshot.10", "9H"));
    write(before(), "snapshot.100.gz", "6H");
    write(after(), "snapshot.200.snappy", "2H");
    cut(write(after(), "snapshot.300", "0S"));

    Run run = within();

    assertTrue(run.out().startsWith("DIFFERENT: +123K of data"), run.out());
    assertTrue(run.out().contains("snapshot.100.gz") && run.out().contains("snapshot.200.snappy"));
    assertEquals(
        List.of(
            "snapkeeper: V2/snapshot.10: passed over, damaged: ends early, at byte N, after /app/queue"
                + "/task-N",
            "snapkeeper: V2/snapshot.300: passed over, damaged: ends early, at byte N, after"
                + " /app/queue/task-N"),
        plain(run.err())
            .replaceAll("byte \\d+", "byte N")
            .replaceAll("task-\\d+", "task-N")
            .lines()
            .sorted()
            .toList());
    assertEquals(ExitCode.OK, run.exit());
  }

  @Test
  void takesNoTwoFilesOfOneZxidForTwoSnapshots() throws IOException {
    write(before(), "snapshot.100", "6H");
    write(before(), "snapshot.100.gz", "6H");

    Run run = within();

    assertEquals(ExitCode.DIRECTORY, run.exit());
    assertEquals("", run.out());
    assertEquals(
        "snapkeeper: V2: no two sound snapshots of different zxids, so there is nothing to compare;"
            + " take another snapshot, or give two files with --left and --right\n",
        plain(run.err()));
  }

  @Test
  void tellsWhatWasPassedOverWhereNothingIsLeft() throws IOException {
    write(before(), "snapshot.100", "6H");
    cut(write(after(), "snapshot.200", "2H"));

    Run run = within();

    assertEquals(ExitCode.DIRECTORY, run.exit());
    List<String> lines = plain(run.err()).lines().toList();
    assertEquals(2, lines.size(), run.err());
    assertTrue(
        lines.get(0).startsWith("snapkeeper: V2/snapshot.200: passed over, damaged: ends early"),
        run.err());
    assertTrue(
        lines.get(1).startsWith("snapkeeper: V2: no two sound snapshots of different zxids"),
        run.err());
  }

  @Test
  void takesTheSnapshotsThatAreNamed() throws IOException {
    write(before(), "snapshot.100", "6H");
    write(before().put("/other", 7), "snapshot.180", "4H");
    cut(write(after(), "snapshot.200", "2H"));

    Run named = within("--left", "snapshot.180", "--right", "snapshot.100");
    assertTrue(named.out().startsWith("DIFFERENT: -7 of data and -1 znode.\n"), named.out());
    assertTrue(named.out().contains("  no rates: the files' times do not make"), named.out());

    Run damaged = within("--right", "snapshot.200");
    assertEquals(ExitCode.DIRECTORY, damaged.exit());
    assertTrue(
        plain(damaged.err()).startsWith("snapkeeper: V2/snapshot.200: damaged: ends early"),
        damaged.err());

    Run missing = within("--right", "snapshot.2");
    assertEquals(ExitCode.DIRECTORY, missing.exit());
    assertEquals(
        "snapkeeper: V2/snapshot.2: no such snapshot; there is: snapshot.200, snapshot.180,"
            + " snapshot.100\n",
        plain(missing.err()));
  }

  @Test
  void saysWhetherTwoDifferByItsExitCodeOnlyWhereAsked() throws IOException {
    Path left = write(before(), "a", "2H");
    Path same = write(before(), "b.gz", "1H");
    Path other = write(before().put("/app/state", "y".repeat(5_000)), "c", "1H");
    Path longer = write(before().put("/app/state", 5_001), "d", "1H");

    assertEquals(ExitCode.OK, files(left, longer).exit());
    assertEquals(ExitCode.DIFFERENT, files(left, longer, "--exit-code").exit());
    assertEquals(ExitCode.OK, files(left, same, "--exit-code").exit());
    assertEquals(ExitCode.OK, files(left, same, "--exit-code", "--content").exit());
    assertEquals(ExitCode.OK, files(left, other, "--exit-code").exit());
    assertEquals(ExitCode.DIFFERENT, files(left, other, "--exit-code", "--content").exit());
    assertEquals(
        ExitCode.DIFFERENT, files(left, longer, "--exit-code", "-b", "99", "-n", "9").exit());
  }

  @Test
  void findsContentThatChangedThoughItIsAsLong() throws IOException {
    long session = 0x1000000000001L;
    Znodes before =
        new Znodes()
            .put("/same", "data")
            .put("/data", "data")
            .put("/data2", "more data")
            .put("/length", "data")
            .put("/written", "data")
            .put("/acl", new Znode("", ZooDefs.Ids.OPEN_ACL_UNSAFE, 0, 0))
            .put("/owner", new Znode(null, ZooDefs.Ids.OPEN_ACL_UNSAFE, 0, 0));
    Znodes after =
        before
            .copy()
            // comes first, so that lists of permissions get other numbers
            .put("/a", new Znode("", ZooDefs.Ids.READ_ACL_UNSAFE, 0, 0))
            .put("/data", new Znode("Data", ZooDefs.Ids.OPEN_ACL_UNSAFE, 0, 2))
            .put("/data2", new Znode("MORE DATA", ZooDefs.Ids.OPEN_ACL_UNSAFE, 0, 1))
            .put("/length", "longer data")
            .put("/written", new Znode("data", ZooDefs.Ids.OPEN_ACL_UNSAFE, 0, 3))
            .put("/acl", new Znode("", ZooDefs.Ids.READ_ACL_UNSAFE, 0, 0))
            .put("/owner", new Znode(null, ZooDefs.Ids.OPEN_ACL_UNSAFE, session, 0));

    Run run = files(write(before, "left", "2H"), write(after, "right.gz", "1H"), "--content");

    assertEquals(
        """
        Changed, of the znodes that both hold
          other data of the same length: 2
            9 B, version 0 to 1  /data2
            4 B, version 0 to 2  /data
          data of another length: 1
            4 B to 11 B  /length
          the same data, written again: 1
            version 0 to 3  /written
          another ACL: 1
            0 B  /acl
          ephemeral before or now, or of another session: 1
            persistent to 0x1000000000001  /owner

        Read and compared in 0 ms.
        """,
        run.out().substring(run.out().indexOf("Changed,")));

    Run one =
        files(snapshots.resolve("left"), snapshots.resolve("right.gz"), "--content", "--top", "1");
    assertTrue(one.out().contains("    9 B, version 0 to 1  /data2\n    and 1 more\n"), one.out());
  }

  @Test
  void saysWhereASnapshotIsDamagedUnlessNobodyWantsToKnow() throws IOException {
    Path left = write(before(), "left", "2H");
    Path right = write(before(), "right", "1H");
    byte[] bytes = Files.readAllBytes(right);
    bytes[bytes.length - 200] ^= 1; // within the data of the last znode
    Files.write(right, bytes);

    Run checked = files(left, right);
    assertEquals(ExitCode.DIRECTORY, checked.exit());
    assertEquals("", checked.out());
    assertTrue(
        plain(checked.err())
            .matches(
                "snapkeeper: V2/right: damaged: the first seal does not match what stands before it,"
                    + " at byte \\d+, so something was altered; take another snapshot, or leave the"
                    + " proof out with --verify none\n"),
        checked.err());

    Run unchecked = files(left, right, "--verify", "none");
    assertEquals(ExitCode.OK, unchecked.exit());
    assertTrue(unchecked.out().contains("not checked"), unchecked.out());

    cut(left);
    Run cut = files(left, right, "--verify", "none");
    assertEquals(ExitCode.DIRECTORY, cut.exit());
    assertTrue(
        plain(cut.err())
            .matches(
                "snapkeeper: V2/left: damaged: ends early, at byte \\d+, after /app/queue/task-\\d;"
                    + " take another snapshot\n"),
        cut.err());
  }

  @Test
  void saysAfterWhichPathTheZnodesMakeNoSense() throws IOException {
    Path left = write(new Znodes().put("/a", 1).put("/b", 1), "left", "2H");
    byte[] bytes = Files.readAllBytes(left);
    for (int i = 0; i < bytes.length - 1; i++) {
      if (bytes[i] == '/' && bytes[i + 1] == 'b') {
        bytes[i] = 'b'; // no parent is called ""
      }
    }
    Files.write(left, bytes);

    Run run = files(left, left);

    assertTrue(
        plain(run.err())
            .matches(
                "snapkeeper: V2/left: damaged: a path without its parent, at byte \\d+, after /a; take"
                    + " another snapshot\n"),
        run.err());
  }

  @Test
  void offersToLeaveTheProofOutOnlyWhereThatHelps() throws IOException {
    for (String codec : List.of("", ".gz", ".snappy")) {
      Path sound = write(before(), "sound" + codec, "2H");
      byte[] bytes = Files.readAllBytes(sound);
      int helped = 0;
      for (int length = 0; length < bytes.length; length++) {
        if (length > 40 && length < bytes.length - 120 && length % 97 != 0) {
          continue;
        }
        Path cut = Files.write(snapshots.resolve("cut" + codec), Arrays.copyOf(bytes, length));
        Run run = files(cut, sound);
        boolean helps = files(cut, sound, "--verify", "none").exit() == ExitCode.OK;
        String at = codec + " cut to " + length + ": " + run.err();
        if (run.exit() == ExitCode.OK) { // at one of the seals, where an older server ends
          continue;
        }
        assertEquals(ExitCode.DIRECTORY, run.exit(), at);
        assertEquals(helps, run.err().contains("--verify none"), at);
        assertTrue(run.err().contains("; take another snapshot"), at);
        helped += helps ? 1 : 0;
      }
      // a block of snappy that is cut off takes the nodes in it along
      assertEquals(!codec.equals(".snappy"), helped > 0, codec);
    }
  }

  @Test
  void refusesAFileThatIsNotThere() throws IOException {
    Path file = write(before(), "snapshot.100", "2H");

    Run missing = files(file, dir.resolve("gone"));
    assertEquals(ExitCode.DIRECTORY, missing.exit());
    assertTrue(missing.err().contains("gone: cannot be read: no such file"), missing.err());
    Run directory = files(file, dir);
    assertEquals(ExitCode.DIRECTORY, directory.exit());
    assertEquals(
        "snapkeeper: "
            + dir
            + ": not a regular file; give a snapshot, or --data-dir DIR to take the oldest and the"
            + " newest below a directory\n",
        directory.err());
    assertEquals(ExitCode.DIRECTORY, Run.compare("--data-dir", "/gone").exit());
  }

  @Test
  void followsASymbolicLinkToAFileThatTheUserNames() throws IOException {
    Path file = write(before(), "snapshot.100", "2H");
    Path link = Files.createSymbolicLink(dir.resolve("link"), file);

    assertEquals(ExitCode.OK, files(link, file, "--exit-code").exit());
  }

  @Test
  void stopsWhenASignalSaysSo() throws IOException {
    Path file = write(before(), "snapshot.100", "2H");
    StopSignal stop = new StopSignal();
    stop.raise(ExitCode.INTERRUPTED);

    Run run = Run.compare(stop, "", "-l", file.toString(), "-r", file.toString());

    assertEquals(ExitCode.INTERRUPTED, run.exit());
    assertEquals("snapkeeper: interrupted\n", run.err());
  }

  @Test
  void putsTheAnswerBeforeTheAnalysisWhereBothAreAskedFor() throws IOException {
    Path left = write(before(), "left", "2H");
    Path right = write(after(), "right", "1H");

    Run analysis = files(left, right, "-b", "50000", "-n", "50");
    Run both = files(left, right, "-b", "50000", "-n", "50", "--top", "1");

    assertTrue(!analysis.out().contains("Grew most"), analysis.out());
    assertTrue(both.out().contains("Grew most, in bytes\n"), both.out());
    assertEquals(
        analysis.out().substring(analysis.out().indexOf("Node count")),
        both.out().substring(both.out().indexOf("Node count")));
  }

  @Test
  void tellsAMachineTheSame() throws IOException {
    Path left = write(before(), "left", "2H");
    Path right =
        write(
            after().put("/app/q\"\n", new Znode(null, ZooDefs.Ids.OPEN_ACL_UNSAFE, 5, 0)),
            "right",
            "1H");
    String size = Long.toString(Files.size(left));

    Run run =
        files(
            left,
            right,
            "--output",
            "json",
            "--content",
            "--exit-code",
            "-b",
            "0",
            "-n",
            "0",
            "--top",
            "2");

    assertEquals(
        """
        {"schema":1,"command":"compare","version":"TEST","result":"different","exit_code":7,\
        "exit_name":"different",\
        "message":"+123K of data and +41 znodes in 1h 0m, or +123K and +41 an hour",\
        "started_at":"2026-03-01T12:00:00Z","duration_ms":0,"verify":"full",\
        "left":{"path":"V2/left","codec":"plain","size_bytes":SIZE,\
        "modified":"2026-03-01T10:00:00Z","znodes":17,"ephemerals":0,"sessions":1,\
        "data_bytes":15000,"znodes_at_depth":[1,2,4,10]},\
        "right":{"path":"V2/right","codec":"plain","size_bytes":RIGHT,\
        "modified":"2026-03-01T11:00:00Z","znodes":58,"ephemerals":1,"sessions":1,\
        "data_bytes":140000,"znodes_at_depth":[1,2,5,50]},"elapsed_seconds":3600,\
        "grew_in_bytes":{"total_bytes":125000,"bytes_per_hour":125000,"subtrees":[\
        {"path":"/app/state","grew_bytes":85000,"bytes_per_hour":85000,"left_bytes":5000,\
        "right_bytes":90000,"is_rest":false},\
        {"path":"/app/queue","grew_bytes":40000,"bytes_per_hour":40000,"left_bytes":10000,\
        "right_bytes":50000,"is_rest":false}],"further_subtrees":0},\
        "grew_in_znodes":{"total_znodes":41,"znodes_per_hour":41,"subtrees":[\
        {"path":"/app/queue","grew_znodes":40,"znodes_per_hour":40,"left_znodes":10,\
        "right_znodes":50,"is_rest":false}],"further_subtrees":0},\
        "content":{"data_changed":{"count":0,"znodes":[]},"length_changed":{"count":1,"znodes":[\
        {"path":"/app/state","left":{"data_bytes":5000,"version":0,"owner":"0x0"},\
        "right":{"data_bytes":90000,"version":0,"owner":"0x0"}}]},\
        "rewritten":{"count":0,"znodes":[]},"acl_changed":{"count":0,"znodes":[]},\
        "owner_changed":{"count":0,"znodes":[]}},"warnings":[],\
        "analysis":{"above_bytes":0,"above_descendants":0,"depths":[\
        {"depth":0,"znodes":[{"path":"/","left_bytes":15000,"left_descendants":16,\
        "right_bytes":140000,"right_descendants":57}]},\
        {"depth":1,"znodes":[{"path":"/app","left_bytes":15000,"left_descendants":12,\
        "right_bytes":140000,"right_descendants":53}]},\
        {"depth":2,"znodes":[{"path":"/app/queue","left_bytes":10000,"left_descendants":10,\
        "right_bytes":50000,"right_descendants":50},\
        {"path":"/app/state","left_bytes":5000,"left_descendants":0,"right_bytes":90000,\
        "right_descendants":0}]},\
        {"depth":3,"znodes":[]}]}}
        """
            .replace("SIZE", size)
            .replace("RIGHT", Long.toString(Files.size(right))),
        plain(run.out())
            .replaceAll("\\{\"path\":\"/app/queue/more-\\d+\",[^}]*}", "NEW")
            .replaceAll("NEW(,NEW)*", ""));
  }
}

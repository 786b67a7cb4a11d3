package dev.snapkeeper.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.ExitCode;
import dev.snapkeeper.datadir.DataDir;
import dev.snapkeeper.datadir.DataDirListing;
import dev.snapkeeper.options.PurgeOptions;
import dev.snapkeeper.plan.Fate;
import dev.snapkeeper.plan.PurgePlan;
import dev.snapkeeper.purge.PurgeOutcome;
import dev.snapkeeper.purge.PurgeOutcome.Survivor;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Run;
import dev.snapkeeper.testing.Stages;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a person and a machine are told, word for word. */
class PurgeReportTest {
  private static final String USUAL =
      """
      snapshot.100          sound          26h
      snapshot.200          sound          25h
      snapshot.300          sound          24h
      snapshot.400          sound          3h
      snapshot.500          sound          59m
      log.1                 log:1..100     26h
      log.101               log:101..200   25h
      log.201               log:201..300   24h
      log.301               log:301..520   20s
      acceptedEpoch         junk           26h
      currentEpoch          junk           26h
      snapshot.200.bak      junk           25h
      old                   directory      90h
      """;

  private static final String REFUSED =
      """
      snapshot.100          sound          26h
      snapshot.200          flipped        25h
      snapshot.300          sound          24h
      snapshot.400          truncated      3h
      log.1                 log:1..100     26h
      log.101               log:101..200   25h
      log.201               log:201..420   20s
      """;

  private final FileSystem memory =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder()
              .setAttributeViews("basic", "unix")
              .setMaxSize(64 << 20)
              .build());
  private final Path dataDir = memory.getPath("/data");

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  private Run purge(String picture, String... options) {
    Picture.draw(dataDir.resolve("version-2"), picture);
    return Run.purge(dataDir, options);
  }

  @Test
  void fitsOneScreenInTheUsualCase() {
    assertEquals(
        """
        DONE: deleted 2 snapshots and 2 txn logs, 38K.

          data directory  /data
          asked to keep   3 snapshots, proven restorable
          exit code       0 (ok)

        Disk usage
                  Filesystem  Size  Used  Avail  Use%  Mounted on
          before  jimfs        64M  160K    64M    1%  /
          after   jimfs        64M   96K    64M    1%  /

        ZooKeeper's files (apparent size; txn logs are preallocated and sparse)
                     before       deleted        after
          snapshots       5  15K        2  5.9K      3  8.8K
          txn logs        4  65K        2   33K      2   33K

        Retained snapshots
          snapshot.500  3.0K  2026-03-01T11:01:00Z  59m  sound, 24 znodes
          snapshot.400  3.0K  2026-03-01T09:00:00Z   3h  sound, 24 znodes
          snapshot.300  3.0K  2026-02-28T12:00:00Z  24h  sound, 24 znodes

        Retained txn logs
          2 files, 33K: log.201 to log.301

        Left alone
          old                           0  a directory
          snapshot.200.bak             23  not a name that ZooKeeper gives
          acceptedEpoch, currentEpoch  46  ZooKeeper's own
        """,
        purge(USUAL).out());
  }

  @Test
  void saysWouldInADryRunAndListsEachFileOnRequest() {
    assertEquals(
        """
        DRY RUN, DONE: would delete 2 snapshots and 2 txn logs, 38K.

          data directory  /data
          asked to keep   3 snapshots, proven restorable
          exit code       0 (ok)

        Disk usage
               Filesystem  Size  Used  Avail  Use%  Mounted on
          now  jimfs        64M  160K    64M    1%  /

        ZooKeeper's files (apparent size; txn logs are preallocated and sparse)
                     before       would go        would stay
          snapshots       5  15K         2  5.9K           3  8.8K
          txn logs        4  65K         2   33K           2   33K

        Retained snapshots
          snapshot.500  3.0K  2026-03-01T11:01:00Z  59m  sound, 24 znodes
          snapshot.400  3.0K  2026-03-01T09:00:00Z   3h  sound, 24 znodes
          snapshot.300  3.0K  2026-02-28T12:00:00Z  24h  sound, 24 znodes

        Retained txn logs
          2 files, 33K: log.201 to log.301
          log.301  17K  2026-03-01T11:59:40Z  20s  a retained snapshot needs it
          log.201  17K  2026-02-28T12:00:00Z  24h  a retained snapshot needs it

        Would be deleted
          snapshot.200  3.0K  2026-02-28T11:00:00Z  25h  older than the retained snapshots
          snapshot.100  3.0K  2026-02-28T10:00:00Z  26h  older than the retained snapshots
          log.101        17K  2026-02-28T11:00:00Z  25h  no retained snapshot needs it
          log.1          17K  2026-02-28T10:00:00Z  26h  no retained snapshot needs it

        Left alone
          old                           0  a directory
          snapshot.200.bak             23  not a name that ZooKeeper gives
          acceptedEpoch, currentEpoch  46  ZooKeeper's own
        """,
        purge(USUAL, "--dry-run", "-v").out());
  }

  @Test
  void tellsAMachineTheSame() {
    assertEquals(
        oneLine(
            """
            {"schema":1,
            "command":"purge",
            "version":"TEST",
            "result":"done",
            "exit_code":0,
            "exit_name":"ok",
            "retry_helps":false,
            "message":"deleted 2 snapshots and 2 txn logs, 38K",
            "started_at":"2026-03-01T12:00:00Z",
            "duration_ms":0,
            "data_dir":"/data",
            "data_log_dir":"/data",
            "retain":3,
            "dry_run":false,
            "verify":"full",
            "remember_verified":false,
            "delete_corrupt":false,
            "trust_zxid_order":false,
            "disk":{"before":[{"filesystem":"jimfs","mounted_on":"/","size_bytes":67108864,
              "used_bytes":163840,"available_bytes":66945024,"use_percent":1}],
              "after":[{"filesystem":"jimfs","mounted_on":"/","size_bytes":67108864,
              "used_bytes":98304,"available_bytes":67010560,"use_percent":1}]},
            "files":{"before":{"snapshots":{"count":5,"bytes":14975},"logs":{"count":4,
              "bytes":65600},"temporaries":{"count":0,"bytes":0},"others":{"count":4,
              "bytes":69}},"after":{"snapshots":{"count":3,"bytes":8985},
              "logs":{"count":2,"bytes":32800},"temporaries":{"count":0,"bytes":0},
              "others":{"count":4,"bytes":69}}},
            "retained_snapshots":[{"path":"/data/version-2/snapshot.500",
              "name":"snapshot.500","size_bytes":2995,"modified":"2026-03-01T11:01:00Z",
              "zxid":"0x500","codec":"plain","fate":"retain","reason":"retained",
              "age_seconds":3540,"verdict":"sound","znodes":24,"ephemerals":0,
              "sessions":1},{"path":"/data/version-2/snapshot.400","name":"snapshot.400",
              "size_bytes":2995,"modified":"2026-03-01T09:00:00Z","zxid":"0x400",
              "codec":"plain","fate":"retain","reason":"retained","age_seconds":10800,
              "verdict":"sound","znodes":24,"ephemerals":0,"sessions":1},
              {"path":"/data/version-2/snapshot.300","name":"snapshot.300",
              "size_bytes":2995,"modified":"2026-02-28T12:00:00Z","zxid":"0x300",
              "codec":"plain","fate":"retain","reason":"retained","age_seconds":86400,
              "verdict":"sound","znodes":24,"ephemerals":0,"sessions":1}],
            "retained_logs":{"count":2,"bytes":32800},
            "left_alone":[{"path":"/data/version-2/acceptedEpoch","name":"acceptedEpoch",
              "size_bytes":23,"modified":"2026-02-28T10:00:00Z","fate":"leave",
              "reason":"epoch_file"},{"path":"/data/version-2/currentEpoch",
              "name":"currentEpoch","size_bytes":23,"modified":"2026-02-28T10:00:00Z",
              "fate":"leave","reason":"epoch_file"},{"path":"/data/version-2/old",
              "name":"old","size_bytes":0,"modified":"2026-02-25T18:00:00Z",
              "fate":"leave","reason":"directory"},{"path":"/data/version-2/snapshot.200.bak",
              "name":"snapshot.200.bak","size_bytes":23,"modified":"2026-02-28T11:00:00Z",
              "fate":"leave","reason":"foreign_name"}],
            "deleted":{"count":4,"bytes":38790,"by_kind":{"snapshots":{"count":2,
              "bytes":5990},"logs":{"count":2,"bytes":32800},"temporaries":{"count":0,
              "bytes":0}},"by_reason":{"old_log":{"count":2,"bytes":32800},
              "old_snapshot":{"count":2,"bytes":5990}}},
            "already_gone":{"count":0,"bytes":0},
            "survived":[],
            "not_reached":{"count":0,"bytes":0},
            "lost":[],
            "appeared":[],
            "warnings":[],
            "problems":[]}"""),
        purge(USUAL, "--output", "json").out());
  }

  @Test
  void saysWhyItRefused() {
    assertEquals(
        """
        REFUSED: deleted nothing: of the 3 snapshots to keep only 2 are proven restorable (2 damaged, 0
        unreadable), and the older files may be needed to rebuild the state. Let the server write new
        snapshots (it writes one whenever it starts), then run again; --delete-corrupt frees what the
        damaged ones take.

          data directory  /data
          asked to keep   3 snapshots, proven restorable
          exit code       4 (refused)

        Disk usage
                  Filesystem  Size  Used  Avail  Use%  Mounted on
          before  jimfs        64M  104K    64M    1%  /
          after   jimfs        64M  104K    64M    1%  /

        ZooKeeper's files (apparent size; txn logs are preallocated and sparse)
                     before       deleted     after
          snapshots       4  11K        0  0      4  11K
          txn logs        3  49K        0  0      3  49K

        Retained snapshots
          snapshot.400  2.0K  2026-03-01T09:00:00Z   3h  damaged
          snapshot.300  3.0K  2026-02-28T12:00:00Z  24h  sound, 24 znodes
          snapshot.200  3.0K  2026-02-28T11:00:00Z  25h  damaged
          snapshot.100  3.0K  2026-02-28T10:00:00Z  26h  sound, 24 znodes

        Retained txn logs
          3 files, 49K: log.1 to log.201

        Warnings
          - snapshot.400 is damaged: ends early, at byte 1996, after /node-11
          - snapshot.200 is damaged: the first seal does not match what stands before it, at byte 2928, so
            something was altered
          - --delete-corrupt frees what damaged snapshots take, once unchanged for an hour
        """,
        purge(REFUSED).out());
  }

  @Test
  void tellsAMachineWhyItRefused() {
    String json = purge(REFUSED, "--output", "json").out();
    assertTrue(json.contains("\"result\":\"refused\",\"exit_code\":4,"), json);
    assertTrue(
        json.contains("\"refusal\":{\"cause\":\"too_few_sound\",\"message\":\"of the 3 "), json);
    assertTrue(json.contains("\"problems\":[\"of the 3 snapshots to keep only 2 are "), json);
  }

  @Test
  void saysThatTailModeProvesLess() throws IOException {
    Path real = Files.createTempDirectory("report-");
    try {
      Picture.draw(real.resolve("version-2"), USUAL);
      String out = Run.purge(real, "--verify", "tail").out();
      assertTrue(
          out.contains(
              "asked to keep   3 snapshots, trusting ZooKeeper's light check (--verify tail), which"
                  + " takes some truncated ones for whole\n"),
          out);
      assertTrue(out.contains("snapshot.500  3.0K  2026-03-01T11:01:00Z  59m  tail only\n"), out);
    } finally {
      Picture.delete(real);
    }
  }

  @Test
  void tellsWhatSurvivedWhatOthersRemovedAndWhatAppeared() throws Exception {
    Path version2 = dataDir.resolve("version-2");
    Picture.draw(version2, USUAL);
    PurgeOptions options = Stages.options(dataDir);
    PurgePlan plan = Stages.plan(options);
    List<PurgePlan.Entry> go = plan.of(Fate.DELETE);
    Picture.draw(version2, "log.521  empty  0s");
    Files.delete(version2.resolve("snapshot.100"));
    Files.delete(version2.resolve("log.1"));
    DataDirListing after = DataDir.open(dataDir, dataDir).scan(Picture.NOW);
    PurgeOutcome outcome =
        new PurgeOutcome(
            List.of(named(go, "snapshot.100")),
            List.of(named(go, "log.1")),
            List.of(new Survivor(named(go, "snapshot.200").file(), "permission denied")),
            List.of(named(go, "log.101")),
            List.of(),
            List.of(after.logs().get(0)),
            Optional.of(after),
            Optional.empty());
    PurgeReport report =
        new PurgeReport(
            "TEST",
            options,
            Picture.NOW,
            Duration.ofMillis(12),
            List.of(),
            List.of(),
            Optional.of(plan),
            Optional.of(outcome),
            Optional.empty(),
            List.of(),
            ExitCode.INCOMPLETE);
    assertEquals(
        """
        INCOMPLETE: deleted 1 snapshot, 3.0K; 1 file that should have gone is still there; stopped before 1
        file that should go.

          data directory  /data
          asked to keep   3 snapshots, proven restorable
          exit code       5 (incomplete)

        ZooKeeper's files (apparent size; txn logs are preallocated and sparse)
                     before       deleted        after
          snapshots       5  15K        1  3.0K      4  12K
          txn logs        4  65K        0     0      4  49K

        Retained snapshots
          snapshot.500  3.0K  2026-03-01T11:01:00Z  59m  sound, 24 znodes
          snapshot.400  3.0K  2026-03-01T09:00:00Z   3h  sound, 24 znodes
          snapshot.300  3.0K  2026-02-28T12:00:00Z  24h  sound, 24 znodes

        Retained txn logs
          2 files, 33K: log.201 to log.301

        Not deleted
          snapshot.200  3.0K  permission denied

        Already gone
          1 file: another run removed them

        Left alone
          old                           0  a directory
          snapshot.200.bak             23  not a name that ZooKeeper gives
          acceptedEpoch, currentEpoch  46  ZooKeeper's own

        Appeared meanwhile (the server is at work)
          log.521
        """,
        TextReport.of(report));
  }

  private static PurgePlan.Entry named(List<PurgePlan.Entry> entries, String name) {
    return entries.stream().filter(e -> e.file().name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void listsAtMostADozenOfAKindUnlessAskedForAll() {
    StringBuilder picture = new StringBuilder(USUAL);
    for (int i = 0; i < 20; i++) {
      picture.append("backup-%02d  junk  3h\n".formatted(i));
    }
    String brief = purge(picture.toString(), "--dry-run").out();
    assertTrue(brief.contains("  and 10 more (-v shows all)\n"), brief);
    assertTrue(brief.lines().count() < 45, brief);
    String all = Run.purge(dataDir, "--dry-run", "-v").out();
    assertTrue(all.contains("backup-19") && !all.contains("more (-v"), all);
  }

  @Test
  void escapesWhatATerminalWouldObey() {
    Path version2 = dataDir.resolve("version-2");
    Picture.draw(version2, USUAL);
    Picture.draw(version2, "log.\u001b[2J\u202e  junk  3h");
    String out = Run.purge(dataDir, "--dry-run").out();
    assertTrue(out.contains("log.\\u001b[2J\\u202e"), out);
  }

  /** Undoes the line breaks and the indentation that make the expected JSON fit to be read. */
  private static String oneLine(String json) {
    return json.replaceAll("\n *", "") + "\n";
  }
}

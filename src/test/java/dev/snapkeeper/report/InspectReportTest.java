package dev.snapkeeper.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.ExitCode;
import dev.snapkeeper.datadir.DataDir;
import dev.snapkeeper.inspect.DryRun;
import dev.snapkeeper.inspect.Inflow;
import dev.snapkeeper.options.CommandLineParser;
import dev.snapkeeper.options.InspectOptions;
import dev.snapkeeper.options.Invocation;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Run;
import dev.snapkeeper.testing.Znodes;
import dev.snapkeeper.usage.FileSystemUsage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What inspect tells a person and a machine, word for word. */
class InspectReportTest {
  @TempDir Path real;

  private final FileSystem memory =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder()
              .setAttributeViews("basic", "unix")
              .setMaxSize(2 << 20)
              .build());
  private final Path dataDir = memory.getPath("/data");
  private final Path version2 = dataDir.resolve("version-2");

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  private String inspect(String picture, String... options) {
    Picture.draw(version2, picture);
    Run run = Run.inspect(dataDir, options);
    assertEquals("", run.err());
    assertEquals(ExitCode.OK, run.exit());
    return run.out();
  }

  private void write(Znodes znodes, String name, String age) throws IOException {
    Files.createDirectories(version2);
    Path file = znodes.write(real.resolve(name));
    Files.copy(file, version2.resolve(name));
    Files.setLastModifiedTime(
        version2.resolve(name), FileTime.from(Picture.NOW.minus(Duration.parse("PT" + age))));
  }

  /** Four snapshots of a tree whose queue fills. */
  private void writeGrowingTree() throws IOException {
    Znodes znodes = new Znodes().put("/app/config", 9_000).putMany("/app/queue/task-", 50, 1_000);
    write(znodes, "snapshot.1000000ff", "72H");
    write(znodes.putMany("/app/queue/more-", 20, 1_000), "snapshot.100000200.gz", "48H");
    write(znodes.putMany("/app/queue/mary-", 20, 1_000), "snapshot.200000003.snappy", "24H");
    write(
        znodes.putMany("/app/queue/mony-", 20, 1_000).put("/new", 30), "snapshot.200000400", "1H");
  }

  private static final String LOGS =
      """
      log.1000000f0    log:1000000f0..1000001ff  48h
      log.100000200    log:100000200..200000002  24h
      log.200000003    log:200000003..2000003ff  1h
      log.200000400    log:200000400..2000004aa  10s
      acceptedEpoch    junk                      72h
      currentEpoch     junk                      72h
      """;

  @Test
  void fitsOneScreenWhereAllIsWell() throws IOException {
    writeGrowingTree();
    assertEquals(
        """
        SOUND: 4 sound snapshots, 4 txn logs, 261K; a purge with --retain 3 would free 79K; / is full in
        about 38 days if nothing is deleted.

          data directory  /data

        Disk usage
          Filesystem  Size  Used  Avail  Use%  Mounted on
          jimfs       2.0M  320K   1.7M   16%  /

        ZooKeeper's files (apparent size; txn logs are preallocated and sparse)
                     files  size                      a purge frees
          snapshots      4  197K                                  1  63K
          txn logs       4   65K  1.1K of it is data              1  17K

        Snapshots
                                       zxid  age  size  codec   a purge
          snapshot.200000400         2:1024   1h  128K  plain   keeps    sound, 118 znodes, 0 ephemerals, 1 session
          snapshot.200000003.snappy     2:3  24h  5.8K  snappy  keeps    sound, 97 znodes, 0 ephemerals, 1 session
          snapshot.100000200.gz       1:512   2d   794  gzip    keeps    sound, 77 znodes, 0 ephemerals, 1 session
          snapshot.1000000ff          1:255   3d   63K  plain   deletes  sound, 57 znodes, 0 ephemerals, 1 session

        Txn logs
                         zxids             age  size  data  a purge
          log.200000400  2:1024 to 2:1194  10s   17K  280   keeps    a retained snapshot needs it
          log.200000003  2:3 to 2:1023      1h   17K  280   keeps    a retained snapshot needs it
          log.100000200  1:512 to 2:2      24h   17K  280   keeps    a retained snapshot needs it
          log.1000000f0  1:240 to 1:511     2d   17K  280   deletes

        Others
          acceptedEpoch, currentEpoch  46  ZooKeeper's own

        How fast the disk fills
          ZooKeeper wrote 3 snapshots (134K) and 4 txn logs (1.1K of data) in the 2d 23h since its oldest
            sound snapshot.
          /: that is 45K a day; if nothing is deleted, the 1.7M that are available last about 38 days.

        Grew from snapshot.1000000ff to snapshot.200000400
          +59K of data, +61 znodes, in 2d 23h: +20K and +20 a day

        Grew most, in bytes
          grew  a day  from    to  subtree
          +59K   +20K   49K  108K  /app/queue

        Grew most, in znodes
          grew  a day  from   to  subtree
           +60    +20    50  110  /app/queue

        Biggest subtrees of snapshot.200000400, by bytes
          holds  of all  subtree
           108K     92%  /app/queue

        Biggest subtrees of snapshot.200000400, by znodes
          holds  of all  subtree
            110     94%  /app/queue
        """,
        inspect(LOGS));
  }

  @Test
  void tellsAMachineTheSame() throws IOException {
    writeGrowingTree();
    assertEquals(
        """
        {"schema":1,"command":"inspect","version":"TEST","result":"sound","exit_code":0,\
        "exit_name":"ok",\
        "message":"4 sound snapshots, 4 txn logs, 261K; a purge with --retain 3 would free 79K; / is full in about 38 days if nothing is deleted",\
        "started_at":"2026-03-01T12:00:00Z","duration_ms":0,"data_dir":"/data",\
        "data_log_dir":"/data","retain":3,"top":5,"verify":"full","disk":[{\
        "filesystem":"jimfs","mounted_on":"/","size_bytes":2097152,"used_bytes":327680,\
        "available_bytes":1769472,"use_percent":16}],"files":{"snapshots":{"count":4,\
        "bytes":201317},"logs":{"count":4,"bytes":65600},"temporaries":{"count":0,"bytes":0},\
        "others":{"count":2,"bytes":46}},"log_data_bytes":1120,"purge":{"would_delete":{\
        "count":2,"bytes":80868,"by_kind":{"snapshots":{"count":1,"bytes":64468},"logs":{\
        "count":1,"bytes":16400},"temporaries":{"count":0,"bytes":0}},"by_reason":{"old_log":{\
        "count":1,"bytes":16400},"old_snapshot":{"count":1,"bytes":64468}}}},"filling":{\
        "since":"2026-02-26T12:00:00Z","until":"2026-03-01T11:59:50Z","snapshots":3,\
        "snapshot_bytes":136849,"logs":4,"log_data_bytes":1120,"file_systems":[{\
        "mounted_on":"/","bytes_per_day":45991,"full_in_seconds":3324180}]},"oldest":{\
        "path":"/data/version-2/snapshot.1000000ff","codec":"plain","size_bytes":64468,\
        "modified":"2026-02-26T12:00:00Z","znodes":57,"ephemerals":0,"sessions":1,\
        "data_bytes":59000,"znodes_at_depth":[1,2,4,50]},"newest":{\
        "path":"/data/version-2/snapshot.200000400","codec":"plain","size_bytes":130188,\
        "modified":"2026-03-01T11:00:00Z","znodes":118,"ephemerals":0,"sessions":1,\
        "data_bytes":119030,"znodes_at_depth":[1,3,4,110]},"elapsed_seconds":255600,\
        "grew_in_bytes":{"total_bytes":60030,"bytes_per_day":20291,"subtrees":[{\
        "path":"/app/queue","grew_bytes":60000,"bytes_per_day":20281,"left_bytes":50000,\
        "right_bytes":110000,"is_rest":false}],"further_subtrees":0},"grew_in_znodes":{\
        "total_znodes":61,"znodes_per_day":20,"subtrees":[{"path":"/app/queue",\
        "grew_znodes":60,"znodes_per_day":20,"left_znodes":50,"right_znodes":110,\
        "is_rest":false}],"further_subtrees":0},"biggest_in_bytes":{"total_bytes":119030,\
        "subtrees":[{"path":"/app/queue","holds_bytes":110000,"all_bytes":110000,\
        "is_rest":false}],"further_subtrees":0},"biggest_in_znodes":{"total_znodes":117,\
        "subtrees":[{"path":"/app/queue","holds_znodes":110,"all_znodes":110,\
        "is_rest":false}],"further_subtrees":0},"snapshots":[{\
        "path":"/data/version-2/snapshot.200000400","name":"snapshot.200000400",\
        "size_bytes":130188,"modified":"2026-03-01T11:00:00Z","zxid":"0x200000400",\
        "codec":"plain","age_seconds":3600,"fate":"retain","reason":"retained","epoch":2,\
        "counter":1024,"verdict":"sound","znodes":118,"ephemerals":0,"sessions":1},{\
        "path":"/data/version-2/snapshot.200000003.snappy","name":"snapshot.200000003.snappy",\
        "size_bytes":5867,"modified":"2026-02-28T12:00:00Z","zxid":"0x200000003",\
        "codec":"snappy","age_seconds":86400,"fate":"retain","reason":"retained","epoch":2,\
        "counter":3,"verdict":"sound","znodes":97,"ephemerals":0,"sessions":1},{\
        "path":"/data/version-2/snapshot.100000200.gz","name":"snapshot.100000200.gz",\
        "size_bytes":794,"modified":"2026-02-27T12:00:00Z","zxid":"0x100000200",\
        "codec":"gzip","age_seconds":172800,"fate":"retain","reason":"retained","epoch":1,\
        "counter":512,"verdict":"sound","znodes":77,"ephemerals":0,"sessions":1},{\
        "path":"/data/version-2/snapshot.1000000ff","name":"snapshot.1000000ff",\
        "size_bytes":64468,"modified":"2026-02-26T12:00:00Z","zxid":"0x1000000ff",\
        "codec":"plain","age_seconds":259200,"fate":"delete","reason":"old_snapshot",\
        "epoch":1,"counter":255,"verdict":"sound","znodes":57,"ephemerals":0,"sessions":1}],\
        "logs":[{"path":"/data/version-2/log.200000400","name":"log.200000400",\
        "size_bytes":16400,"modified":"2026-03-01T11:59:50Z","zxid":"0x200000400",\
        "age_seconds":10,"fate":"retain","reason":"needed_log","epoch":2,"counter":1024,\
        "first_zxid":"0x200000400","last_zxid":"0x2000004aa","transactions":2,\
        "data_bytes":280},{"path":"/data/version-2/log.200000003","name":"log.200000003",\
        "size_bytes":16400,"modified":"2026-03-01T11:00:00Z","zxid":"0x200000003",\
        "age_seconds":3600,"fate":"retain","reason":"needed_log","epoch":2,"counter":3,\
        "first_zxid":"0x200000003","last_zxid":"0x2000003ff","transactions":2,\
        "data_bytes":280},{"path":"/data/version-2/log.100000200","name":"log.100000200",\
        "size_bytes":16400,"modified":"2026-02-28T12:00:00Z","zxid":"0x100000200",\
        "age_seconds":86400,"fate":"retain","reason":"needed_log","epoch":1,"counter":512,\
        "first_zxid":"0x100000200","last_zxid":"0x200000002","transactions":2,\
        "data_bytes":280},{"path":"/data/version-2/log.1000000f0","name":"log.1000000f0",\
        "size_bytes":16400,"modified":"2026-02-27T12:00:00Z","zxid":"0x1000000f0",\
        "age_seconds":172800,"fate":"delete","reason":"old_log","epoch":1,"counter":240,\
        "first_zxid":"0x1000000f0","last_zxid":"0x1000001ff","transactions":2,\
        "data_bytes":280}],"temporaries":[],"others":[{"path":"/data/version-2/acceptedEpoch",\
        "name":"acceptedEpoch","size_bytes":23,"modified":"2026-02-26T12:00:00Z",\
        "age_seconds":259200,"fate":"leave","reason":"epoch_file"},{\
        "path":"/data/version-2/currentEpoch","name":"currentEpoch","size_bytes":23,\
        "modified":"2026-02-26T12:00:00Z","age_seconds":259200,"fate":"leave",\
        "reason":"epoch_file"}],"warnings":[]}
        """,
        inspect(LOGS, "--output", "json"));
  }

  @Test
  void tellsWhatIsDamagedAndWhere() {
    assertEquals(
        """
        DAMAGED: 6 snapshots (4 damaged, 2 sound), 5 txn logs (1 at fault), 46K; a purge with --retain 3
        would be refused; / is full in about 249 days, or sooner, if nothing is deleted.

          data directory  /data

        Disk usage
          Filesystem  Size  Used  Avail  Use%  Mounted on
          jimfs       2.0M  128K   1.9M    7%  /

        ZooKeeper's files (apparent size; txn logs are preallocated and sparse)
                       files  size                     a purge frees
          snapshots        6   12K                                 0  0
          txn logs         5   33K  576 of it is data              0  0
          temporaries      1  2.0K                                 0  0

        A purge with --retain 3 is refused: of the 3 snapshots to keep only 2 are proven restorable (4
        damaged, 0 unreadable), and the older files may be needed to rebuild the state. Let the server write
        new snapshots (it writes one whenever it starts), then run again; --delete-corrupt frees what the
        damaged ones take.

        Snapshots
                              zxid  age  size  codec  a purge
          snapshot.fade    0:64222  29h    23  plain  keeps    damaged: does not begin with ZKSN, so it is no snapshot
          snapshot.500      0:1280  30s  2.0K  plain  keeps    damaged: ends early, at byte 1996, after /node-11
          snapshot.400      0:1024   3h  3.0K  plain  keeps    damaged: the first seal does not match what stands before it, at byte 2928, so something was altered
          snapshot.300       0:768  24h  3.0K  plain  keeps    sound, 24 znodes, 0 ephemerals, 1 session
          snapshot.200.gz    0:512  25h   267  gzip   keeps    damaged: ends early, at byte 1574, after /node-6
          snapshot.100       0:256  26h  3.0K  plain  keeps    sound, 24 znodes, 0 ephemerals, 1 session

        Txn logs
                   zxids            age  size  data  a purge
          log.501  none              0s    16  16    keeps
          log.421  none             30s     0  0     keeps    empty: the server may have just created it
          log.201  0:513 to 0:1056  40s   17K  280   keeps
          log.101  none             25h    23  0     keeps    does not begin with ZKLG, so it is no txn log
          log.1    0:1 to 0:256     26h   17K  280   keeps

        Others
          snapshot.80.tmp   2.0K  ZooKeeper's temporary file, perhaps in use
          old                  0  a directory
          snapshot.200.bak    23  not a name that ZooKeeper gives
          spare                0  a symbolic link

        How fast the disk fills
          ZooKeeper wrote 4 snapshots (8.1K) and 4 txn logs (296 of data) in the 1d 2h since its oldest
            sound snapshot. It may be more, for 1 txn log cannot be read to the end.
          /: that is at least 7.8K a day; if nothing is deleted, the 1.9M that are available last about 249
            days at most.

        Grew from snapshot.100 to snapshot.300
          0 of data, 0 znodes, in 2h 0m: 0 and 0 a day

        Biggest subtrees of snapshot.300, by bytes
          holds  of all  subtree
            800    100%  /

        Biggest subtrees of snapshot.300, by znodes
          holds  of all  subtree
             23    100%  /

        Warnings
          - purge --delete-corrupt frees what damaged snapshots take, once unchanged for an hour
        """,
        inspect(
            """
            snapshot.100        sound          26h
            snapshot.200.gz     truncated      25h
            snapshot.300        sound          24h
            snapshot.400        flipped        3h
            snapshot.500        truncated      30s
            snapshot.fade       junk           29h
            snapshot.80.tmp     truncated      30h
            log.1               log:1..100     26h
            log.101             junk           25h
            log.201             log:201..420   40s
            log.421             empty          30s
            log.501             log            0s
            snapshot.200.bak    junk           25h
            old                 directory      90h
            spare               link           90h
            """));
  }

  @Test
  void saysThatThereIsNothing() {
    assertEquals(
        """
        EMPTY: 0 snapshots, 0 txn logs, 0; a purge with --retain 3 would free nothing.

          data directory  /data

        Disk usage
          Filesystem  Size  Used  Avail  Use%  Mounted on
          jimfs       2.0M     0   2.0M    0%  /

        ZooKeeper's files (apparent size; txn logs are preallocated and sparse)
                     files  size    a purge frees
          snapshots      0     0                0  0
          txn logs       0     0                0  0

        A purge with --retain 3 frees nothing: there are 0 snapshots, and 3 are kept.

        Snapshots
          none

        Txn logs
          none

        How fast the disk fills
          not known: it takes a sound snapshot and another one after it to tell

        Warnings
          - /data/version-2: neither snapshots nor txn logs here; is this the volume that ZooKeeper writes
            to?
        """,
        inspect(""));
  }

  @Test
  void looksAtLogsWithoutSnapshots() {
    assertEquals(
        """
        NO SOUND SNAPSHOT: 0 snapshots, 2 txn logs, 17K; a purge with --retain 3 would free nothing.

          data directory  /data

        Disk usage
          Filesystem  Size  Used  Avail  Use%  Mounted on
          jimfs       2.0M   32K   2.0M    2%  /

        ZooKeeper's files (apparent size; txn logs are preallocated and sparse)
                     files  size                     a purge frees
          snapshots      0     0                                 0  0
          txn logs       2   17K  296 of it is data              0  0

        A purge with --retain 3 frees nothing: there are 0 snapshots, and 3 are kept.

        Snapshots
          none

        Txn logs
                   zxids         age  size  data  a purge
          log.101  none           5h    16  16    keeps
          log.1    0:1 to 0:256   6h   17K  280   keeps

        How fast the disk fills
          not known: it takes a sound snapshot and another one after it to tell
        """,
        inspect("log.1 log:1..100 6h\nlog.101 log 5h\n"));
  }

  @Test
  void looksAtSnapshotsWithoutLogs() {
    assertEquals(
        """
        SOUND: 2 sound snapshots, 0 txn logs, 3.4K; a purge with --retain 3 would free nothing.

          data directory  /data

        Disk usage
          Filesystem  Size  Used  Avail  Use%  Mounted on
          jimfs       2.0M   16K   2.0M    1%  /

        ZooKeeper's files (apparent size; txn logs are preallocated and sparse)
                     files  size    a purge frees
          snapshots      2  3.4K                0  0
          txn logs       0     0                0  0

        A purge with --retain 3 frees nothing: there is 1 snapshot, and 3 are kept.

        Snapshots
                            zxid  age  size  codec  a purge
          snapshot.100     0:256   6h  3.0K  plain  keeps    sound, 24 znodes, 0 ephemerals, 1 session
          snapshot.100.gz  0:256   5h   401  gzip   keeps    sound, 24 znodes, 0 ephemerals, 1 session

        Txn logs
          none

        How fast the disk fills
          not known: it takes a sound snapshot and another one after it to tell

        Biggest subtrees of snapshot.100, by bytes
          holds  of all  subtree
            800    100%  /

        Biggest subtrees of snapshot.100, by znodes
          holds  of all  subtree
             23    100%  /

        Warnings
          - /data/version-2: no txn logs here; if zoo.cfg sets dataLogDir, give --data-log-dir, or they are
            never purged
        """,
        inspect("snapshot.100 sound 6h\nsnapshot.100.gz sound 5h\n"));
  }

  @Test
  void saysThatNoSnapshotIsSound() {
    assertEquals(
        """
        NO SOUND SNAPSHOT: 4 snapshots (4 damaged), 1 txn log, 22K; a purge with --retain 3 would be
        refused.

          data directory  /data

        Disk usage
          Filesystem  Size  Used  Avail  Use%  Mounted on
          jimfs       2.0M   48K   2.0M    3%  /

        ZooKeeper's files (apparent size; txn logs are preallocated and sparse)
                     files  size                     a purge frees
          snapshots      4  5.4K                                 0  0
          txn logs       1   17K  280 of it is data              0  0

        A purge with --retain 3 is refused: of the 3 snapshots to keep only 0 are proven restorable (4
        damaged, 0 unreadable), and the older files may be needed to rebuild the state. Delete nothing by
        hand: on a member of an ensemble, move version-2 away and let it sync from a healthy one.

        Snapshots
                          zxid  age  size  codec  a purge
          snapshot.400  0:1024   3h   512  plain  keeps    damaged: does not begin with ZKSN, so it is no snapshot
          snapshot.300   0:768  24h     0  plain  keeps    damaged: empty
          snapshot.200   0:512  25h  3.0K  plain  keeps    damaged: the first seal does not match what stands before it, at byte 2928, so something was altered
          snapshot.100   0:256  26h  2.0K  plain  keeps    damaged: ends early, at byte 1996, after /node-11

        Txn logs
                 zxids          age  size  data  a purge
          log.1  0:1 to 0:1056   3h   17K  280   keeps

        How fast the disk fills
          not known: it takes a sound snapshot and another one after it to tell
        """,
        inspect(
            """
            snapshot.100  truncated      26h
            snapshot.200  flipped        25h
            snapshot.300  empty          24h
            snapshot.400  zeros          3h
            log.1         log:1..420     3h
            """));
  }

  @Test
  void provesNothingWhereItIsToldSo() throws IOException {
    writeGrowingTree();
    assertEquals(
        """
        NOT CHECKED: 5 snapshots (5 not checked), 4 txn logs, 263K; what a purge with --retain 3 would free
        is not known.

          data directory  /data
          verified        nothing (--verify none)

        Disk usage
          Filesystem  Size  Used  Avail  Use%  Mounted on
          jimfs       2.0M  328K   1.7M   17%  /

        ZooKeeper's files (apparent size; txn logs are preallocated and sparse)
                     files  size
          snapshots      5  199K
          txn logs       4   65K

        A purge with --retain 3 frees what nobody knows: it depends on which snapshots are sound (--verify
        none).

        Snapshots
                                       zxid  age  size  codec
          snapshot.200000500         2:1280  10s  2.0K  plain     not checked
          snapshot.200000400         2:1024   1h  128K  plain     not checked
          snapshot.200000003.snappy     2:3  24h  5.8K  snappy    not checked
          snapshot.100000200.gz       1:512   2d   794  gzip      not checked
          snapshot.1000000ff          1:255   3d   63K  plain     not checked

        Txn logs
                         zxids        age  size
          log.200000400  from 2:1024  10s   17K
          log.200000003  from 2:3      1h   17K
          log.100000200  from 1:512   24h   17K
          log.1000000f0  from 1:240    2d   17K

        Others
          acceptedEpoch, currentEpoch  46  ZooKeeper's own

        How fast the disk fills
          not known: the txn logs were not read (--verify none)

        Grew from snapshot.1000000ff to snapshot.200000400
          +59K of data, +61 znodes, in 2d 23h: +20K and +20 a day

        Grew most, in bytes
          grew  a day  from    to  subtree
          +59K   +20K   49K  108K  /app/queue

        Grew most, in znodes
          grew  a day  from   to  subtree
           +60    +20    50  110  /app/queue

        Biggest subtrees of snapshot.200000400, by bytes
          holds  of all  subtree
           108K     92%  /app/queue

        Biggest subtrees of snapshot.200000400, by znodes
          holds  of all  subtree
            110     94%  /app/queue

        Warnings
          - snapshot.200000500: passed over for its znodes, damaged: ends early, at byte 1996, after
            /node-11
        """,
        inspect(LOGS + "snapshot.200000500 truncated 10s", "--verify", "none"));
  }

  private static FileSystemUsage disk(String mountPoint, long available) {
    return new FileSystemUsage("/dev/" + mountPoint, "/" + mountPoint, 100 << 20, 7, available);
  }

  private InspectReport writing(long snapshotBytes, long logBytes, FileSystemUsage... disk)
      throws Exception {
    return writing(0, snapshotBytes, logBytes, disk);
  }

  private InspectReport writing(
      int logsWithFault, long snapshotBytes, long logBytes, FileSystemUsage... disk)
      throws Exception {
    Picture.draw(version2, Picture.HEALTHY);
    InspectOptions options =
        ((Invocation.Inspect)
                new CommandLineParser(memory).parse("inspect", "--data-dir", dataDir.toString()))
            .options();
    Instant since = Picture.NOW.minus(Duration.ofHours(12));
    return new InspectReport(
        "TEST",
        options,
        Picture.NOW,
        Duration.ZERO,
        List.of(disk),
        DataDir.open(dataDir, dataDir).scan(Picture.NOW),
        Map.of(),
        Map.of(),
        new DryRun.Unknown("nobody asked"),
        new Inflow.Measured(since, Picture.NOW, 1, 1, snapshotBytes, logBytes, logsWithFault),
        Optional.empty(),
        List.of(),
        ExitCode.OK);
  }

  private static String full(InspectReport report) {
    String headline = report.headline();
    return headline.substring(headline.indexOf("known") + "known".length());
  }

  @Test
  void foretellsWhenEachFileSystemIsFull() throws Exception {
    assertEquals(
        "; /data is full in about 5 days if nothing is deleted",
        full(writing(1_000, 2_000, disk("data", 30_000))));
    assertEquals(
        "; /data is full in about 15 days if nothing is deleted; /logs is full in about 36 hours if"
            + " nothing is deleted",
        full(writing(1_000, 2_000, disk("data", 30_000), disk("logs", 6_000))));
  }

  @Test
  void foretellsOnlyTheLatestWhereTxnLogsCannotBeReadToTheEnd() throws Exception {
    assertEquals(
        "; /data is full in about 5 days, or sooner, if nothing is deleted",
        full(writing(1, 1_000, 2_000, disk("data", 30_000))));
    InspectReport apart = writing(1, 1_000, 2_000, disk("data", 30_000), disk("logs", 6_000));
    assertEquals(
        "; /data is full in about 15 days if nothing is deleted; /logs is full in about 36 hours, or"
            + " sooner, if nothing is deleted",
        full(apart));
    assertEquals(
        """
        How fast the disk fills
          ZooKeeper wrote 1 snapshot (1000) and 1 txn log (2.0K of data) in the 12h 0m since its oldest
            sound snapshot. It may be more, for 1 txn log cannot be read to the end.
          /data: that is 2.0K a day; if nothing is deleted, the 30K that are available last about 15 days.
          /logs: that is at least 4.0K a day; if nothing is deleted, the 5.9K that are available last about
            36 hours at most.
        """,
        filling(InspectText.of(apart)));
    InspectReport unforeseeable = writing(1, 1, 0, disk("data", 731));
    assertEquals("", full(unforeseeable));
    String unknown = filling(InspectText.of(unforeseeable)).replaceAll("\\s+", " ");
    assertTrue(unknown.contains("that are available last for a time that is not known."), unknown);

    ByteArrayOutputStream json = new ByteArrayOutputStream();
    InspectJson.print(apart, new PrintStream(json, true, StandardCharsets.UTF_8));
    assertTrue(
        json.toString(StandardCharsets.UTF_8)
            .contains(
                "\"file_systems\":[{\"mounted_on\":\"/data\",\"bytes_per_day\":2000,"
                    + "\"full_in_seconds\":1296000},{\"mounted_on\":\"/logs\",\"bytes_per_day\":4000,"
                    + "\"is_least\":true,\"full_in_seconds\":129600}]"),
        json.toString(StandardCharsets.UTF_8));
  }

  private static String filling(String text) {
    return text.substring(text.indexOf("How fast")).split("\n\n", 2)[0].stripTrailing() + "\n";
  }

  @Test
  void foretellsNothingThatNobodyCanForesee() throws Exception {
    assertEquals("", full(writing(1, 0, disk("data", 731))));
    assertEquals(
        "; /data is full in about 365 days if nothing is deleted",
        full(writing(1, 0, disk("data", 730))));
    assertEquals("", full(writing(0, 0, disk("data", 7))));
    assertEquals("", full(writing(1_000, 2_000)), "no figures of the disk");
    assertEquals("", full(writing(1, 0, disk("data", Long.MAX_VALUE))));
    assertEquals(
        "; /data is full in less than an hour if nothing is deleted",
        full(writing(Long.MAX_VALUE, 0, disk("data", 99))));
    assertEquals(
        "; /data is full in less than an hour if nothing is deleted",
        full(writing(1, 1, disk("data", 0))));
  }
}

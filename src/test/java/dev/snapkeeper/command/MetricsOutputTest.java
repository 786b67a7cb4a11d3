package dev.snapkeeper.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.ExitCode;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.report.Metric;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus is told, by way of the file; and what a fault there does to a purge. */
class MetricsOutputTest {
  private final FileSystem memory =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder()
              .setAttributeViews("basic", "unix")
              .setMaxSize(64 << 20)
              .build());
  private final Path dataDir = memory.getPath("/data");
  private final Path version2 = dataDir.resolve("version-2");
  private final Path metrics = memory.getPath("/metrics");
  private final Path file = metrics.resolve("zk.prom");

  @BeforeEach
  void makeDirectory() throws IOException {
    Files.createDirectory(metrics);
  }

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  private Run purge(String... options) {
    return purgeAt(Duration.ZERO, options);
  }

  private Run purgeAt(Duration later, String... options) {
    return Run.purgeAt(Picture.NOW.plus(later), dataDir, withFile(options));
  }

  private String[] withFile(String... options) {
    return Stream.concat(Stream.of("--metrics-file", file.toString()), Arrays.stream(options))
        .toArray(String[]::new);
  }

  /** The samples in the file, without what explains them. */
  private String samples() throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  private String sample(Metric metric) throws IOException {
    return samples()
        .lines()
        .filter(line -> line.startsWith(metric.label()))
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void aPurgeIsToldInFull() throws IOException {
    Picture.draw(
        version2,
        """
        snapshot.100          sound          26h
        snapshot.200          sound          25h
        snapshot.300          sound          24h
        snapshot.400          truncated      3h
        snapshot.500          sound          59m
        snapshot.600.gz       sound          58m
        log.1                 log:1..100     26h
        log.101               log:101..200   25h
        log.201               log:201..300   24h
        log.301               log:301..620   20s
        currentEpoch          junk           26h
        """);
    Run run = purge("--metrics-label", "pod=zk-0", "--metrics-label", "namespace=a\"b");
    assertEquals(ExitCode.OK, run.exit(), run.out());
    assertEquals("", run.err());
    assertEquals(
        """
        # HELP snapkeeper_deleted_bytes Apparent size of the files that the last purge deleted; txn logs are sparse.
        # TYPE snapkeeper_deleted_bytes gauge
        snapkeeper_deleted_bytes{kind="log",namespace="a\\"b",pod="zk-0"} 32800.0
        snapkeeper_deleted_bytes{kind="snapshot",namespace="a\\"b",pod="zk-0"} 5990.0
        snapkeeper_deleted_bytes{kind="temporary",namespace="a\\"b",pod="zk-0"} 0.0
        # HELP snapkeeper_deleted_files Files that the last purge deleted.
        # TYPE snapkeeper_deleted_files gauge
        snapkeeper_deleted_files{kind="log",namespace="a\\"b",pod="zk-0"} 2.0
        snapkeeper_deleted_files{kind="snapshot",namespace="a\\"b",pod="zk-0"} 2.0
        snapkeeper_deleted_files{kind="temporary",namespace="a\\"b",pod="zk-0"} 0.0
        # HELP snapkeeper_disk_available_bytes Bytes that an ordinary user could still take before and after the last purge.
        # TYPE snapkeeper_disk_available_bytes gauge
        snapkeeper_disk_available_bytes{mountpoint="/",namespace="a\\"b",pod="zk-0",when="after"} 6.7018752E7
        snapkeeper_disk_available_bytes{mountpoint="/",namespace="a\\"b",pod="zk-0",when="before"} 6.6953216E7
        # HELP snapkeeper_disk_freed_bytes Used bytes before less used bytes after; negative where the server wrote more meanwhile.
        # TYPE snapkeeper_disk_freed_bytes gauge
        snapkeeper_disk_freed_bytes{mountpoint="/",namespace="a\\"b",pod="zk-0"} 65536.0
        # HELP snapkeeper_disk_size_bytes Size of the file system.
        # TYPE snapkeeper_disk_size_bytes gauge
        snapkeeper_disk_size_bytes{mountpoint="/",namespace="a\\"b",pod="zk-0",when="after"} 6.7108864E7
        snapkeeper_disk_size_bytes{mountpoint="/",namespace="a\\"b",pod="zk-0",when="before"} 6.7108864E7
        # HELP snapkeeper_disk_used_bytes Used bytes of the file system before and after the last purge.
        # TYPE snapkeeper_disk_used_bytes gauge
        snapkeeper_disk_used_bytes{mountpoint="/",namespace="a\\"b",pod="zk-0",when="after"} 90112.0
        snapkeeper_disk_used_bytes{mountpoint="/",namespace="a\\"b",pod="zk-0",when="before"} 155648.0
        # HELP snapkeeper_duration_seconds How long the last purge took.
        # TYPE snapkeeper_duration_seconds gauge
        snapkeeper_duration_seconds{namespace="a\\"b",pod="zk-0"} 0.0
        # HELP snapkeeper_exit_code Exit code of the last purge; 4 is a refusal.
        # TYPE snapkeeper_exit_code gauge
        snapkeeper_exit_code{namespace="a\\"b",pod="zk-0"} 0.0
        # HELP snapkeeper_kept_bytes Apparent size of the files that were to stay, and did.
        # TYPE snapkeeper_kept_bytes gauge
        snapkeeper_kept_bytes{kind="log",namespace="a\\"b",pod="zk-0"} 32800.0
        snapkeeper_kept_bytes{kind="snapshot",namespace="a\\"b",pod="zk-0"} 8387.0
        snapkeeper_kept_bytes{kind="temporary",namespace="a\\"b",pod="zk-0"} 0.0
        # HELP snapkeeper_kept_files Files of ZooKeeper's that were to stay, and did.
        # TYPE snapkeeper_kept_files gauge
        snapkeeper_kept_files{kind="log",namespace="a\\"b",pod="zk-0"} 2.0
        snapkeeper_kept_files{kind="snapshot",namespace="a\\"b",pod="zk-0"} 4.0
        snapkeeper_kept_files{kind="temporary",namespace="a\\"b",pod="zk-0"} 0.0
        # HELP snapkeeper_last_run_timestamp_seconds When the last purge ended, however it did.
        # TYPE snapkeeper_last_run_timestamp_seconds gauge
        snapkeeper_last_run_timestamp_seconds{namespace="a\\"b",pod="zk-0"} 1.7723664E9
        # HELP snapkeeper_last_success_timestamp_seconds When a purge last ended with exit code 0; dry runs do not count.
        # TYPE snapkeeper_last_success_timestamp_seconds gauge
        snapkeeper_last_success_timestamp_seconds{namespace="a\\"b",pod="zk-0"} 1.7723664E9
        # HELP snapkeeper_last_verification_timestamp_seconds When a purge last looked into snapshots; it does if anything could be deleted.
        # TYPE snapkeeper_last_verification_timestamp_seconds gauge
        snapkeeper_last_verification_timestamp_seconds{namespace="a\\"b",pod="zk-0"} 1.7723664E9
        # HELP snapkeeper_left_alone_files Files that are none of ZooKeeper's, or were not recognised.
        # TYPE snapkeeper_left_alone_files gauge
        snapkeeper_left_alone_files{kind="log",namespace="a\\"b",pod="zk-0"} 0.0
        snapkeeper_left_alone_files{kind="other",namespace="a\\"b",pod="zk-0"} 1.0
        snapkeeper_left_alone_files{kind="snapshot",namespace="a\\"b",pod="zk-0"} 0.0
        snapkeeper_left_alone_files{kind="temporary",namespace="a\\"b",pod="zk-0"} 0.0
        # HELP snapkeeper_lost_files Files that were to stay and have gone, by somebody else's hand.
        # TYPE snapkeeper_lost_files gauge
        snapkeeper_lost_files{kind="log",namespace="a\\"b",pod="zk-0"} 0.0
        snapkeeper_lost_files{kind="snapshot",namespace="a\\"b",pod="zk-0"} 0.0
        snapkeeper_lost_files{kind="temporary",namespace="a\\"b",pod="zk-0"} 0.0
        # HELP snapkeeper_newest_sound_snapshot_size_bytes Size of the newest snapshot that is proven restorable, as compressed as it is.
        # TYPE snapkeeper_newest_sound_snapshot_size_bytes gauge
        snapkeeper_newest_sound_snapshot_size_bytes{namespace="a\\"b",pod="zk-0"} 401.0
        # HELP snapkeeper_newest_sound_snapshot_timestamp_seconds When the newest snapshot that is proven restorable was written.
        # TYPE snapkeeper_newest_sound_snapshot_timestamp_seconds gauge
        snapkeeper_newest_sound_snapshot_timestamp_seconds{namespace="a\\"b",pod="zk-0"} 1.77236292E9
        # HELP snapkeeper_newest_sound_snapshot_znodes Znodes in the newest snapshot that is proven restorable.
        # TYPE snapkeeper_newest_sound_snapshot_znodes gauge
        snapkeeper_newest_sound_snapshot_znodes{namespace="a\\"b",pod="zk-0"} 24.0
        # HELP snapkeeper_snapshots_damaged Snapshots found damaged that are still there.
        # TYPE snapkeeper_snapshots_damaged gauge
        snapkeeper_snapshots_damaged{namespace="a\\"b",pod="zk-0"} 1.0
        # HELP snapkeeper_snapshots_sound Snapshots proven restorable; reading ends when enough are found.
        # TYPE snapkeeper_snapshots_sound gauge
        snapkeeper_snapshots_sound{namespace="a\\"b",pod="zk-0"} 3.0
        # HELP snapkeeper_survived_files Files that should have gone and could not be deleted.
        # TYPE snapkeeper_survived_files gauge
        snapkeeper_survived_files{kind="log",namespace="a\\"b",pod="zk-0"} 0.0
        snapkeeper_survived_files{kind="snapshot",namespace="a\\"b",pod="zk-0"} 0.0
        snapkeeper_survived_files{kind="temporary",namespace="a\\"b",pod="zk-0"} 0.0
        """,
        Files.readString(file));
    assertEquals("zk.prom\n", Picture.names(metrics), "nothing else is left");
  }

  @Test
  void aDryRunTellsOnlyWhatItKnows() throws IOException {
    Picture.draw(version2, Picture.HEALTHY);
    purge("--dry-run");
    assertEquals(
        """
        snapkeeper_deleted_bytes{kind="log"} 0.0
        snapkeeper_deleted_bytes{kind="snapshot"} 0.0
        snapkeeper_deleted_bytes{kind="temporary"} 0.0
        snapkeeper_deleted_files{kind="log"} 0.0
        snapkeeper_deleted_files{kind="snapshot"} 0.0
        snapkeeper_deleted_files{kind="temporary"} 0.0
        snapkeeper_disk_available_bytes{mountpoint="/",when="before"} 6.7002368E7
        snapkeeper_disk_size_bytes{mountpoint="/",when="before"} 6.7108864E7
        snapkeeper_disk_used_bytes{mountpoint="/",when="before"} 106496.0
        snapkeeper_duration_seconds 0.0
        snapkeeper_exit_code 0.0
        snapkeeper_kept_bytes{kind="log"} 32800.0
        snapkeeper_kept_bytes{kind="snapshot"} 8985.0
        snapkeeper_kept_bytes{kind="temporary"} 0.0
        snapkeeper_kept_files{kind="log"} 2.0
        snapkeeper_kept_files{kind="snapshot"} 3.0
        snapkeeper_kept_files{kind="temporary"} 0.0
        snapkeeper_last_run_timestamp_seconds 1.7723664E9
        snapkeeper_last_verification_timestamp_seconds 1.7723664E9
        snapkeeper_left_alone_files{kind="log"} 0.0
        snapkeeper_left_alone_files{kind="other"} 0.0
        snapkeeper_left_alone_files{kind="snapshot"} 0.0
        snapkeeper_left_alone_files{kind="temporary"} 0.0
        snapkeeper_newest_sound_snapshot_size_bytes 2995.0
        snapkeeper_newest_sound_snapshot_timestamp_seconds 1.7723556E9
        snapkeeper_newest_sound_snapshot_znodes 24.0
        snapkeeper_snapshots_damaged 0.0
        snapkeeper_snapshots_sound 3.0
        """,
        samples());
  }

  @Test
  void whatWasNotCheckedIsLeftOut() throws IOException {
    Picture.draw(version2, "snapshot.100  sound  6h\nsnapshot.200  sound  5h\n");
    assertEquals(ExitCode.OK, purge().exit());
    String samples = samples();
    assertFalse(samples.contains("snapshots_"), samples);
    assertFalse(samples.contains("newest_"), samples);
    assertFalse(samples.contains("verification"), samples);
    assertTrue(samples.contains("snapkeeper_kept_files{kind=\"snapshot\"} 2.0\n"), samples);
  }

  @Test
  void zookeepersLightCheckProvesNothingSound(@TempDir Path real) throws IOException {
    Picture.draw(real.resolve("version-2"), Picture.HEALTHY);
    Path prom = real.resolve("zk.txt").resolveSibling("../" + real.getFileName() + ".prom");
    try {
      Run.purge(real, "--verify", "tail", "--metrics-file", prom.toString());
      String samples = Files.readString(prom);
      assertFalse(samples.contains("sound"), samples);
      assertTrue(samples.contains("\nsnapkeeper_snapshots_damaged 0.0\n"), samples);
    } finally {
      Files.deleteIfExists(prom);
    }
  }

  @Test
  void aDamagedSnapshotThatWasDeletedIsThereNoMore() throws IOException {
    Picture.draw(version2, Picture.HEALTHY + "snapshot.500  truncated  2h\n");
    purge("--dry-run");
    assertEquals("snapkeeper_snapshots_damaged 1.0\n", sample(Metric.SNAPSHOTS_DAMAGED));
    purge("--delete-corrupt");
    assertEquals("snapkeeper_snapshots_damaged 0.0\n", sample(Metric.SNAPSHOTS_DAMAGED));
    assertEquals("snapkeeper_snapshots_sound 3.0\n", sample(Metric.SNAPSHOTS_SOUND));
  }

  @Test
  void theLastSuccessOutlivesARefusal() throws IOException {
    Picture.draw(version2, Picture.HEALTHY);
    assertEquals(ExitCode.OK, purge().exit());
    assertEquals(
        "snapkeeper_last_success_timestamp_seconds 1.7723664E9\n", sample(Metric.LAST_SUCCESS));
    Picture.draw(version2, "snapshot.500  truncated  2h\nsnapshot.600  truncated  2h\n");
    Files.delete(version2.resolve("snapshot.200"));
    Files.delete(version2.resolve("snapshot.300"));
    assertEquals(ExitCode.REFUSED, purgeAt(Duration.ofHours(1)).exit());
    assertEquals(
        "snapkeeper_last_success_timestamp_seconds 1.7723664E9\n", sample(Metric.LAST_SUCCESS));
    assertEquals("snapkeeper_last_run_timestamp_seconds 1.77237E9\n", sample(Metric.LAST_RUN));
    assertEquals("snapkeeper_exit_code 4.0\n", sample(Metric.EXIT_CODE));
    assertEquals("snapkeeper_snapshots_damaged 2.0\n", sample(Metric.SNAPSHOTS_DAMAGED));
  }

  @Test
  void aDryRunIsNoSuccess() throws IOException {
    Picture.draw(version2, Picture.HEALTHY);
    assertEquals(ExitCode.OK, purge("--dry-run").exit());
    assertEquals("", sample(Metric.LAST_SUCCESS));
  }

  @Test
  void aRunWithoutADirectoryIsToldAsWell() throws IOException {
    assertEquals(ExitCode.DIRECTORY, purge().exit());
    assertEquals(
        """
        snapkeeper_deleted_bytes{kind="log"} 0.0
        snapkeeper_deleted_bytes{kind="snapshot"} 0.0
        snapkeeper_deleted_bytes{kind="temporary"} 0.0
        snapkeeper_deleted_files{kind="log"} 0.0
        snapkeeper_deleted_files{kind="snapshot"} 0.0
        snapkeeper_deleted_files{kind="temporary"} 0.0
        snapkeeper_duration_seconds 0.0
        snapkeeper_exit_code 3.0
        snapkeeper_last_run_timestamp_seconds 1.7723664E9
        """,
        samples());
  }

  @Test
  void aRunThatASignalStoppedIsToldAsWell() throws IOException {
    Picture.draw(version2, Picture.HEALTHY);
    StopSignal stop = new StopSignal();
    stop.raise(ExitCode.TERMINATED);
    Run.purgeAt(Picture.NOW, stop, dataDir, withFile());
    assertEquals("snapkeeper_exit_code 143.0\n", sample(Metric.EXIT_CODE));
  }

  @Test
  void aBugIsToldBeforeItGoesItsWay() throws IOException {
    Picture.draw(version2, Picture.HEALTHY);
    StopSignal broken =
        new StopSignal() {
          @Override
          public void check() {
            throw new IllegalStateException("broken");
          }
        };
    assertThrows(
        IllegalStateException.class, () -> Run.purgeAt(Picture.NOW, broken, dataDir, withFile()));
    assertEquals("snapkeeper_exit_code 1.0\n", sample(Metric.EXIT_CODE));
  }

  @Test
  void everyMetricIsWritten() throws IOException {
    Picture.draw(version2, Picture.HEALTHY);
    purge();
    Set<String> written = new TreeSet<>();
    samples().lines().map(line -> line.split("[{ ]", 2)[0]).forEach(written::add);
    assertEquals(
        Arrays.stream(Metric.values()).map(Metric::label).collect(Collectors.toSet()), written);
  }

  @Test
  void nothingElseOfAnOlderFileIsKept() throws IOException {
    Files.writeString(
        file,
        """
        # HELP snapkeeper_last_success_timestamp_seconds When.
        # TYPE snapkeeper_last_success_timestamp_seconds gauge
        snapkeeper_last_success_timestamp_seconds 17.0
        snapkeeper_of_old{kind="log"} 1.0
        snapkeeper_exit_code 99.0
        node_load1 1.0
        garbage
        """);
    purge();
    String samples = samples();
    assertTrue(samples.contains("snapkeeper_last_success_timestamp_seconds 17.0\n"), samples);
    assertTrue(samples.contains("snapkeeper_exit_code 3.0\n"), samples);
    assertFalse(samples.matches("(?s).*(of_old|99|node_load1|garbage).*"), samples);
    assertTrue(
        Files.readString(file)
            .contains("# TYPE snapkeeper_last_success_timestamp_seconds gauge\nsnapkeeper_last_s"));
  }

  @Test
  void anEmptyFileIsReplaced() throws IOException {
    Files.createFile(file);
    purge();
    assertEquals("snapkeeper_exit_code 3.0\n", sample(Metric.EXIT_CODE));
  }

  @Test
  void aFileThatHoldsNoMetricsIsNotOverwritten() throws IOException {
    Picture.draw(version2, Picture.HEALTHY);
    Files.writeString(file, "dataDir=/data\n");
    Run run = purge();
    assertEquals(ExitCode.OK, run.exit());
    assertTrue(
        run.out()
            .replaceAll("\n *", " ")
            .contains(
                "--metrics-file /metrics/zk.prom: not written: a file that holds no metrics of"
                    + " Snapkeeper's is not overwritten; name another, or remove it first"),
        run.out());
    assertEquals("dataDir=/data\n", Files.readString(file));
    assertEquals("zk.prom\n", Picture.names(metrics));
  }

  /** As ZooKeeper's files may be known by other names too, nothing that is there is written to. */
  @Test
  void whatElseLiesInTheDirectoryStaysAsItIs() throws IOException {
    Picture.draw(version2, Picture.HEALTHY);
    Path link = Files.createLink(metrics.resolve("link"), version2.resolve("snapshot.400"));
    byte[] before = Files.readAllBytes(link);
    purge();
    assertArrayEquals(before, Files.readAllBytes(version2.resolve("snapshot.400")));
    Run run = Run.purge(dataDir, "--metrics-file", link.toString());
    assertEquals(ExitCode.USAGE, run.exit(), run.err());
    assertEquals("link\nzk.prom\n", Picture.names(metrics));
  }

  @Test
  void aFileThatCannotBeWrittenIsAWarning() throws IOException {
    Picture.draw(version2, Picture.HEALTHY);
    Files.createDirectory(file);
    Run run = purge();
    assertEquals(ExitCode.OK, run.exit());
    assertFalse(Files.exists(version2.resolve("snapshot.100")));
    assertTrue(
        run.out()
            .endsWith(
                """

                Warnings
                  - --metrics-file /metrics/zk.prom: not written: not a regular file
                """),
        run.out());
    assertEquals("zk.prom\n", Picture.names(metrics));
    Run nowhere = Run.purge(dataDir, "--metrics-file", "/none/zk.prom");
    assertEquals(ExitCode.OK, nowhere.exit());
    assertTrue(
        nowhere
            .out()
            .contains("- --metrics-file /none/zk.prom: not written: no such file or directory\n"),
        nowhere.out());
  }

  @Test
  void aPushgatewayThatIsNotThereIsAWarning() throws IOException {
    Picture.draw(version2, Picture.HEALTHY);
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Run run =
        purge(
            "--pushgateway",
            "http://me:secret@127.0.0.1:" + port,
            "--metrics-label",
            "pod=zk-0",
            "--output",
            "json");
    assertEquals(ExitCode.OK, run.exit());
    assertTrue(
        run.out()
            .contains(
                "\"warnings\":[\"metrics not pushed to http://127.0.0.1:"
                    + port
                    + ": Connection refused\"]"),
        run.out());
    assertEquals("snapkeeper_exit_code{pod=\"zk-0\"} 0.0\n", sample(Metric.EXIT_CODE));
  }

  @Test
  void theFileIsNeverOneOfZooKeepers() throws IOException {
    Picture.draw(version2, Picture.HEALTHY);
    Path link = Files.createSymbolicLink(metrics.resolve("link"), version2);
    String before = everything();
    for (Path inside :
        List.of(
            version2.resolve("snapshot.400"),
            version2.resolve("zk.prom"),
            dataDir.resolve("zk.prom"),
            link.resolve("zk.prom"))) {
      Run run = Run.purge(dataDir, "--metrics-file", inside.toString());
      assertEquals(ExitCode.USAGE, run.exit());
      assertEquals(
          "snapkeeper: --metrics-file "
              + inside
              + ": lies in ZooKeeper's directory /data, where nothing is ever written; name a file"
              + " elsewhere, such as /var/lib/prometheus/node-exporter/snapkeeper.prom\n",
          run.err());
    }
    assertEquals(before, everything());
  }

  private String everything() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(memory.getPath("/"))) {
      for (Path path : files.sorted(Comparator.naturalOrder()).toList()) {
        found.add(path + " " + Files.getLastModifiedTime(path));
      }
    }
    return String.join("\n", found);
  }
}

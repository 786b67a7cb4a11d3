package dev.snapkeeper;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import dev.snapkeeper.testing.Jar;
import dev.snapkeeper.testing.Jar.Ended;
import dev.snapkeeper.testing.Picture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The packaged jar as its user meets it: each exit code, and the two streams. */
class PurgeJarIT {

  private static final String PURGED =
      """
      log.101
      log.201
      snapshot.200
      snapshot.300
      snapshot.400
      """;

  private Path dataDir;

  @BeforeEach
  void makeDataDir() throws IOException {
    dataDir = Files.createTempDirectory("purge jar ");
  }

  @AfterEach
  void deleteDataDir() throws IOException {
    if (Files.exists(dataDir)) {
      Files.setPosixFilePermissions(dataDir, PosixFilePermissions.fromString("rwxr-xr-x"));
      Picture.delete(dataDir);
    }
  }

  private Path draw(String picture) {
    Path version2 = dataDir.resolve("version-2");
    Picture.draw(version2, picture, Instant.now());
    return version2;
  }

  private Ended purge(String... options) throws Exception {
    return Jar.asMyself().run(args(options));
  }

  private String[] args(String... options) {
    return Stream.concat(Stream.of("purge", "--data-dir", dataDir.toString()), Stream.of(options))
        .toArray(String[]::new);
  }

  @Test
  void exits0WhenItIsDone() throws Exception {
    Path version2 = draw(Picture.HEALTHY);
    Ended run = purge();
    assertEquals(0, run.status(), run.err());
    assertEquals("", run.err());
    assertTrue(run.out().startsWith("DONE: deleted 1 snapshot and 1 txn log, "), run.out());
    assertEquals(PURGED, Picture.names(version2));
  }

  @Test
  void exits0WhenThereIsNothingToDo() throws Exception {
    Path version2 = draw("snapshot.100  sound  6h\nlog.1  log:1..120  6h\n");
    Ended run = purge();
    assertEquals(0, run.status(), run.err());
    assertTrue(
        run.out()
            .startsWith("NOTHING TO DO: deleted nothing: there is 1 snapshot, and 3 are kept.\n"),
        run.out());
    assertEquals("log.1\nsnapshot.100\n", Picture.names(version2));
  }

  @Test
  void printsOneJsonObjectAndNothingElse() throws Exception {
    draw(Picture.HEALTHY);
    Ended run = purge("--output", "json", "-v");
    assertEquals(0, run.status(), run.err());
    assertEquals(1, run.out().lines().count());
    assertEquals("ok", JsonParser.object().from(run.out()).getString("exit_name"));
    assertTrue(run.err().contains("snapshot.100"), run.err());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void exits1WhenTheReportCannotBeWritten() throws Exception {
    draw(Picture.HEALTHY);
    Ended run = Jar.asMyself().to(Path.of("/dev/full")).run(args());
    assertEquals(1, run.status());
    assertEquals("snapkeeper: the report could not be written to stdout\n", run.err());
  }

  @Test
  void exits2WhenTheCommandLineIsWrong() throws Exception {
    Path version2 = draw(Picture.HEALTHY);
    String before = Picture.names(version2);
    assertEquals(1, Jar.asMyself().runPeer("--retian", "3").status(), "the peer: as any failure");
    assertEquals(1, Jar.asMyself().runPeer().status());
    assertEquals(2, Jar.asMyself().run().status());
    Ended run = purge("--retian", "3");
    assertEquals(2, run.status());
    assertEquals("", run.out());
    assertEquals(
        "snapkeeper: no such option: --retian; did you mean --retain?; see: snapkeeper purge --help\n",
        run.err());
    assertEquals(before, Picture.names(version2));
  }

  @Test
  void exits2WhenTheTerminationLogWouldOverwriteASnapshot() throws Exception {
    Path snapshot = draw(Picture.HEALTHY).resolve("snapshot.400");
    byte[] before = Files.readAllBytes(snapshot);
    Ended run = purge("--termination-log", snapshot.toString(), "--output", "json");
    assertEquals(2, run.status());
    assertEquals("", run.out());
    assertEquals(
        "snapkeeper: --termination-log "
            + snapshot
            + ": lies in ZooKeeper's directory "
            + dataDir
            + ", where nothing is ever written; name a file elsewhere, such as"
            + " /dev/termination-log\n",
        run.err());
    assertArrayEquals(before, Files.readAllBytes(snapshot));
  }

  @Test
  void exits3WhenTheVolumeIsNotMounted() throws Exception {
    Ended run = purge();
    assertEquals(3, run.status());
    assertEquals(
        "snapkeeper: "
            + dataDir
            + ": no version-2 directory in it; is the volume mounted? --data-dir takes the parent of"
            + " version-2, as zoo.cfg does\n",
        run.err());
    assertEquals("", Picture.names(dataDir));
  }

  @Test
  void exits3WhenTheDirectoryIsNotWritable() throws Exception {
    Path version2 = draw(Picture.HEALTHY);
    String before = Picture.names(version2);
    Files.setPosixFilePermissions(version2, PosixFilePermissions.fromString("r-xr-xr-x"));
    Files.setPosixFilePermissions(dataDir, PosixFilePermissions.fromString("rwxr-xr-x"));
    try {
      Ended run = Jar.asOrdinaryUser().run(args());
      assertEquals(3, run.status());
      assertTrue(
          run.err()
              .startsWith(
                  "snapkeeper: "
                      + version2
                      + ": not writable (permission denied), so nothing could"),
          run.err());
    } finally {
      Files.setPosixFilePermissions(version2, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    assertEquals(before, Picture.names(version2));
  }

  @Test
  void aDirectoryThatMayNotBeListedIsNoSuccess() throws Exception {
    Path version2 = draw(Picture.HEALTHY);
    Jar.open(dataDir);
    Files.setPosixFilePermissions(version2, PosixFilePermissions.fromString("-wx-wx-wx"));
    try {
      Ended peer = Jar.asOrdinaryUser().runPeer(dataDir.toString(), "-n", "3");
      assertEquals(0, peer.status(), peer.err());
      Ended run = Jar.asOrdinaryUser().run(args());
      assertEquals(3, run.status());
      assertTrue(run.err().contains(": cannot be read: permission denied; run as"), run.err());
    } finally {
      Files.setPosixFilePermissions(version2, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    assertEquals(Picture.HEALTHY.lines().count(), Picture.names(version2).lines().count());
  }

  @Test
  void exits4WhenItRefuses() throws Exception {
    Path version2 = draw(Picture.HEALTHY.replace("snapshot.300  sound", "snapshot.300  flipped"));
    draw("snapshot.100  truncated  6h\n");
    String before = Picture.names(version2);
    Ended run = purge();
    assertEquals(4, run.status());
    assertTrue(run.err().startsWith("snapkeeper: deleted nothing: of the 3 "), run.err());
    assertTrue(run.out().startsWith("REFUSED: deleted nothing: of the 3 "), run.out());
    assertEquals(before, Picture.names(version2));
  }

  @Test
  void deletesNothingOnTheStrengthOfSnapshotsWhoseCodecCannotBeLoaded() throws Exception {
    Path version2 = draw(Picture.HEALTHY.replaceAll("(snapshot\\.\\d+) ", "$1.snappy "));
    String before = Picture.names(version2);
    Ended run =
        Jar.asMyself().and("-Dorg.xerial.snappy.tempdir=/dev/null").run(args("--delete-corrupt"));
    assertEquals(4, run.status(), run.err());
    String words = run.out().replaceAll("\\s+", " ");
    assertTrue(words.contains("(0 damaged, 4 unreadable)"), words);
    assertTrue(
        words.contains(
            "snapshot.200.snappy, snapshot.100.snappy cannot be read: snappy's native library cannot"
                + " be loaded; it is unpacked into the temp directory, which must not be mounted"
                + " noexec: name another by -Dorg.xerial.snappy.tempdir=DIR"),
        words);
    assertEquals(before, Picture.names(version2));
  }

  @Test
  void exits5WhenAFileCannotBeDeleted() throws Exception {
    Path version2 = draw(Picture.HEALTHY);
    Jar.open(dataDir);
    for (Path path : List.of(dataDir, version2)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    Path unreadable = version2.resolve("snapshot.100");
    Files.setPosixFilePermissions(unreadable, PosixFilePermissions.fromString("---------"));
    Ended run = Jar.asOrdinaryUser().run(args());
    assertEquals(5, run.status(), run.err());
    assertTrue(
        run.out().contains("snapshot.100  3.0K  cannot be read: permission denied"), run.out());
    assertTrue(Files.exists(unreadable));
    assertTrue(Files.exists(version2.resolve("log.1")), "the log that it may need");
  }

  @Test
  void aLogThatIsNeededAndCannotBeReadIsNoneThatShouldHaveGone() throws Exception {
    Path version2 = draw(Picture.HEALTHY);
    Jar.open(dataDir);
    for (Path path : List.of(dataDir, version2)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    Files.setPosixFilePermissions(
        version2.resolve("log.101"), PosixFilePermissions.fromString("---------"));
    Ended run = Jar.asOrdinaryUser().run(args());
    assertEquals(0, run.status(), run.err());
    assertTrue(
        run.out()
            .replaceAll("\\s+", " ")
            .contains(
                "log.101 cannot be read: permission denied; it is kept, since a retained snapshot may"
                    + " need it"),
        run.out());
    assertTrue(Files.exists(version2.resolve("log.1")), "the newest that may cover the oldest");
  }

  @Test
  void exits6WhenTheDiskIsStillTooFull() throws Exception {
    Path version2 = draw(Picture.HEALTHY);
    Ended run = purge("--fail-above", "0");
    assertEquals(6, run.status(), run.err());
    assertTrue(run.out().contains("; a file system is still above 0%."), run.out());
    assertEquals(PURGED, Picture.names(version2));
  }

  /** An option of the JVM that many a start script sets. */
  @Test
  void doesItsWorkWhereTheJvmLeavesSignalsAlone() throws Exception {
    Path version2 = draw(Picture.HEALTHY);
    Ended run = Jar.asMyself().and("-Xrs").run(args());
    assertEquals(0, run.status());
    assertEquals(
        "snapkeeper: SIGTERM cannot be heard on this JVM; a signal ends the run without a report\n",
        run.err());
    assertEquals(PURGED, Picture.names(version2));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void exits143OnSigterm() throws Exception {
    assertStops("TERM", 143);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void exits130OnSigint() throws Exception {
    assertStops("INT", 130);
  }

  /** With -v it logs each deletion, and waits where nobody reads that: so it cannot be done yet. */
  @Test
  void reportsWhatItDidWhenItIsStoppedWhileItDeletes() throws Exception {
    Path version2 = draw(Picture.HEALTHY);
    byte[] snapshot = Files.readAllBytes(version2.resolve("snapshot.100"));
    byte[] log = Files.readAllBytes(version2.resolve("log.1"));
    for (int i = 1; i <= 3_000; i++) {
      // older than all that the picture has
      Files.write(
          version2.resolve("snapshot." + Integer.toHexString(i)), Arrays.copyOf(snapshot, 16));
      Files.write(version2.resolve("log." + Integer.toHexString(i)), Arrays.copyOf(log, 16));
    }
    draw(
        Picture.HEALTHY
            .replaceAll("(snapshot|log)\\.(\\d+)", "$1.f0000$2")
            .replaceAll("log:\\S+", "log:f0000001..f0000420"));
    Path first = version2.resolve("snapshot.1");
    long before = Picture.names(version2).lines().count();
    Process process = Jar.asMyself().start(args("--output", "json", "--trust-zxid-order", "-v"));
    while (Files.exists(first) && process.isAlive()) {
      Thread.onSpinWait();
    }
    process.toHandle().destroy(); // Process.destroy would close the streams
    Ended run = Jar.ended(process);
    assertEquals(143, run.status(), run.err());
    JsonObject report = JsonParser.object().from(run.out());
    assertEquals("interrupted", report.getString("result"));
    long gone = before - Picture.names(version2).lines().count();
    assertEquals(gone, report.getObject("deleted").getLong("count"));
    assertTrue(gone > 0 && Files.exists(version2.resolve("log.1")), "no log before all snapshots");
    assertEquals(
        0, Jar.asMyself().to(dataDir.resolve("report")).run(args("--trust-zxid-order")).status());
    assertEquals(5, Picture.names(version2).lines().count());
  }

  private void assertStops(String signal, int status) throws Exception {
    Path version2 = draw(Picture.HEALTHY);
    Path endless = version2.resolve("snapshot.500");
    writeEndless(endless);
    String before = Picture.names(version2);
    Process process = Jar.thatHearsSigint().start(args());
    awaitOpen(process, endless);
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    Instant signalled = Instant.now();
    Ended run = Jar.ended(process);
    assertEquals(status, run.status(), run.err());
    assertTrue(Duration.between(signalled, Instant.now()).toSeconds() < 10);
    assertTrue(
        run.out()
            .startsWith("INTERRUPTED: deleted nothing: interrupted before anything was deleted.\n"),
        run.out());
    assertEquals(before, Picture.names(version2));
  }

  /** A snapshot of a few znodes of 2 GiB each, all of them a hole: it takes long to read. */
  private static void writeEndless(Path file) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(24).put("ZKSN".getBytes(StandardCharsets.US_ASCII));
    head.putInt(2).putLong(-1).putInt(0).putInt(0).flip(); // version, dbId, no sessions, no ACLs
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long end = channel.write(head);
      for (String path : List.of("", "/a", "/b", "/c", "/d", "/e", "/f", "/g")) {
        ByteBuffer node = ByteBuffer.allocate(16);
        node.putInt(path.length()).put(path.getBytes(StandardCharsets.US_ASCII));
        node.putInt(Integer.MAX_VALUE).flip();
        end += channel.write(node, end) + (long) Integer.MAX_VALUE + 8 + 60;
      }
      channel.write(ByteBuffer.allocate(1), end);
    }
  }

  private static void awaitOpen(Process process, Path file) throws IOException {
    Path descriptors = Path.of("/proc", Long.toString(process.pid()), "fd");
    while (process.isAlive()) {
      try (Stream<Path> links = Files.list(descriptors)) {
        for (Path link : links.toList()) {
          if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(file)) {
            return;
          }
        }
      } catch (NoSuchFileException closedMeanwhile) {
        Thread.onSpinWait();
      }
    }
    throw new IOException("it ended before it was signalled");
  }

  /** They cost time to load, and a purge is mostly the start of a JVM. */
  @Test
  void loadsPrometheusClassesOnlyWhenMetricsAreWanted() throws Exception {
    draw(Picture.HEALTHY);
    Path metrics = Files.createTempDirectory("metrics");
    try {
      assertEquals(0, prometheusClasses());
      long loaded = prometheusClasses("--metrics-file", metrics.resolve("zk.prom").toString());
      assertTrue(loaded > 10, "loaded: " + loaded);
      assertTrue(
          Files.readString(metrics.resolve("zk.prom")).contains("\nsnapkeeper_exit_code 0.0\n"));
    } finally {
      Picture.delete(metrics);
    }
  }

  private long prometheusClasses(String... options) throws Exception {
    Path classes = Files.createTempFile("classes", ".log");
    try {
      Ended run = Jar.asMyself().and("-Xlog:class+load:file=" + classes).run(args(options));
      assertEquals(0, run.status(), run.err());
      List<String> lines = Files.readAllLines(classes);
      assertTrue(lines.stream().anyMatch(line -> line.contains(" dev.snapkeeper.Main ")));
      return lines.stream().filter(line -> line.contains(" io.prometheus.")).count();
    } finally {
      Files.delete(classes);
    }
  }
}

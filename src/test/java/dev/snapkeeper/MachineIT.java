package dev.snapkeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.snapkeeper.testing.Jar;
import dev.snapkeeper.testing.Jar.Ended;
import dev.snapkeeper.testing.Picture;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged jar on a machine that denies it things. Where the machine lets the tests mount file
 * systems, they are really full or read-only; elsewhere something stands in that denies the same.
 */
class MachineIT {
  private static final String PURGED =
      """
      log.101
      log.201
      snapshot.200
      snapshot.300
      snapshot.400
      """;

  private Path root;
  private Path dataDir;
  private Path version2;

  @BeforeEach
  void draw() throws IOException {
    root = Files.createTempDirectory("machine ");
    dataDir = root.resolve("data");
    version2 = dataDir.resolve("version-2");
    Picture.draw(version2, Picture.HEALTHY, Instant.now());
    Files.createDirectory(root.resolve("tmp"));
    Jar.open(root);
    for (Path path : List.of(dataDir, version2)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
  }

  @AfterEach
  void delete() throws IOException {
    Files.setPosixFilePermissions(version2, PosixFilePermissions.fromString("rwxrwxrwx"));
    Picture.delete(root);
  }

  private Ended purge(Jar jar, String... options) throws Exception {
    return jar.run(
        Stream.concat(Stream.of("purge", "--data-dir", dataDir.toString()), Arrays.stream(options))
            .toArray(String[]::new));
  }

  /** A temp directory for the JVM, with a file system of its own. */
  private Jar withTemp(String mounts) {
    return Jar.where(mounts.replace("TMP", "'" + root.resolve("tmp") + "'"))
        .and("-Djava.io.tmpdir=" + root.resolve("tmp"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nr_inodes=1", "size=4k"})
  void goesToDevShmWhereTheTempDirectoryIsFull(String limit) throws Exception {
    Ended run =
        Jar.canMount()
            ? purge(withTemp("mount -t tmpfs -o " + limit + " none TMP"), "-v")
            : purge(Jar.asMyself().and("-Djava.io.tmpdir=/dev/full"), "-v");
    assertEquals(0, run.status(), run.err());
    assertTrue(
        run.err().contains(Jar.canMount() ? "No space left on device" : "/dev/full"), run.err());
    assertEquals(PURGED, Picture.names(version2));
  }

  @Test
  void saysSoWhereAllTempDirectoriesAreFull() throws Exception {
    String before = Picture.names(version2);
    // no file may be longer than nothing: that holds for every file system
    Ended run =
        purge(
            Jar.inShell("ulimit -f 0")
                .and("-XX:-UsePerfData", "-Djava.io.tmpdir=" + root.resolve("tmp")));
    assertNoRoom(run, "File too large");
    assertEquals("", Picture.names(root.resolve("tmp")));
    if (Jar.canMount()) {
      String full = "mount -t tmpfs -o nr_inodes=1 none ";
      assertNoRoom(purge(withTemp(full + "TMP; " + full + "/dev/shm")), "No space left on device");
    }
    assertEquals(before, Picture.names(version2));
  }

  private void assertNoRoom(Ended run, String fault) {
    assertEquals(
        "snapkeeper: no place for a few small files to ask ZooKeeper's rule with ("
            + root.resolve("tmp")
            + ": "
            + fault
            + "; /dev/shm: "
            + fault
            + "); name a directory with room by -Djava.io.tmpdir=DIR; nothing was deleted\n",
        run.err());
    assertEquals(1, run.status());
  }

  /**
   * As {@code -Djava.io.tmpdir=$TMPDIR} does where there is no TMPDIR: Java takes the place it is
   * in.
   */
  @Test
  void purgesWhereTheTempDirectoryHasNoName() throws Exception {
    Ended run = purge(Jar.asMyself().and("-Djava.io.tmpdir="));
    assertEquals("", run.err());
    assertEquals(0, run.status());
    assertEquals(PURGED, Picture.names(version2));
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(Path.of(""), "snapkeeper-shadow-*")) {
      assertFalse(left.iterator().hasNext());
    }
  }

  /** As in a sandbox that shows but a part of what Linux tells of a process. */
  @Test
  void purgesWhereTheSystemDoesNotTellWhoRunsIt() throws Exception {
    assumeTrue(Jar.canMount());
    Ended run = purge(withTemp("mount --bind /dev/null /proc/$$/status"));
    assertEquals("", run.err());
    assertEquals(0, run.status());
    assertEquals(PURGED, Picture.names(version2));
    assertEquals("", Picture.names(root.resolve("tmp")));
  }

  @Test
  void saysThatTheFileSystemIsReadOnly() throws Exception {
    Ended run;
    if (Jar.canMount()) {
      run =
          purge(
              Jar.where(
                  "mount -t tmpfs none /mnt; cp -a DATA/version-2 /mnt; mount -t tmpfs none DATA; cp -a /mnt/version-2 DATA; mount -o remount,bind,ro DATA"
                      .replace("DATA", "'" + dataDir + "'")));
    } else {
      Files.setPosixFilePermissions(version2, PosixFilePermissions.fromString("r-xr-xr-x"));
      run = purge(Jar.asOrdinaryUser());
    }
    assertEquals(
        "snapkeeper: "
            + version2
            + ": not writable ("
            + (Jar.canMount() ? "Read-only file system" : "permission denied")
            + "), so nothing could be deleted from it; run as the user that owns it, and check that"
            + " the volume is not mounted read-only\n",
        run.err());
    assertEquals(3, run.status());
  }

  @Test
  void needsNothingButTheDirectoryAndDevShm() throws Exception {
    Ended run = purge(Jar.asOneWithNothingBut(dataDir));
    // what later versions of Java say themselves
    assertEquals("", run.err().replace("WARNING: java.io.tmpdir directory does not exist\n", ""));
    assertEquals(0, run.status());
    assertEquals(PURGED, Picture.names(version2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POSIX", "C.UTF-8"})
  void leavesNamesAloneThatAreNoUtf8(String locale) throws Exception {
    Process touch =
        new ProcessBuilder(
                "sh", "-c", "touch \"$(printf 'log.caf\\351')\" \"$(printf 'log.3\\377')\"")
            .directory(version2.toFile())
            .start();
    assertEquals(0, touch.waitFor());
    Ended run = purge(Jar.asMyself().with("LC_ALL", locale));
    assertEquals("", run.err());
    assertEquals(0, run.status());
    assertEquals(7, Picture.names(version2).lines().count());
    assertEquals(
        2, run.out().lines().filter(l -> l.endsWith("not a name that ZooKeeper gives")).count());
  }

  /** snappy-java would unpack its native library into the temp directory. */
  @Test
  void unpacksNothingAmongZooKeepersFiles() throws Exception {
    Picture.draw(version2, "snapshot.500.snappy  sound  1h\n", Instant.now());
    FileTime untouched = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
    Files.setLastModifiedTime(version2, untouched);
    Ended run = purge(Jar.asMyself().and("-Djava.io.tmpdir=" + version2), "--dry-run");
    assertEquals(0, run.status(), run.err());
    assertTrue(run.out().contains("snapshot.500.snappy"), run.out());
    assertTrue(
        run.out().lines().filter(l -> l.endsWith("sound, 24 znodes")).count() == 3, run.out());
    assertEquals(untouched, Files.getLastModifiedTime(version2));

    String option = "-Dorg.xerial.snappy.tempdir=" + version2;
    run = purge(Jar.asMyself().and(option), "--dry-run");
    assertEquals(2, run.status());
    assertEquals(
        "snapkeeper: "
            + option
            + ": lies in a directory of ZooKeeper's, where nothing is ever written; name another\n",
        run.err());
    assertEquals(untouched, Files.getLastModifiedTime(version2));
  }
}

package dev.snapkeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.testing.Jar;
import dev.snapkeeper.testing.Jar.Ended;
import dev.snapkeeper.testing.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the packaged jar tells a user whom permissions stop: which path, and what to do. */
class PermissionsIT {
  private static final String REMEDY =
      "; run as the user that owns ZooKeeper's files, and check the volume\n";

  private final Deque<Path> changed = new ArrayDeque<>();
  private Path root;
  private Path dataDir;
  private Path version2;

  @BeforeEach
  void drawADirectoryWithWorkToDo() throws IOException {
    root = Files.createTempDirectory("permissions ");
    dataDir = root.resolve("data");
    version2 = dataDir.resolve("version-2");
    Picture.draw(
        version2,
        """
        snapshot.100  sound          6h
        snapshot.200  sound          5h
        snapshot.300  sound          4h
        snapshot.400  sound          3h
        log.1         log:1..420     3h
        """);
    Jar.open(root);
  }

  @AfterEach
  void delete() throws IOException {
    while (!changed.isEmpty()) { // from the outermost on
      Files.setPosixFilePermissions(
          changed.removeLast(), PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    Picture.delete(root);
  }

  private void set(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    changed.addFirst(path);
  }

  private void assertRefuses(int status, String message, String... options) throws Exception {
    Ended run = Jar.asOrdinaryUser().run(options);
    assertEquals("snapkeeper: " + message, run.err());
    assertEquals(status, run.status());
  }

  private void assertRefusesDirectory(String message) throws Exception {
    assertRefuses(3, message, "purge", "--data-dir", dataDir.toString());
  }

  @Test
  void saysThatTheConfigMayNotBeRead() throws Exception {
    Path config = Files.writeString(root.resolve("zoo.cfg"), "dataDir=/data\n");
    set(config, "---------");
    assertRefuses(
        2,
        config + ": cannot be read (permission denied); --config takes ZooKeeper's zoo.cfg\n",
        "purge",
        "--config",
        config.toString());
  }

  @Test
  void saysThatTheDataDirectoryMayNotBeReached() throws Exception {
    set(root, "rw-rw-rw-");
    assertRefusesDirectory(dataDir + ": cannot be read: permission denied" + REMEDY);
  }

  @Test
  void saysThatTheDataDirectoryMayNotBeEntered() throws Exception {
    set(dataDir, "rw-rw-rw-");
    assertRefusesDirectory(dataDir + ": cannot be read: permission denied" + REMEDY);
  }

  @Test
  void saysThatVersion2MayNotBeListed() throws Exception {
    set(version2, "-wx-wx-wx");
    assertRefusesDirectory(version2 + ": cannot be read: permission denied" + REMEDY);
  }

  @Test
  void saysThatVersion2MayNotBeEntered() throws Exception {
    set(version2, "rw-rw-rw-");
    assertRefusesDirectory(version2 + ": cannot be read: permission denied" + REMEDY);
  }

  @Test
  void saysThatVersion2MayNotBeWritten() throws Exception {
    set(version2, "r-xr-xr-x");
    assertRefusesDirectory(
        version2
            + ": not writable (permission denied), so nothing could be deleted from it; run as the user that owns it, and"
            + " check that the volume is not mounted read-only\n");
  }

  /** A hard link to a snapshot would not be noticed here; a file of a single name is none. */
  @Test
  void saysSoInTheTerminationLogToo() throws Exception {
    Path log = Files.createFile(root.resolve("termination-log"));
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-rw-rw-"));
    set(version2, "-wx-wx-wx");
    String[] args = {
      "purge", "--data-dir", dataDir.toString(), "--termination-log", log.toString()
    };
    Ended run = Jar.asOrdinaryUser().run(args);
    assertEquals(3, run.status());
    assertEquals(run.out(), Files.readString(log));
    Files.createLink(root.resolve("other name"), log);
    Files.writeString(log, "");
    run = Jar.asOrdinaryUser().run(args);
    assertEquals(3, run.status());
    assertEquals("", Files.readString(log));
    assertTrue(
        run.err().endsWith("WARN --termination-log " + log + ": not written: permission denied\n"),
        run.err());
  }

  @Test
  void inspectsWhatMayBeReadAndNotWritten() throws Exception {
    set(version2, "r-xr-xr-x");
    Ended run = Jar.asOrdinaryUser().run("inspect", "--data-dir", dataDir.toString());
    assertEquals("", run.err());
    assertEquals(0, run.status());
    assertTrue(
        run.out()
            .startsWith(
                "SOUND: 4 sound snapshots, 1 txn log, 28K; a purge with --retain 3 would free 3.0K."),
        run.out());
  }

  @Test
  void saysWhichFilesMayNotBeRead() throws Exception {
    set(version2.resolve("snapshot.400"), "---------");
    set(version2.resolve("log.1"), "---------");
    Ended run = Jar.asOrdinaryUser().run("inspect", "--data-dir", dataDir.toString());
    assertEquals("", run.err());
    assertEquals(0, run.status());
    assertTrue(
        run.out()
            .startsWith(
                "DAMAGED: 4 snapshots (1 unreadable, 3 sound), 1 txn log (1 at fault), 28K;"),
        run.out());
    assertTrue(run.out().contains("unreadable: permission denied\n"), run.out());
    assertTrue(run.out().contains("  cannot be read: permission denied\n"), run.out());
  }

  @Test
  void saysThatAPageMayNotBeWritten() throws Exception {
    Path pages = Files.createDirectory(root.resolve("pages"));
    Path page = pages.resolve("page.html");
    set(pages, "r-xr-xr-x");
    assertRefuses(
        2,
        "--html "
            + page
            + ": nothing can be written to "
            + pages
            + "; name a file elsewhere, or run as a user that may write there\n",
        "inspect",
        "--data-dir",
        dataDir.toString(),
        "--html",
        page.toString());
  }

  @Test
  void needsNotListTheDirectoryThatHoldsVersion2() throws Exception {
    set(version2, "rwxrwxrwx");
    set(dataDir, "--x--x--x");
    Ended run = Jar.asOrdinaryUser().run("purge", "--data-dir", dataDir.toString(), "--dry-run");
    assertEquals("", run.err());
    assertEquals(0, run.status());
  }
}

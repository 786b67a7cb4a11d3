package dev.snapkeeper.datadir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.testing.Picture;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which directories are taken, and what is said of those that are not. None is ever changed. */
class DataDirTest {
  private static final String FILES = "snapshot.100  sound  2h\nlog.1  log:1..120  1h\n";
  private static final String TAKES_PARENT =
      "holds snapshots or txn logs itself, so it is a version-2 directory; --data-dir takes its"
          + " parent, as zoo.cfg does";
  private static final String NOT_MOUNTED =
      "no version-2 directory in it; is the volume mounted? --data-dir takes the parent of"
          + " version-2, as zoo.cfg does";

  private final FileSystem memory =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder()
              .setWorkingDirectory("/here")
              .setAttributeViews("basic", "unix")
              .build());

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  private Path path(String path) {
    return memory.getPath(path);
  }

  private void draw(String directory, String picture) {
    Picture.draw(path(directory), picture);
  }

  private void link(String link, String target) throws IOException {
    Files.createDirectories(path(link).getParent());
    Files.createSymbolicLink(path(link), path(target));
  }

  private static List<String> tree(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.map(Path::toString).sorted().toList();
    }
  }

  private static DataDirListing scan(Path dataDir, Path dataLogDir) throws DirectoryException {
    DataDir dir = DataDir.open(dataDir, dataLogDir);
    dir.requireWritable();
    return dir.scan(Picture.NOW);
  }

  private void assertTakes(String dataDir, String dataLogDir, String names) throws Exception {
    List<String> before = tree(path("/"));
    DataDirListing listing = scan(path(dataDir), path(dataLogDir));
    assertEquals(
        names, String.join(" ", listing.all().stream().map(DataFile::name).sorted().toList()));
    assertEquals(before, tree(path("/")));
  }

  private void assertRefuses(String dataDir, String dataLogDir, String message) throws IOException {
    List<String> before = tree(path("/"));
    assertEquals(
        message,
        assertThrows(DirectoryException.class, () -> scan(path(dataDir), path(dataLogDir)))
            .getMessage());
    assertEquals(before, tree(path("/")));
  }

  private void assertRefuses(String dataDir, String faultAndRemedy) throws IOException {
    assertRefuses(dataDir, dataDir, dataDir + ": " + faultAndRemedy);
  }

  @Test
  void takesTheParentOfVersion2() throws Exception {
    draw("/data/version-2", FILES);
    assertTakes("/data", "/data", "log.1 snapshot.100");
    assertTrue(DataDir.open(path("/data"), path("/data")).isOne());
  }

  @Test
  void takesTwoDirectories() throws Exception {
    draw("/data/version-2", "snapshot.100  sound  2h\n");
    draw("/logs/version-2", "log.1  log:1..120  1h\n");
    assertTakes("/data", "/logs", "log.1 snapshot.100");
    assertFalse(DataDir.open(path("/data"), path("/logs")).isOne());
  }

  @Test
  void takesADirectoryThatIsNew() throws Exception {
    Files.createDirectories(path("/data/version-2"));
    assertTakes("/data", "/data", "");
  }

  @Test
  void takesPathsWithBlanks() throws Exception {
    draw("/my data/of zk/version-2", FILES);
    assertTakes("/my data/of zk", "/my data/of zk", "log.1 snapshot.100");
  }

  @Test
  void takesARelativePath() throws Exception {
    draw("/here/data/version-2", FILES);
    assertTakes("data", "./data", "log.1 snapshot.100");
  }

  @Test
  void takesVersion2ThatIsALink() throws Exception {
    draw("/volume", FILES);
    link("/data/version-2", "/volume");
    assertTakes("/data", "/data", "log.1 snapshot.100");
    assertEquals(path("/volume"), DataDir.open(path("/data"), path("/data")).snapshots());
  }

  @Test
  void takesOneDirectoryHoweverItIsSpelt() throws Exception {
    draw("/data/version-2", FILES);
    link("/link", "/data");
    for (String spelt : List.of("/data/.", "/data/", "/data/../data", "/link", "/link/.")) {
      assertTakes("/data", spelt, "log.1 snapshot.100");
      assertTakes(spelt, "/data", "log.1 snapshot.100");
      DataDir dir = DataDir.open(path(spelt), path("/data"));
      assertTrue(dir.isOne(), spelt);
      assertEquals(path("/data/version-2"), dir.logs());
    }
  }

  /** As a log rotation or a person leaves them in a data directory: no reason to refuse it. */
  @Test
  void takesADirectoryWithAnAlienLogBesideAHealthyVersion2() throws Exception {
    draw("/data", "log.1  junk  1h\nlog.2  junk  2h\nsnapshot.20240101  junk  9h\n");
    draw("/data/version-2", FILES);
    assertTakes("/data", "/data", "log.1 snapshot.100");
  }

  @Test
  void refusesWhatIsMissing() throws IOException {
    assertRefuses(
        "/data", "no such directory; is the volume mounted? Is the path spelt as in zoo.cfg?");
    link("/broken", "/nowhere");
    assertRefuses(
        "/broken", "no such directory; is the volume mounted? Is the path spelt as in zoo.cfg?");
  }

  @Test
  void refusesAFile() throws IOException {
    Files.createFile(path("/data"));
    assertRefuses("/data", "not a directory; --data-dir takes the directory that holds version-2");
  }

  @Test
  void refusesAMountPointWithNothingMounted() throws IOException {
    Files.createDirectories(path("/data"));
    assertRefuses("/data", NOT_MOUNTED);
    draw("/data", "myid  junk  1h\nlost+found  directory  1h\n");
    assertRefuses("/data", NOT_MOUNTED);
  }

  @Test
  void namesTheOptionThatIsMeant() throws IOException {
    draw("/data/version-2", FILES);
    Files.createDirectories(path("/logs"));
    assertRefuses(
        "/data",
        "/logs",
        "/logs: no version-2 directory in it; is the volume mounted? --data-log-dir takes the parent"
            + " of version-2, as zoo.cfg does");
    assertRefuses(
        "/data",
        "/data/version-2",
        "/data/version-2: holds snapshots or txn logs itself, so it is a version-2 directory;"
            + " --data-log-dir takes its parent, as zoo.cfg does");
  }

  @Test
  void refusesVersion2Itself() throws IOException {
    draw("/data/version-2", FILES);
    assertRefuses("/data/version-2", TAKES_PARENT);
    assertRefuses("/data/version-2/", "/data/version-2/", "/data/version-2: " + TAKES_PARENT);
    assertRefuses("/data/version-2/.", "/data/version-2/.", "/data/version-2/.: " + TAKES_PARENT);
    link("/link", "/data/version-2");
    assertRefuses("/link", TAKES_PARENT);
  }

  @Test
  void refusesADirectoryOfSnapshotsByWhateverName() throws IOException {
    draw("/volume", FILES);
    assertRefuses("/volume", TAKES_PARENT);
    Files.createDirectories(path("/volume/version-2"));
    assertRefuses("/volume", TAKES_PARENT);
  }

  /** ZooKeeper's own tools make one when they are given version-2. */
  @Test
  void refusesVersion2WithAVersion2InIt() throws IOException {
    draw("/data/version-2", FILES);
    Files.createDirectories(path("/data/version-2/version-2"));
    assertRefuses("/data/version-2", TAKES_PARENT);
    draw("/data/version-2/version-2", FILES);
    assertRefuses("/data/version-2", TAKES_PARENT);
    link("/link", "/data/version-2");
    assertRefuses("/link", TAKES_PARENT);
  }

  @Test
  void refusesTheParentOfAVersion2ThatHoldsNoMoreThanAnother() throws Exception {
    draw("/data/version-2/version-2", FILES);
    assertRefuses(
        "/data",
        "/data",
        "/data/version-2: holds neither snapshots nor txn logs, but /data/version-2/version-2 does;"
            + " give /data/version-2 if that is really where the server keeps its data");
    assertTakes("/data/version-2", "/data/version-2", "log.1 snapshot.100");
  }

  @Test
  void leavesAVersion2InVersion2Alone() throws Exception {
    draw("/data/version-2", FILES + "version-2  directory  1h\n");
    assertTakes("/data", "/data", "log.1 snapshot.100 version-2");
    draw("/data/version-2/version-2", FILES);
    assertTakes("/data", "/data", "log.1 snapshot.100 version-2");
  }

  @Test
  void refusesVersion2ThatIsNoDirectory() throws IOException {
    String fault =
        "/data/version-2: not a directory that can be entered; is it a file or a broken symbolic link,"
            + " or does the user that runs this lack permission?";
    Files.createDirectories(path("/data"));
    Files.createFile(path("/data/version-2"));
    assertRefuses("/data", "/data", fault);
    Files.delete(path("/data/version-2"));
    link("/data/version-2", "/nowhere");
    assertRefuses("/data", "/data", fault);
    Files.delete(path("/data/version-2"));
    link("/data/version-2", "/data/version-2");
    assertRefuses("/data", "/data", fault);
  }

  @Test
  void refusesDirectoriesThatAreSwapped() throws IOException {
    draw("/data/version-2", "snapshot.100  sound  2h\n");
    draw("/logs/version-2", "log.1  log:1..120  1h\n");
    assertRefuses(
        "/logs",
        "/data",
        "/logs/version-2/log.1: txn log in the data directory; ZooKeeper does not start on this"
            + " either. Are --data-dir and --data-log-dir swapped, or were logs left behind when"
            + " dataLogDir was set?");
  }

  @Test
  void refusesDirectoriesThatAreMixed() throws IOException {
    draw("/data/version-2", "snapshot.100  sound  2h\n");
    draw("/logs/version-2", "log.1  log:1..120  1h\nsnapshot.90  sound  3h\n");
    assertRefuses(
        "/data",
        "/logs",
        "/logs/version-2/snapshot.90: snapshot in the log directory; ZooKeeper does not start on this"
            + " either. Are --data-dir and --data-log-dir swapped, or were snapshots left behind when"
            + " dataLogDir was set?");
  }

  @Test
  void refusesADirectoryThatVanishesBeforeTheScan() throws Exception {
    Files.createDirectories(path("/data/version-2"));
    DataDir dir = DataDir.open(path("/data"), path("/data"));
    Files.delete(path("/data/version-2"));
    assertEquals(
        "/data/version-2: cannot be read: no such file or directory; run as the user that owns"
            + " ZooKeeper's files, and check the volume",
        assertThrows(DirectoryException.class, () -> dir.scan(Picture.NOW)).getMessage());
  }

  /** The server and other purges delete while the directory is listed. */
  @Test
  void passesOverFilesThatVanishWhileItLists(@TempDir Path real) throws Exception {
    Path version2 = Files.createDirectories(real.resolve("version-2"));
    for (int i = 1; i <= 500; i++) {
      Files.createFile(version2.resolve("log." + i));
    }
    CompletableFuture<Void> deletion =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 500; i > 0; i--) {
                assertTrue(version2.resolve("log." + i).toFile().delete());
              }
            });
    DataDir dir = DataDir.open(real, real);
    while (!deletion.isDone()) {
      scan(real, real);
    }
    deletion.get();
    assertEquals(List.of(), dir.scan(Picture.NOW).all());
  }
}

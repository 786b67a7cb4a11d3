package dev.snapkeeper.datadir;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which directories are ZooKeeper's, and what is said of those that are not. */
class DataDirTest {
  private static final String BOTH = "snapshot.1  sound  1h\nlog.1  log:1..5  1h\n";
  private static final String SNAPSHOT = "snapshot.1  sound  1h\n";
  private static final String LOG = "log.1  log:1..5  1h\n";

  private final FileSystem memory =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder()
              .setWorkingDirectory("/")
              .setAttributeViews("basic", "unix", "posix")
              .build());
  private final Path data = memory.getPath("/data");
  private final Path logs = memory.getPath("/datalog");

  @BeforeEach
  void make() throws IOException {
    Files.createDirectory(data);
    Files.createDirectory(logs);
  }

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  private static void draw(Path parent, String picture) {
    Picture.draw(parent.resolve("version-2"), picture);
  }

  private List<String> everything() throws IOException {
    try (Stream<Path> files = Files.walk(memory.getPath("/"))) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  private static DataDirListing scan(Path dataDir, Path dataLogDir) throws DirectoryException {
    return DataDir.open(dataDir, dataLogDir).scan(Picture.NOW);
  }

  /** The message; that nothing was created is checked on the way. */
  private String fault(Path dataDir, Path dataLogDir) throws IOException {
    List<String> before = everything();
    String message =
        assertThrows(DirectoryException.class, () -> scan(dataDir, dataLogDir)).getMessage();
    assertEquals(before, everything());
    return message;
  }

  private String fault() throws IOException {
    return fault(data, data);
  }

  @Test
  void isMissing() throws IOException {
    Path typo = memory.getPath("/dat");
    assertEquals(
        "/dat: no such directory; is the volume mounted? Is the path spelt as in zoo.cfg?",
        fault(typo, typo));
  }

  @Test
  void isAFile() throws IOException {
    Path file = Files.createFile(memory.getPath("/file"));
    assertEquals(
        "/file: not a directory; --data-dir takes the directory that holds version-2",
        fault(file, file));
    draw(data, SNAPSHOT);
    assertEquals(
        "/file: not a directory; --data-log-dir takes the directory that holds version-2",
        fault(data, file));
  }

  @Test
  void isNotMounted() throws IOException {
    assertEquals(
        "/data: no version-2 directory in it; is the volume mounted? --data-dir takes the parent of"
            + " version-2, as zoo.cfg does",
        fault());
    draw(data, SNAPSHOT);
    assertEquals(
        "/datalog: no version-2 directory in it; is the volume mounted? --data-log-dir takes the"
            + " parent of version-2, as zoo.cfg does",
        fault(data, logs));
  }

  @Test
  void isVersion2Itself() throws IOException {
    draw(data, BOTH);
    Path version2 = data.resolve("version-2");
    String message =
        "/data/version-2: holds snapshots or txn logs itself, so it is a version-2 directory;"
            + " --data-dir takes its parent, as zoo.cfg does";
    assertEquals(message, fault(version2, version2));
    Files.createDirectory(version2.resolve("version-2")); // as ZooKeeper's own purge makes it
    assertEquals(message, fault(version2, version2));
    draw(version2, BOTH);
    assertEquals(message, fault(version2, version2));
  }

  @Test
  void isAVersion2DirectoryOfAnotherName() throws IOException {
    Picture.draw(data, BOTH);
    String message =
        "/data: holds snapshots or txn logs itself, so it is a version-2 directory; --data-dir takes"
            + " its parent, as zoo.cfg does";
    assertEquals(message, fault());
    Files.createDirectory(data.resolve("version-2"));
    assertEquals(message, fault());
  }

  @Test
  void mayHoldForeignFilesBesideVersion2() throws Exception {
    draw(data, BOTH);
    Picture.draw(data, "log.1  junk  1h\nmyid  junk  1h\n");
    assertEquals(1, scan(data, data).logs().size());
  }

  @Test
  void isNested() throws IOException {
    Files.createDirectory(data.resolve("version-2"));
    draw(data.resolve("version-2"), BOTH);
    assertEquals(
        "/data/version-2: empty, but /data/version-2/version-2 holds ZooKeeper's files; give"
            + " /data/version-2 if that is really where the server keeps its data",
        fault());
  }

  @Test
  void isSwapped() throws IOException {
    draw(data, SNAPSHOT);
    draw(logs, LOG);
    assertEquals(
        "/datalog/version-2/log.1: txn log in the data directory; ZooKeeper does not start on this"
            + " either. Are --data-dir and --data-log-dir swapped, or were logs left behind when"
            + " dataLogDir was set?",
        fault(logs, data));
  }

  @Test
  void isMixed() throws IOException {
    draw(data, SNAPSHOT);
    draw(logs, BOTH);
    assertEquals(
        "/datalog/version-2/snapshot.1: snapshot in the log directory; ZooKeeper does not start on"
            + " this either. Are --data-dir and --data-log-dir swapped, or were snapshots left behind"
            + " when dataLogDir was set?",
        fault(data, logs));
  }

  @Test
  void hasAFileOrABrokenLinkForItsVersion2() throws IOException {
    String message =
        "/data/version-2: not a directory that can be entered; is it a file or a broken symbolic"
            + " link, or does the user that runs this lack permission?";
    Files.createFile(data.resolve("version-2"));
    assertEquals(message, fault());
    Files.delete(data.resolve("version-2"));
    Files.createSymbolicLink(data.resolve("version-2"), memory.getPath("/nowhere"));
    assertEquals(message, fault());
  }

  @Test
  void mayHaveASymbolicLinkForItsVersion2() throws Exception {
    Picture.draw(memory.getPath("/elsewhere"), BOTH);
    Files.createSymbolicLink(data.resolve("version-2"), memory.getPath("/elsewhere"));
    DataDirListing listing = scan(data, data);
    assertEquals("/elsewhere", listing.dir().snapshots().toString());
    assertEquals(1, listing.snapshots().size());
  }

  @Test
  void mayBeOneDirectorySpeltInTwoWays() throws Exception {
    draw(data, BOTH);
    Path link = Files.createSymbolicLink(memory.getPath("/link"), data);
    for (Path other : List.of(data.resolve("."), memory.getPath("data"), link)) {
      DataDirListing listing = scan(data, other);
      assertTrue(listing.dir().isOne(), other.toString());
      assertEquals(2, listing.all().size(), other.toString());
    }
  }

  @Test
  void mayBeTwoDirectoriesWithBlanksInTheirNames() throws Exception {
    Path one = memory.getPath("/my data");
    Path other = memory.getPath("/my data log");
    draw(one, SNAPSHOT);
    draw(other, LOG);
    DataDirListing listing = scan(one, other);
    assertEquals("/my data/version-2/snapshot.1", listing.snapshots().get(0).path().toString());
    assertEquals("/my data log/version-2/log.1", listing.logs().get(0).path().toString());
  }
}

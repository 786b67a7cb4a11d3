package dev.snapkeeper.datadir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.ExitCode;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Run;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.zookeeper.server.persistence.SnapStream.StreamMode;
import org.apache.zookeeper.server.persistence.Util;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a file by its name. Only what ZooKeeper itself would call so is ever deleted. */
class DataFileNamesTest {
  /** A blank in a name is written ·; escapes are Java's. */
  private static final String NAMES =
      """
      snapshot.0                       snapshot 0 plain
      snapshot.1                       snapshot 1 plain
      snapshot.a                       snapshot a plain
      snapshot.f                       snapshot f plain
      snapshot.10                      snapshot 10 plain
      snapshot.3c                      snapshot 3c plain
      snapshot.fade                    snapshot fade plain
      snapshot.deadbeef                snapshot deadbeef plain
      snapshot.20240101                snapshot 20240101 plain
      snapshot.ffffffff                snapshot ffffffff plain
      snapshot.100000000               snapshot 100000000 plain
      snapshot.100000abc               snapshot 100000abc plain
      snapshot.7fffffff00000001        snapshot 7fffffff00000001 plain
      snapshot.7fffffffffffffff        snapshot 7fffffffffffffff plain
      snapshot.3c.gz                   snapshot 3c gzip
      snapshot.0.gz                    snapshot 0 gzip
      snapshot.100000abc.gz            snapshot 100000abc gzip
      snapshot.3c.snappy               snapshot 3c snappy
      snapshot.7fffffffffffffff.snappy snapshot 7fffffffffffffff snappy
      log.0                            log 0
      log.1                            log 1
      log.1ff                          log 1ff
      log.2                            log 2
      log.100000001                    log 100000001
      log.7fffffffffffffff             log 7fffffffffffffff
      log.deadbeef                     log deadbeef
      snapshot.3c.tmp                  temp 3c
      snapshot.3c.gz.tmp               temp 3c
      snapshot.3c.snappy.tmp           temp 3c
      snapshot.100000abc.tmp           temp 100000abc
      acceptedEpoch                    epoch file
      acceptedEpoch.tmp                epoch file
      currentEpoch                     epoch file
      currentEpoch.tmp                 epoch file
      updatingEpoch                    epoch file
      snapshot.backup                  foreign
      snapshot.md5                     foreign
      snapshot.3c.md5                  foreign
      snapshot.3c.sha256               foreign
      snapshot.3c.bak                  foreign
      snapshot.3c.orig                 foreign
      snapshot.3c.old                  foreign
      snapshot.3c.1                    foreign
      snapshot.3c~                     foreign
      snapshot.3c.swp                  foreign
      .snapshot.3c.swp                 foreign
      .snapshot.3c                     foreign
      snapshot.3c.tar                  foreign
      snapshot.3c.tar.gz               foreign
      snapshot.3c.gz.gz                foreign
      snapshot.3c.gz.snappy            foreign
      snapshot.3c.snappy.gz            foreign
      snapshot.3c.snappy.snappy        foreign
      snapshot.3c.tmp.tmp              foreign
      snapshot.3c.tmp.gz               foreign
      snapshot.3c.TMP                  foreign
      snapshot.3c.tmp1                 foreign
      snapshot.3ctmp                   foreign
      snapshot.3c.temp                 foreign
      snapshot.3c.part                 foreign
      snapshot.3c.GZ                   foreign
      snapshot.3c.gzip                 foreign
      snapshot.3c.gz2                  foreign
      snapshot.3cgz                    foreign
      snapshot.3c.zst                  foreign
      snapshot.3c.lz4                  foreign
      snapshot.3c.SNAPPY               foreign
      snapshot.3c.sz                   foreign
      snapshot.                        foreign
      snapshot..gz                     foreign
      snapshot..snappy                 foreign
      snapshot..tmp                    foreign
      snapshot.gz                      foreign
      snapshot.snappy                  foreign
      snapshot.tmp                     foreign
      snapshot.tar.gz                  foreign
      snapshot                         foreign
      snapshot3c                       foreign
      snapshot-3c                      foreign
      snapshot_3c                      foreign
      snapshots.3c                     foreign
      Snapshot.3c                      foreign
      SNAPSHOT.3c                      foreign
      xsnapshot.3c                     foreign
      snapshot..3c                     foreign
      snapshot.3c.                     foreign
      snapshot.3c..gz                  foreign
      snapshot.3C                      foreign
      snapshot.FF                      foreign
      snapshot.DEADBEEF                foreign
      snapshot.aB                      foreign
      snapshot.00                      foreign
      snapshot.03c                     foreign
      snapshot.0000003c                foreign
      snapshot.0x3c                    foreign
      snapshot.0X3c                    foreign
      snapshot.x3c                     foreign
      snapshot.+3c                     foreign
      snapshot.-3c                     foreign
      snapshot.-1                      foreign
      snapshot.-0                      foreign
      snapshot.3c-1                    foreign
      snapshot.3g                      foreign
      snapshot.g                       foreign
      snapshot.3_c                     foreign
      snapshot.3,c                     foreign
      snapshot.3c00l                   foreign
      snapshot.1e+3                    foreign
      snapshot.8000000000000000        foreign
      snapshot.8000000000000001        foreign
      snapshot.ffffffffffffffff        foreign
      snapshot.ffffffff00000001        foreign
      snapshot.ffffffffffffffff.gz     foreign
      snapshot.10000000000000000       foreign
      snapshot.123456789abcdef01       foreign
      snapshot.00000000000000001       foreign
      snapshot.2024-01-01              foreign
      snapshot.2024-01-01.gz           foreign
      snapshot.latest                  foreign
      snapshot.·3c                     foreign
      snapshot.3c·                     foreign
      snapshot.3·c                     foreign
      snapshot·.3c                     foreign
      ·snapshot.3c                     foreign
      snapshot.3c·.gz                  foreign
      snapshot.3c·(copy)               foreign
      snapshot.3c·-·Copy               foreign
      snapshot.3c\\n                   foreign
      snapshot.3c\\r                   foreign
      snapshot.3c\\t                   foreign
      \\nsnapshot.3c                   foreign
      snapshot.3c\\nsnapshot.4d        foreign
      snapshot.\\n3c                   foreign
      snapshot.3c.gz\\n                foreign
      snapshot.3c.tmp\\n               foreign
      snapshot.\u0663                  foreign
      snapshot.\uff13\uff43            foreign
      snapshot.3\u0441                 foreign
      snapshot.3c\u200b                foreign
      snapshot.3c\u00a0                foreign
      snapshot.\u202e3c                foreign
      snap\u0455hot.3c                 foreign
      snapshot\uff0e3c                 foreign
      \ufeffsnapshot.3c                foreign
      log                              foreign
      log.                             foreign
      log.txt                          foreign
      log.archive.tar.gz               foreign
      log.1.gz                         foreign
      log.1.snappy                     foreign
      log.1.tmp                        foreign
      log.1.bak                        foreign
      log.1~                           foreign
      log.1.1                          foreign
      log.01                           foreign
      log.001                          foreign
      log.0x1                          foreign
      log.+1                           foreign
      log.-1                           foreign
      log.1FF                          foreign
      log.1g                           foreign
      log.·1                           foreign
      log.1·                           foreign
      log.1\\n                         foreign
      log.\uff11                       foreign
      log.8000000000000001             foreign
      log.ffffffffffffffff             foreign
      log.10000000000000000            foreign
      log..1                           foreign
      log1                             foreign
      Log.1                            foreign
      LOG.1                            foreign
      logs.1                           foreign
      zookeeper.log.1                  foreign
      snapshot.log.1                   foreign
      log.snapshot.1                   foreign
      acceptedepoch                    foreign
      acceptedEpoch.bak                foreign
      currentEpoch.tmp.tmp             foreign
      currentEpoch1                    foreign
      myid                             foreign
      initialize                       foreign
      zookeeper_server.pid             foreign
      .lock                            foreign
      .nfs000000000001                 foreign
      core                             foreign
      README                           foreign
      3c                               foreign
      .3c                              foreign
      """;

  private final FileSystem memory =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder().setAttributeViews("basic", "unix").build());
  private final Path dataDir = memory.getPath("/data");
  private final Path version2 = dataDir.resolve("version-2");

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  static Stream<Arguments> names() {
    return NAMES
        .lines()
        .map(line -> line.split(" +", 2))
        .map(row -> Arguments.of(row[0].replace('·', ' ').translateEscapes(), row[1]));
  }

  private static Set<String> foreignNames() {
    Set<String> names = new TreeSet<>();
    names()
        .filter(row -> row.get()[1].equals("foreign"))
        .forEach(row -> names.add((String) row.get()[0]));
    return names;
  }

  private static String described(DataFile file) {
    if (file instanceof DataFile.Snapshot snapshot) {
      return "snapshot " + snapshot.zxid().hex() + " " + snapshot.codec().label();
    }
    if (file instanceof DataFile.TxnLog log) {
      return "log " + log.zxid().hex();
    }
    if (file instanceof DataFile.SnapshotTemp temp) {
      return "temp " + temp.zxid().hex();
    }
    return switch (((DataFile.Stray) file).kind()) {
      case EPOCH_FILE -> "epoch file";
      case FOREIGN_NAME -> "foreign";
      case DIRECTORY -> "directory";
      case SYMBOLIC_LINK -> "symbolic link";
      case SPECIAL -> "special";
    };
  }

  private static DataFile recognised(Path path) throws IOException {
    return DataFileNames.recognise(
        path.getParent(),
        path,
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
  }

  @ParameterizedTest
  @MethodSource("names")
  void tellsWhatAFileIs(String name, String what) throws IOException {
    Files.createDirectories(version2);
    Path path = Files.createFile(version2.resolve(name));
    DataFile file = recognised(path);
    assertEquals(what, described(file));
    assertEquals(path, file.path());
    assertEquals(name, file.name());
  }

  @ParameterizedTest
  @MethodSource("names")
  void readsTheZxidThatZooKeeperReads(String name, String what) {
    String[] words = what.split(" ", -1);
    if (words[0].equals("snapshot") || words[0].equals("log")) {
      assertEquals(Util.getZxidFromName(name, words[0]), Long.parseLong(words[1], 16));
    }
  }

  @Test
  void holdsManyNamesAndEachOnce() {
    Set<String> once = new HashSet<>();
    names().forEach(row -> assertTrue(once.add((String) row.get()[0]), "" + row.get()[0]));
    assertTrue(once.size() >= 100, "only " + once.size());
  }

  /**
   * The directory is full of files that ZooKeeper wrote, old enough to go, and sound; only their
   * names tell that they are somebody's own.
   */
  @Test
  void neverDeletesAForeignNameThatHoldsASoundFile() throws IOException {
    assertAllForeignStay(false);
  }

  @Test
  void neverDeletesAForeignNameThatHoldsADamagedSnapshot() throws IOException {
    assertAllForeignStay(true, "--delete-corrupt", "--trust-zxid-order");
  }

  private void assertAllForeignStay(boolean damaged, String... options) throws IOException {
    Picture.draw(
        version2,
        """
        snapshot.100         sound      6h
        snapshot.110         truncated  6h
        snapshot.3d.tmp      truncated  6h
        snapshot.7000000000  sound      3h
        snapshot.7000000001  sound      2h
        snapshot.7000000002  sound      1h
        log.1                log:1..100 6h
        log.7000000000       log:7000000000..7000000009 1h
        """);
    byte[] log = Files.readAllBytes(version2.resolve("log.1"));
    Set<String> foreign = foreignNames();
    for (String name : foreign) {
      byte[] bytes = log;
      if (!name.startsWith("log")) {
        bytes = Picture.snapshot(name.contains("gz") ? StreamMode.GZIP : StreamMode.CHECKED);
        bytes = damaged ? Arrays.copyOf(bytes, bytes.length / 2) : bytes;
      }
      Path file = Files.write(version2.resolve(name), bytes);
      Files.setLastModifiedTime(file, FileTime.from(Picture.NOW.minus(Duration.ofDays(9))));
    }

    assertEquals(ExitCode.OK, Run.purge(dataDir, options).exit());

    Set<String> left = new TreeSet<>(foreign);
    left.addAll(List.of("log.7000000000", "snapshot.7000000000", "snapshot.7000000001"));
    left.add("snapshot.7000000002");
    try (Stream<Path> files = Files.list(version2)) {
      assertEquals(
          left,
          new TreeSet<>(files.map(file -> file.getFileName().toString()).toList()),
          "what is foreign is left, and the run had work to do");
    }
  }

  @Test
  void takesOnlyRegularFiles(@TempDir Path real) throws IOException {
    Path target = Files.createFile(real.resolve("target"));
    for (String name : List.of("snapshot.3c", "snapshot.3c.gz", "log.1", "snapshot.3c.tmp")) {
      Path path = real.resolve(name);
      Files.createDirectory(path);
      assertEquals("directory", described(recognised(path)), name);
      Files.delete(path);
      Files.createSymbolicLink(path, target);
      assertEquals("symbolic link", described(recognised(path)), name);
      Files.delete(path);
      try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        socket.bind(UnixDomainSocketAddress.of(path));
        assertEquals("special", described(recognised(path)), name);
      }
      Files.delete(path);
    }
  }

  @Test
  void knowsWhatZooKeeperCallsItsOwnFiles() {
    for (long zxid : new long[] {0, 1, 0x3c, 0x100000abcL, Long.MAX_VALUE}) {
      assertEquals(
          Optional.of(new Zxid(zxid)),
          Zxid.parse(Util.makeLogName(zxid).substring("log.".length())));
      assertEquals(
          Optional.of(new Zxid(zxid)),
          Zxid.parse(Util.makeSnapshotName(zxid).substring("snapshot.".length())));
    }
  }
}

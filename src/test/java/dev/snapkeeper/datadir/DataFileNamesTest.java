package dev.snapkeeper.datadir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.DataFile.SnapshotTemp;
import dev.snapkeeper.datadir.DataFile.Stray;
import dev.snapkeeper.datadir.DataFile.TxnLog;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Run;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A name is ZooKeeper's only if ZooKeeper itself could have given it. */
class DataFileNamesTest {
  private static final String OURS =
      """
      snapshot.0                     snapshot 0 plain
      snapshot.1                     snapshot 1 plain
      snapshot.a                     snapshot a plain
      snapshot.3c                    snapshot 3c plain
      snapshot.100000abc             snapshot 100000abc plain
      snapshot.7fffffffffffffff      snapshot 7fffffffffffffff plain
      snapshot.3c.gz                 snapshot 3c gzip
      snapshot.3c.snappy             snapshot 3c snappy
      snapshot.0.gz                  snapshot 0 gzip
      snapshot.fade                  snapshot fade plain
      snapshot.20240101              snapshot 20240101 plain
      snapshot.3c.tmp                temp 3c
      snapshot.3c.gz.tmp             temp 3c
      snapshot.3c.snappy.tmp         temp 3c
      log.0                          log 0
      log.1                          log 1
      log.3c                         log 3c
      log.100000abc                  log 100000abc
      log.7fffffffffffffff           log 7fffffffffffffff
      log.cafe                       log cafe
      acceptedEpoch                  epoch
      currentEpoch                   epoch
      acceptedEpoch.tmp              epoch
      currentEpoch.tmp               epoch
      updatingEpoch                  epoch
      """;

  /** One name a line; none of them may ever be deleted. */
  private static final String FOREIGN =
      """
      snapshot
      snapshot.
      snapshot..
      snapshot.gz
      snapshot..gz
      snapshot.snappy
      snapshot.tmp
      snapshot.backup
      snapshot.md5
      snapshot.bak
      snapshot.3C
      snapshot.3c.bak
      snapshot.3c.orig
      snapshot.3c.old
      snapshot.3c.sha256
      snapshot.3c.1
      snapshot.3c.gz.gz
      snapshot.3c.gz.snappy
      snapshot.3c.snappy.gz
      snapshot.3c.GZ
      snapshot.3c.zip
      snapshot.3c.zst
      snapshot.3c.tar.gz
      snapshot.3c.tmp.gz
      snapshot.3c.tmp.tmp
      snapshot.3c.TMP
      snapshot.3c.partial
      snapshot.3c~
      snapshot.3c#
      snapshot.3c.
      snapshot.3c.swp
      .snapshot.3c.swp
      .snapshot.3c
      snapshot.03c
      snapshot.00
      snapshot.003c
      snapshot.+3c
      snapshot.-3c
      snapshot.-1
      snapshot.0x3c
      snapshot.3ch
      snapshot.3g
      snapshot.xyz
      snapshot.3_c
      snapshot.3-c
      snapshot.8000000000000000
      snapshot.ffffffffffffffff
      snapshot.10000000000000000
      snapshot.7fffffffffffffff0
      snapshot.٣
      snapshot.３c
      snapshot.é
      snapshot-3c
      snapshot_3c
      snapshots.3c
      Snapshot.3c
      SNAPSHOT.3c
      snapshot3c
      mysnapshot.3c
      snapshot.3c.log
      snapshot.log.3c
      log
      log.
      log..
      log.txt
      log.out
      log.gz
      log.archive.tar.gz
      log.3C
      log.3c.gz
      log.3c.snappy
      log.3c.bak
      log.3c.old
      log.3c.1
      log.3c.tmp
      log.3c~
      log.03c
      log.00
      log.+1
      log.-1
      log.0x1
      log.g
      log.8000000000000000
      log.ffffffffffffffff
      log.10000000000000000
      log.٣
      Log.3c
      LOG.3c
      logs.3c
      log3c
      log-3c
      mylog.3c
      zookeeper.log
      zookeeper.out
      zookeeper_server.pid
      myid
      initialize
      core
      core.1234
      lost+found
      version-2
      backup.tar.gz
      acceptedepoch
      acceptedEpoch.bak
      currentEpoch.old
      """;

  private final FileSystem memory =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder().setAttributeViews("basic", "unix").build());

  private DataFile recognise(String name) throws IOException {
    Path file = memory.getPath("/" + name);
    Files.write(file, new byte[0]);
    DataFile recognised =
        DataFileNames.recognise(file, Files.readAttributes(file, BasicFileAttributes.class));
    Files.delete(file);
    return recognised;
  }

  private static String described(DataFile file) {
    if (file instanceof Snapshot snapshot) {
      return "snapshot " + snapshot.zxid().hex() + " " + snapshot.codec().label();
    }
    if (file instanceof TxnLog log) {
      return "log " + log.zxid().hex();
    }
    if (file instanceof SnapshotTemp temp) {
      return "temp " + temp.zxid().hex();
    }
    return switch (((Stray) file).kind()) {
      case EPOCH_FILE -> "epoch";
      case FOREIGN_NAME -> "foreign";
      default -> "not a file";
    };
  }

  @Test
  void recognisesTheNamesThatZooKeeperGives() throws IOException {
    for (String line : OURS.lines().toList()) {
      String[] words = line.split(" +", 2);
      assertEquals(words[1], described(recognise(words[0])), words[0]);
    }
  }

  @Test
  void takesNoOtherNameForZooKeepers() throws IOException {
    List<String> names = new ArrayList<>(FOREIGN.lines().toList());
    names.addAll(
        List.of(
            "snapshot.3c ",
            " snapshot.3c",
            "snapshot. 3c",
            "snapshot.3c\n",
            "log.3c\n",
            "log.3 c"));
    assertTrue(names.size() > 100);
    for (String name : names) {
      assertEquals("foreign", described(recognise(name)), name);
    }
  }

  @Test
  void deletesNoneOfThem() throws IOException {
    Path version2 = memory.getPath("/data/version-2");
    Picture.draw(
        version2,
        """
        snapshot.f00000100  sound                       9h
        snapshot.f00000200  sound                       8h
        snapshot.f00000300  sound                       7h
        snapshot.f00000400  sound                       6h
        log.f00000001       log:f00000001..f00000100    9h
        log.f00000101       log:f00000101..f00000420    6h
        """);
    for (String name : FOREIGN.lines().toList()) {
      // with the content of a real one, so that the name alone protects it
      Path file =
          Files.write(
              version2.resolve(name),
              name.startsWith("log")
                  ? Picture.log("log:1..1")
                  : Files.readAllBytes(version2.resolve("snapshot.f00000100")));
      Files.setLastModifiedTime(file, FileTime.from(Picture.NOW.minus(Duration.ofHours(99))));
    }
    Run run = Run.purge(memory.getPath("/data"));
    assertTrue(run.out().startsWith("DONE: deleted 1 snapshot and 1 txn log,"), run.out());
    for (String name : FOREIGN.lines().toList()) {
      assertTrue(Files.exists(version2.resolve(name)), name);
    }
  }

  @Test
  void takesOnlyRegularFiles() {
    Path version2 = memory.getPath("/other/version-2");
    Picture.draw(
        version2,
        """
        snapshot.1  directory  9h
        log.1       link       9h
        """);
    Run run = Run.purge(memory.getPath("/other"));
    assertTrue(run.out().contains("snapshot.1  0  a directory\n"), run.out());
    assertTrue(run.out().contains("a symbolic link\n"), run.out());
  }
}

package dev.snapkeeper.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.datadir.DataDir;
import dev.snapkeeper.datadir.DataDirListing;
import dev.snapkeeper.datadir.DataFile;
import dev.snapkeeper.testing.Mutator;
import dev.snapkeeper.testing.Picture;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.zookeeper.server.persistence.Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the names in a directory, each is listed once, and none but ZooKeeper's is taken. */
@Timeout(60)
class DataFileNamesFuzzTest {
  private static final int NAMES = 8000;

  @Test
  void takesOnlyNamesThatZooKeeperWouldGiveForTheSameZxid() throws Exception {
    Mutator mutator = Mutator.ofThisRun();
    try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
      Path version2 = Files.createDirectories(memory.getPath("/data/version-2"));
      Set<String> names = new HashSet<>();
      for (int i = 0; i < NAMES; i++) {
        String name = name(mutator);
        if (names.add(name)) {
          Files.createFile(version2.resolve(name));
        }
      }
      mutator.attempt(
          0,
          () -> {
            DataDirListing listing =
                DataDir.open(memory.getPath("/data"), memory.getPath("/data")).scan(Picture.NOW);
            Set<String> listed = new HashSet<>();
            for (DataFile file : listing.all()) {
              assertTrue(listed.add(file.name()), file.name());
              assertEquals(expected(file), file.name());
            }
            assertEquals(names, listed);
            assertTrue(listing.snapshots().size() > 30, "too few snapshots to say anything");
            assertTrue(listing.logs().size() > 30, "too few logs to say anything");
            assertTrue(listing.strays().size() > 30, "too few strays to say anything");
            return true;
          });
    }
  }

  /** The name that ZooKeeper's own naming gives for what was read out of a name. */
  private static String expected(DataFile file) {
    if (file instanceof DataFile.Snapshot snapshot) {
      return "snapshot." + Long.toHexString(snapshot.zxid().value()) + snapshot.codec().extension();
    }
    if (file instanceof DataFile.TxnLog log) {
      return Util.makeLogName(log.zxid().value());
    }
    if (file instanceof DataFile.SnapshotTemp temp) {
      String start = Util.makeSnapshotName(temp.zxid().value());
      return Stream.of(".tmp", ".gz.tmp", ".snappy.tmp")
          .map(start::concat)
          .filter(file.name()::equals)
          .findFirst()
          .orElse(start);
    }
    return file.name();
  }

  private static String name(Mutator mutator) {
    String zxid =
        mutator.oneOf(
            Long.toHexString(mutator.below(Integer.MAX_VALUE)),
            Integer.toHexString(mutator.below(5000)),
            "100000000" + Integer.toHexString(mutator.below(5000)),
            "0" + Integer.toHexString(mutator.below(5000)),
            Integer.toHexString(mutator.below(5000)).toUpperCase(Locale.ROOT),
            "ffffffffffffffff",
            "7fffffffffffffff",
            "");
    String text = mutator.below(3) == 0 ? mutator.text(3).replaceAll("[/\\x00\\ud83d]", "~") : "";
    return mutator.oneOf("snapshot.", "log.", "snapshot", "Log.", "x")
        + zxid
        + mutator.oneOf("", "", ".gz", ".snappy", ".tmp", ".gz.tmp", ".tmp.gz", ".bak", "." + text)
        + text
        + "~".repeat(mutator.below(8) == 0 ? 1 : 0);
  }
}

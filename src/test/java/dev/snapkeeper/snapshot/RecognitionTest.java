package dev.snapkeeper.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.datadir.DataDir;
import dev.snapkeeper.datadir.DataFile;
import dev.snapkeeper.testing.Picture;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.apache.zookeeper.server.persistence.SnapStream.StreamMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecognitionTest {
  private final FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
  private final Path version2 = memory.getPath("/data/version-2");

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  /** One line for each file: its name, what came of it, and the text if there is one. */
  private String recognised() throws Exception {
    return DataDir.open(memory.getPath("/data"), memory.getPath("/data"))
        .scan(Picture.NOW)
        .all()
        .stream()
        .sorted(Comparator.comparing(DataFile::name))
        .map(
            file -> {
              Recognition found = Recognition.of(file);
              String text = found.text().isEmpty() ? "" : " (" + found.text() + ")";
              return file.name() + " " + found.kind() + text + "\n";
            })
        .collect(Collectors.joining());
  }

  @Test
  void recognisesWhatZooKeeperWritesAlsoWhenItIsDamaged() throws Exception {
    Picture.draw(
        version2,
        """
        log.1                 log:1..5   1h
        log.6                 log        1h
        snapshot.1            sound      1h
        snapshot.1.gz         sound      1h
        snapshot.1.gz.tmp     sound      1h
        snapshot.1.snappy     sound      1h
        snapshot.1.snappy.tmp sound      1h
        snapshot.1.tmp        sound      1h
        snapshot.2            truncated  1h
        snapshot.2.gz         flipped    1h
        snapshot.3            empty      1h
        snapshot.3.gz         zeros      1h
        snapshot.3.tmp        empty      1h
        snapshot.4.snappy     empty      1h
        snapshot.4.tmp        zeros      1h
        """);
    assertEquals(
        """
        log.1 RECOGNISED
        log.6 RECOGNISED
        snapshot.1 RECOGNISED
        snapshot.1.gz RECOGNISED
        snapshot.1.gz.tmp RECOGNISED
        snapshot.1.snappy RECOGNISED
        snapshot.1.snappy.tmp RECOGNISED
        snapshot.1.tmp RECOGNISED
        snapshot.2 RECOGNISED
        snapshot.2.gz RECOGNISED
        snapshot.3 RECOGNISED
        snapshot.3.gz RECOGNISED
        snapshot.3.tmp RECOGNISED
        snapshot.4.snappy RECOGNISED
        snapshot.4.tmp RECOGNISED
        """,
        recognised());
  }

  @Test
  void doesNotRecogniseWhatOnlyBearsTheName() throws Exception {
    Picture.draw(
        version2,
        """
        log.1              junk       1h
        log.2              empty      1h
        log.3              zeros      1h
        log.4              sound      1h
        snapshot.1         junk       1h
        snapshot.1.gz      junk       1h
        snapshot.1.snappy  junk       1h
        snapshot.1.tmp     junk       1h
        snapshot.2         log:1..5   1h
        snapshot.2.tmp     log:1..5   1h
        """);
    Files.write(version2.resolve("snapshot.20240101"), Picture.snapshot(StreamMode.GZIP));
    Files.write(version2.resolve("snapshot.3.gz"), Picture.snapshot(StreamMode.CHECKED));
    Files.write(version2.resolve("snapshot.3.snappy"), Picture.snapshot(StreamMode.GZIP));
    assertEquals(
        """
        log.1 FOREIGN (does not begin with ZKLG, so it is no txn log)
        log.2 EMPTY_LOG (empty: the server may have just created it)
        log.3 FOREIGN (does not begin with ZKLG, so it is no txn log)
        log.4 FOREIGN (does not begin with ZKLG, so it is no txn log)
        snapshot.1 FOREIGN (does not begin as a plain snapshot)
        snapshot.1.gz FOREIGN (does not begin as a gzip snapshot)
        snapshot.1.snappy FOREIGN (does not begin as a snappy snapshot)
        snapshot.1.tmp FOREIGN (does not begin as anything that ZooKeeper writes)
        snapshot.2 FOREIGN (does not begin as a plain snapshot)
        snapshot.2.tmp FOREIGN (does not begin as anything that ZooKeeper writes)
        snapshot.20240101 FOREIGN (does not begin as a plain snapshot)
        snapshot.3.gz FOREIGN (does not begin as a gzip snapshot)
        snapshot.3.snappy FOREIGN (does not begin as a snappy snapshot)
        """,
        recognised());
  }

  /** A full disk may cut a file off at any byte, also within the magic. */
  @Test
  void recognisesASnapshotCutOffWithinItsFirstBytes() throws Exception {
    Files.createDirectories(version2);
    StringBuilder expected = new StringBuilder();
    byte[] whole = Picture.snapshot(StreamMode.SNAPPY);
    for (int length = 0; length <= 9; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      Files.write(version2.resolve("snapshot." + length + ".snappy"), cut);
      expected.append("snapshot.").append(length).append(".snappy RECOGNISED\n");
    }
    assertEquals(expected.toString(), recognised());
    for (int length = 1; length <= 9; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      cut[Math.min(length, 8) - 1] ^= 1;
      Files.write(version2.resolve("snapshot." + length + ".snappy"), cut);
    }
    assertEquals(
        expected
            .toString()
            .replace("RECOGNISED", "FOREIGN (does not begin as a snappy snapshot)")
            .replaceFirst("FOREIGN .*", "RECOGNISED"),
        recognised());
  }

  @Test
  void aLogCutOffWithinItsMagicIsForeign() throws Exception {
    Picture.draw(version2, "log.1 log:1..5 1h");
    byte[] whole = Files.readAllBytes(version2.resolve("log.1"));
    Files.write(version2.resolve("log.1"), Arrays.copyOf(whole, 4));
    assertEquals("log.1 RECOGNISED\n", recognised());
    Files.write(version2.resolve("log.1"), Arrays.copyOf(whole, 3));
    assertEquals("log.1 FOREIGN (does not begin with ZKLG, so it is no txn log)\n", recognised());
  }

  @Test
  void aFileThatIsGoneIsUnreadableAndNotForeign() throws Exception {
    Picture.draw(version2, "snapshot.1 sound 1h");
    DataFile listed =
        DataDir.open(memory.getPath("/data"), memory.getPath("/data"))
            .scan(Picture.NOW)
            .all()
            .get(0);
    Files.delete(listed.path());
    assertEquals(
        new Recognition(Recognition.Kind.UNREADABLE, "cannot be read: no such file or directory"),
        Recognition.of(listed));
  }

  @Test
  void neverRecognisesAStray() throws Exception {
    Picture.draw(
        version2,
        """
        acceptedEpoch   empty      1h
        snapshot.1.bak  sound      1h
        snapshot.01     sound      1h
        """);
    assertEquals(
        """
        acceptedEpoch FOREIGN (does not begin as anything that ZooKeeper writes)
        snapshot.01 FOREIGN (does not begin as anything that ZooKeeper writes)
        snapshot.1.bak FOREIGN (does not begin as anything that ZooKeeper writes)
        """,
        recognised());
  }
}

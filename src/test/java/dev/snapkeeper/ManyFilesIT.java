package dev.snapkeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.testing.Jar;
import dev.snapkeeper.testing.Jar.Ended;
import dev.snapkeeper.testing.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.apache.zookeeper.server.persistence.SnapStream.StreamMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A directory that nobody has purged for years. */
class ManyFilesIT {
  private static final int EACH = 100_000;

  /** Fewer than any file system allows of one file. */
  private static final int NAMES = 1000;

  private Path dataDir;
  private Path version2;

  /** Snapshots and logs by their first bytes; many names of few files, as those are made faster. */
  @BeforeEach
  void fill() throws IOException {
    Path memory = Path.of("/dev/shm");
    dataDir =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "many ")
            : Files.createTempDirectory("many ");
    version2 = Files.createDirectory(dataDir.resolve("version-2"));
    fill("snapshot.", Arrays.copyOf(Picture.snapshot(StreamMode.CHECKED), 16));
    fill("log.", Arrays.copyOf(Picture.log("log:1..1"), 16));
    Picture.draw(
        version2,
        """
        snapshot.f00000100  sound                      0h
        snapshot.f00000200  sound                      0h
        snapshot.f00000300  sound                      0h
        log.f00000001       log:f00000001..f00000100   0h
        log.f00000101       log:f00000101..f00000320   0h
        """,
        Instant.now());
  }

  private void fill(String prefix, byte[] content) throws IOException {
    Path file = null;
    for (int i = 1; i <= EACH; i++) {
      Path name = version2.resolve(prefix + Integer.toHexString(i));
      file = i % NAMES == 1 ? Files.write(name, content) : Files.createLink(name, file);
    }
  }

  @AfterEach
  void delete() throws IOException {
    Picture.delete(dataDir);
  }

  private Ended purge(String heap) throws Exception {
    return Jar.asMyself().and(heap).run("purge", "--data-dir", dataDir.toString());
  }

  @Test
  void purges100000SnapshotsAndLogsInASmallHeap() throws Exception {
    Ended run = purge("-Xmx24m");
    assertEquals(1, run.status(), run.err());
    assertEquals(
        "snapkeeper: not enough memory for so many files or znodes: in a container raise its memory"
            + " limit (resources.limits.memory), elsewhere give the JVM more (java -Xmx512m -jar"
            + " ...)\n",
        run.err());
    assertEquals("", run.out());
    assertTrue(Files.exists(version2.resolve("snapshot.1")));

    run = purge("-Xmx64m");
    assertEquals(0, run.status(), run.err());
    assertTrue(
        run.out().startsWith("DONE: deleted 100000 snapshots and 100000 txn logs, "), run.out());
    assertEquals(
        """
        log.f00000001
        log.f00000101
        snapshot.f00000100
        snapshot.f00000200
        snapshot.f00000300
        """,
        Picture.names(version2));
  }
}

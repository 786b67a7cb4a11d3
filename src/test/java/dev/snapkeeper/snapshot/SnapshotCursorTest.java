package dev.snapkeeper.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.snapshot.SnapshotReader.Option;
import dev.snapkeeper.testing.Znodes;
import dev.snapkeeper.testing.Znodes.Znode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot is read node by node, and proven when the last one was read. */
class SnapshotCursorTest {
  @TempDir Path dir;

  private SnapshotReader open(Path file, Option... options) throws Exception {
    return SnapshotReader.open(
        file, Codec.ofName(file.getFileName().toString()), Set.of(options), new StopSignal());
  }

  private static String path(SnapshotReader reader) {
    return new String(reader.path(), 0, reader.pathLength(), StandardCharsets.UTF_8);
  }

  private static String name(SnapshotReader reader) {
    return path(reader).substring(path(reader).lastIndexOf('/') + 1);
  }

  @Test
  void tellsEveryNodesPathDepthAndData() throws Exception {
    Znodes znodes =
        new Znodes()
            .put("/a/b/c", 3)
            .put("/a/b", 2)
            .put("/a/é漢 ", 70_000)
            .put("/x", new Znode(null, ZooDefs.Ids.OPEN_ACL_UNSAFE, 77, 5))
            .put("/" + "long".repeat(20_000), 1);
    for (String name : List.of("plain", "zipped.gz", "squeezed.snappy")) {
      Map<String, Integer> found = new TreeMap<>();
      try (SnapshotReader reader = open(znodes.write(dir.resolve(name)))) {
        while (reader.next()) {
          String path = path(reader);
          found.put(path, reader.dataLength());
          assertEquals(path.chars().filter(c -> c == '/').count(), reader.depth(), path);
          assertEquals(
              name(reader),
              new String(
                  reader.path(),
                  reader.nameOffset(),
                  reader.pathLength() - reader.nameOffset(),
                  StandardCharsets.UTF_8));
          assertEquals(path.equals("/x") ? 77 : 0, reader.owner(), path);
          assertEquals(path.equals("/x") ? 5 : 0, reader.version(), path);
        }
        assertFalse(reader.next(), "after the last");
        assertEquals(found.size(), reader.summary().znodes());
        assertEquals(1, reader.summary().ephemerals());
        assertEquals(reader.fileLength(), reader.filePosition());
      }
      assertEquals(znodes.lengths(), found, name);
    }
  }

  /** The digests of data and ACL of the node of that name. */
  private List<Object> digests(Path file, String path) throws Exception {
    List<Object> digests = new ArrayList<>();
    try (SnapshotReader reader = open(file, Option.DIGEST_CONTENT)) {
      while (reader.next()) {
        if (path(reader).equals(path)) {
          digests.add(reader.dataDigest());
          digests.add(reader.aclDigest());
        }
      }
    }
    return digests;
  }

  @Test
  void tellsDataApartThatIsAsLongWhereverItLies() throws Exception {
    String data = "0123456789".repeat(30_000);
    Path one = new Znodes().put("/n", data).write(dir.resolve("one"));
    Path same = new Znodes().put("/m", 12_345).put("/n", data).write(dir.resolve("same.gz"));
    Path other =
        new Znodes()
            .put("/n", data.substring(0, 200_000) + "x" + data.substring(200_001))
            .write(dir.resolve("other"));

    assertEquals(digests(one, "/n"), digests(same, "/n"));
    assertNotEquals(digests(one, "/n").get(0), digests(other, "/n").get(0));
    assertNotEquals(
        digests(new Znodes().put("/n", "").write(dir.resolve("empty")), "/n").get(0),
        digests(
                new Znodes()
                    .put("/n", new Znode(null, ZooDefs.Ids.OPEN_ACL_UNSAFE, 0, 0))
                    .write(dir.resolve("none")),
                "/n")
            .get(0));
  }

  @Test
  void comparesAclsByWhatTheySayAndNotByTheirNumbers() throws Exception {
    List<ACL> read = ZooDefs.Ids.READ_ACL_UNSAFE;
    Znodes znodes = new Znodes().put("/n", new Znode("", read, 0, 0));
    Path first = znodes.write(dir.resolve("first"));
    Path second =
        znodes
            .put("/a", new Znode("", ZooDefs.Ids.CREATOR_ALL_ACL, 0, 0))
            .put("/b", new Znode("", ZooDefs.Ids.OPEN_ACL_UNSAFE, 0, 0))
            .put("/c", new Znode("", null, 0, 0)) // the server's shorthand for anyone, everything
            .write(dir.resolve("second"));

    assertEquals(digests(first, "/n"), digests(second, "/n"));
    assertNotEquals(digests(second, "/n").get(1), digests(second, "/a").get(1));
    assertEquals(digests(second, "/b").get(1), digests(second, "/c").get(1));
    assertTrue(((OptionalLong) digests(second, "/c").get(1)).isPresent());
  }

  @Test
  void checksNoSealWhereItIsTrusted() throws Exception {
    Path file = new Znodes().put("/n", 100).write(dir.resolve("file"));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 5] ^= 1; // in the last seal
    Files.write(file, bytes);

    try (SnapshotReader reader = open(file)) {
      assertThrows(
          DamagedSnapshotException.class,
          () -> {
            while (reader.next()) {
              // on to the seal
            }
          });
    }
    try (SnapshotReader reader = open(file, Option.TRUST_SEALS)) {
      while (reader.next()) {
        // on to the end
      }
      assertEquals(5, reader.summary().znodes());
    }
  }

  @Test
  void stopsBetweenTwoNodes() throws Exception {
    Path file = new Znodes().putMany("/n", 5_000, 100).write(dir.resolve("file"));
    StopSignal stop = new StopSignal();
    try (SnapshotReader reader = SnapshotReader.open(file, Codec.PLAIN, Set.of(), stop)) {
      assertTrue(reader.next());
      stop.raise(ExitCode.TERMINATED);
      assertThrows(
          StopSignal.StoppedException.class,
          () -> {
            while (reader.next()) {
              // what is in the buffer still comes
            }
          });
      assertTrue(reader.filePosition() < reader.fileLength() / 2);
    }
  }
}

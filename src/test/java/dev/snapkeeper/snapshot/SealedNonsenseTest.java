package dev.snapkeeper.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.zip.Adler32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.apache.jute.BinaryInputArchive;
import org.apache.jute.BinaryOutputArchive;
import org.apache.jute.OutputArchive;
import org.apache.zookeeper.data.StatPersisted;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.FileHeader;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.apache.zookeeper.server.persistence.SnapStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams that no server writes. Their seals are right, and still they are no snapshots. */
class SealedNonsenseTest {
  private final FileSystem memory = Jimfs.newFileSystem(Configuration.unix());

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  private interface Content {
    void write(OutputArchive out) throws IOException;
  }

  /** What follows the file header, sealed. */
  private static byte[] sealed(Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (CheckedOutputStream out = new CheckedOutputStream(bytes, new Adler32())) {
      BinaryOutputArchive archive = BinaryOutputArchive.getArchive(out);
      new FileHeader(FileSnap.SNAP_MAGIC, 2, -1).serialize(archive, "header");
      content.write(archive);
      SnapStream.sealStream(out, archive);
    }
    return bytes.toByteArray();
  }

  private static void counts(OutputArchive out, int sessions, int acls) throws IOException {
    out.writeInt(sessions, "sessions");
    out.writeInt(acls, "ACL lists");
  }

  /** One ACL list with one entry. */
  private static void acl(OutputArchive out, String scheme, String id) throws IOException {
    counts(out, 0, 1);
    out.writeLong(1, "number");
    out.writeInt(1, "entries");
    out.writeInt(31, "permissions");
    out.writeString(scheme, "scheme");
    out.writeString(id, "id");
  }

  private static void node(OutputArchive out, String path, byte[] data) throws IOException {
    out.writeString(path, "path");
    out.writeBuffer(data, "data");
    out.writeLong(1, "ACL");
    new StatPersisted().serialize(out, "stat");
  }

  private static void end(OutputArchive out) throws IOException {
    out.writeString("/", "path");
  }

  private SnapshotSummary read(byte[] bytes) throws IOException, DamagedSnapshotException {
    Path file = Files.write(memory.getPath("snapshot.1"), bytes);
    return SnapshotReader.read(file, Codec.PLAIN, new StopSignal());
  }

  private static void restore(byte[] bytes) throws IOException {
    CheckedInputStream in = new CheckedInputStream(new ByteArrayInputStream(bytes), new Adler32());
    BinaryInputArchive archive = BinaryInputArchive.getArchive(in);
    FileSnap.deserialize(new DataTree(), new HashMap<>(), archive);
    SnapStream.checkSealIntegrity(in, archive);
  }

  private void assertRefused(String fault, Content content) throws IOException {
    byte[] bytes = sealed(content);
    assertThrows(Exception.class, () -> restore(bytes), fault);
    assertEquals(
        fault, assertThrows(DamagedSnapshotException.class, () -> read(bytes)).getMessage());
  }

  @Test
  void nullDataAndEmptyStringsAreNone() throws Exception {
    byte[] bytes =
        sealed(
            out -> {
              acl(out, "", "");
              node(out, "", null);
              node(out, "/a", null);
              end(out);
            });
    restore(bytes);
    assertEquals(new SnapshotSummary(2, 0, 0, bytes.length), read(bytes));
  }

  @Test
  void anAclNeedsItsStrings() throws IOException {
    assertRefused(
        "impossible length of an ACL's scheme, -1, at byte 40",
        out -> {
          acl(out, null, "anyone");
          node(out, "", null);
          end(out);
        });
    assertRefused(
        "impossible length of an ACL's id, -1, at byte 49",
        out -> {
          acl(out, "world", null);
          node(out, "", null);
          end(out);
        });
  }

  @Test
  void anAclNeedsItsEntries() throws IOException {
    assertRefused(
        "impossible number of ACL entries, -1, at byte 32",
        out -> {
          counts(out, 0, 1);
          out.writeLong(1, "number");
          out.writeInt(-1, "entries");
          node(out, "", null);
          end(out);
        });
  }

  @Test
  void aNodeNeedsAPathAndAParent() throws IOException {
    assertRefused(
        "impossible length of a path, -1, at byte 24",
        out -> {
          counts(out, 0, 0);
          node(out, null, null);
          end(out);
        });
    assertRefused(
        "a path without its parent, at byte 100",
        out -> {
          counts(out, 0, 0);
          node(out, "", null);
          node(out, "/a/b", null);
          end(out);
        });
  }

  /** ZooKeeper would go on with the root of the empty tree that it began with. */
  @Test
  void aTreeNeedsARoot() throws IOException {
    byte[] bytes =
        sealed(
            out -> {
              counts(out, 0, 0);
              end(out);
            });
    restore(bytes);
    assertEquals(
        "a path without its parent, at byte 24",
        assertThrows(DamagedSnapshotException.class, () -> read(bytes)).getMessage());
  }
}

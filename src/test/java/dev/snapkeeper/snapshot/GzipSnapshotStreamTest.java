package dev.snapkeeper.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.testing.ServerFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where a gzip member ends must not matter to what is made of the bytes behind it. The JDK's reader
 * takes 64 KiB at a time, and looks for a next member in what is left of them and beyond.
 */
class GzipSnapshotStreamTest {
  private static final int BUFFER = 64 * 1024;
  private static final int HEADER = 10;

  /** A header and a trailer, and some more. */
  private static final int AROUND = 24;

  @TempDir Path temp;

  private final FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
  private byte[] stream;

  @BeforeEach
  void writeSnapshot() throws IOException {
    try (ServerFiles server = new ServerFiles(temp)) {
      stream = Files.readAllBytes(server.transactions(20).snapshot());
    }
  }

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  private boolean isSound(byte[]... parts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    Path file = Files.write(memory.getPath("snapshot.1.gz"), bytes.toByteArray());
    try {
      SnapshotReader.read(file, Codec.GZIP, new StopSignal());
      return true;
    } catch (IOException e) {
      assertTrue(
          e.getMessage().startsWith("more than is known to Snapkeeper follows "), e.toString());
      return false;
    } catch (DamagedSnapshotException e) {
      return false;
    }
  }

  private byte[] member(int from, int to) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(stream, from, to - from);
    }
    return bytes.toByteArray();
  }

  /**
   * The stream up to a byte, in two members. An extra field in the header of the second is as long
   * as it takes for the second to end so many bytes behind the end of a buffer.
   */
  private byte[] membersThatEnd(int behind, int to) throws IOException {
    byte[] first = member(0, 100);
    byte[] second = member(100, to);
    // the reader takes the first header by itself; from there on the buffers count
    int length = first.length - HEADER + second.length + 2;
    int extra = Math.floorMod(behind - length, BUFFER);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(first);
    bytes.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 4, 0, 0, 0, 0, 0, 0}); // RFC 1952: FEXTRA
    bytes.write(extra & 0xff);
    bytes.write(extra >> 8);
    bytes.writeBytes(new byte[extra]);
    bytes.write(second, HEADER, second.length - HEADER);
    assertEquals(behind, (bytes.size() - HEADER + BUFFER / 2) % BUFFER - BUFFER / 2);
    return bytes.toByteArray();
  }

  @Test
  void membersThatFollowOneAnotherAreOneStreamWhereverTheyEnd() throws IOException {
    for (int behind = -AROUND; behind <= AROUND; behind++) {
      String where = behind + " bytes behind a buffer's end";
      byte[] whole = membersThatEnd(behind, stream.length);
      assertTrue(isSound(whole), where);
      assertTrue(isSound(whole, member(0, 0)), where + ", then a member that holds nothing");
      assertTrue(
          isSound(membersThatEnd(behind, 200), member(200, stream.length)), where + ", then more");
    }
  }

  @Test
  void whateverElseFollowsIsRefusedWhereverAMemberEnds() throws IOException {
    byte[] next = member(0, 100);
    for (int behind = -AROUND; behind <= AROUND; behind++) {
      byte[] whole = membersThatEnd(behind, stream.length);
      for (int count = 1; count <= AROUND; count++) {
        String what = count + " bytes, " + behind + " bytes behind a buffer's end";
        assertFalse(isSound(whole, new byte[count]), "zeros: " + what);
        assertFalse(isSound(whole, Arrays.copyOf(next, count)), "half a member: " + what);
      }
      assertFalse(isSound(whole, next), behind + ": a member that holds something");
      assertFalse(isSound(whole, new byte[2 * BUFFER]), behind + ": many zeros");
    }
  }
}

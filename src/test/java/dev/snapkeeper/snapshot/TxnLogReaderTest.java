package dev.snapkeeper.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.Zxid;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.ServerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.zookeeper.server.persistence.FileTxnLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far a txn log goes, and that looking changes nothing. */
class TxnLogReaderTest {
  private static final Optional<Zxid> NONE = Optional.empty();

  @TempDir Path temp;
  private byte[] log;

  /** Where the bytes of the last transaction end; preallocated zeros follow. */
  private int end;

  @BeforeEach
  void write() throws IOException {
    try (ServerFiles server = new ServerFiles(temp)) {
      server.transactions(12);
    }
    log = Files.readAllBytes(temp.resolve("version-2/log.1"));
    end = log.length;
    while (log[end - 1] == 0) {
      end--;
    }
  }

  private Optional<Zxid> last(byte[] bytes) throws IOException {
    Path file = Files.write(temp.resolve("log.1"), bytes);
    Optional<Zxid> last = TxnLogReader.lastZxid(file, new StopSignal());
    assertTrue(Files.exists(file));
    return last;
  }

  private static Optional<Zxid> zxid(long zxid) {
    return Optional.of(new Zxid(zxid));
  }

  /** What ZooKeeper's own reader says; on a copy, since it deletes an empty log. */
  private long zooKeeperSays(byte[] bytes) throws IOException {
    Path dir = Files.createTempDirectory(temp, "oracle");
    Files.write(dir.resolve("log.1"), bytes);
    return new FileTxnLog(dir.toFile()).getLastLoggedZxid();
  }

  @Test
  void findsTheLastTransactionBeforeThePreallocatedZeros() throws IOException {
    assertTrue(end < log.length);
    assertEquals(zxid(12), last(log));
    assertEquals(zxid(12), last(Arrays.copyOf(log, end)));
    assertEquals(12, zooKeeperSays(log));
  }

  @Test
  void doesNotCountATransactionThatIsTorn() throws IOException {
    int length = (end - 16) / 12; // all are alike, up to the digits of their names
    for (int cut = end - 1; cut > end - length + 8; cut--) {
      assertEquals(zxid(11), last(Arrays.copyOf(log, cut)), "cut to " + cut);
      byte[] zeroed = log.clone();
      Arrays.fill(zeroed, cut, end, (byte) 0);
      assertEquals(zxid(11), last(zeroed), "zeros from " + cut);
    }
  }

  @Test
  void endsAtTheFirstTransactionThatIsWrong() throws IOException {
    byte[] wrong = log.clone();
    wrong[16 + (end - 16) / 2] ^= 1;
    long last = last(wrong).orElseThrow().value();
    assertTrue(last > 1 && last < 12, "ends at " + last);
  }

  @Test
  void holdsNothingInAFileWithoutATransaction() throws IOException {
    assertEquals(NONE, last(new byte[0]));
    assertEquals(NONE, last(Arrays.copyOf(log, 16)));
    assertEquals(NONE, last(Arrays.copyOf(log, 9)));
    assertEquals(NONE, last(new byte[4096]));
    assertEquals(
        NONE,
        last(
            Picture.snapshot(
                org.apache.zookeeper.server.persistence.SnapStream.StreamMode.CHECKED)));
  }

  @Test
  void doesNotBelieveALengthBeyondTheEnd() throws IOException {
    byte[] lying = Arrays.copyOf(log, end + 12);
    Arrays.fill(lying, end, lying.length, (byte) 0x7f);
    assertEquals(zxid(12), last(lying));
  }
}

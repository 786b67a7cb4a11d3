package dev.snapkeeper.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.Zxid;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.ServerFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.Adler32;
import org.apache.zookeeper.server.persistence.FileTxnLog;
import org.apache.zookeeper.server.persistence.SnapStream.StreamMode;
import org.apache.zookeeper.server.persistence.TxnLog.TxnIterator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TxnLogReaderTest {
  private static final int HEADER = 16;

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void nameTheFile() throws IOException {
    file = Files.createDirectory(directory.resolve("read")).resolve("log.1");
  }

  /** A log of so many transactions, with the zeros behind them. */
  private byte[] log(int transactions) throws IOException {
    Path server = directory.resolve("server");
    try (ServerFiles files = new ServerFiles(server)) {
      files.transactions(transactions);
      return Files.readAllBytes(server.resolve("version-2/log.1"));
    } finally {
      Picture.delete(server);
    }
  }

  /** How many bytes come before the zeros; a transaction ends in 'B'. */
  private static int end(byte[] log) {
    int end = log.length;
    while (log[end - 1] == 0) {
      end--;
    }
    return end;
  }

  private static byte[] used(byte[] log) {
    return Arrays.copyOf(log, end(log));
  }

  /** The last zxid that Snapkeeper finds, or -1; the file is left as it was. */
  private long last(byte[] log) throws IOException {
    Files.write(file, log);
    long last = TxnLogReader.lastZxid(file, new StopSignal()).map(zxid -> zxid.value()).orElse(-1L);
    assertArrayEquals(log, Files.readAllBytes(file));
    return last;
  }

  /** The last zxid that ZooKeeper's own iterator gets to in a copy, or -1. */
  private long lastByZooKeeper(byte[] log) throws IOException {
    Path copy = Files.createDirectory(directory.resolve("copy"));
    Files.write(copy.resolve("log.1"), log);
    long last = -1;
    try (TxnIterator transactions = new FileTxnLog(copy.toFile()).read(0)) {
      while (transactions.getHeader() != null) {
        last = transactions.getHeader().getZxid();
        if (!transactions.next()) {
          break;
        }
      }
    } catch (IOException endsHere) {
      // a wrong checksum: what came before it is what counts
    } finally {
      Picture.delete(copy);
    }
    return last;
  }

  private void assertLast(long expected, byte[] log, String what) throws IOException {
    assertEquals(expected, last(log), what);
    assertEquals(expected, lastByZooKeeper(log), what + ", by ZooKeeper");
  }

  @Test
  void tellsWhatALogHoldsAndWhereItEnds() throws IOException {
    byte[] log = log(5);
    Files.write(file, log);
    assertEquals(
        new TxnLogSummary(
            Optional.of(new Zxid(1)), Optional.of(new Zxid(5)), 5, end(log), Optional.empty()),
        TxnLogReader.summarise(file, new StopSignal()));
    Files.write(file, Arrays.copyOf(log, end(log) - 1));
    assertEquals(
        new TxnLogSummary(
            Optional.of(new Zxid(1)), Optional.of(new Zxid(4)), 4, end(log(4)), Optional.empty()),
        TxnLogReader.summarise(file, new StopSignal()),
        "torn, as a server leaves it that was killed");
  }

  @Test
  void tellsOfALogThatZooKeeperCannotReadToItsEnd() throws IOException {
    byte[] log = log(5);
    int third = end(log(2));
    log[end(log(3)) - 10] ^= 1;
    Files.write(file, log);
    assertEquals(
        new TxnLogSummary(
            Optional.of(new Zxid(1)),
            Optional.of(new Zxid(2)),
            2,
            third,
            Optional.of(
                "the transaction at byte "
                    + third
                    + " does not match its checksum; ZooKeeper cannot read past it")),
        TxnLogReader.summarise(file, new StopSignal()));
    try (TxnIterator transactions = new FileTxnLog(file.getParent().toFile()).read(1)) {
      assertTrue(transactions.next());
      assertThrows(IOException.class, transactions::next);
    }
  }

  @Test
  void tellsWhyNothingIsKnownOfALog() throws IOException {
    assertEquals(
        "cannot be read: no such file or directory",
        TxnLogReader.summarise(file, new StopSignal()).fault().orElseThrow());
    Files.writeString(file, "log4j: started");
    assertEquals(
        "does not begin with ZKLG, so it is no txn log",
        TxnLogReader.summarise(file, new StopSignal()).fault().orElseThrow());
    for (int length : new int[] {0, 3, 15}) {
      Files.write(file, Arrays.copyOf(log(1), length));
      assertEquals(
          new TxnLogSummary(Optional.empty(), Optional.empty(), 0, 0, Optional.empty()),
          TxnLogReader.summarise(file, new StopSignal()),
          length + " bytes: the server may have just made it");
    }
  }

  @Test
  void findsTheLastOfManyTransactions() throws IOException {
    byte[] log = log(2000);
    assertLast(2000, log, "with zeros behind it");
    assertLast(2000, used(log), "without");
  }

  @Test
  void findsTheLastOfTransactionsLongerThanItsBuffers() throws IOException {
    Path server = directory.resolve("server");
    byte[] log;
    try (ServerFiles files = new ServerFiles(server)) {
      for (int size : new int[] {8 * 1024, 64 * 1024, 300_000}) {
        files.transaction("/node-" + size, new byte[size]);
      }
      log = Files.readAllBytes(server.resolve("version-2/log.1"));
    }
    assertLast(3, log, "whole");
    assertLast(2, Arrays.copyOf(log, end(log) - 1), "torn");
  }

  @Test
  void aTransactionTornAtAnyByteIsNotCounted() throws IOException {
    byte[] five = used(log(5));
    int four = end(log(4));
    assertTrue(five.length - four > 60, "a transaction is longer than that");
    for (int length = four; length < five.length; length++) {
      byte[] torn = Arrays.copyOf(five, length);
      assertLast(4, torn, "cut at " + length);
      assertLast(4, Arrays.copyOf(torn, 4096), "cut at " + length + ", zeros behind it");
    }
    assertLast(5, five, "whole");
  }

  @Test
  void garbageBehindTheLastTransactionIsNotCounted() throws IOException {
    byte[] log = used(log(5));
    for (byte value : new byte[] {1, 'B', 0x7f, -1}) {
      for (int count : new int[] {1, 7, 8, 12, 20, 33, 5000, 70_000}) {
        byte[] more = Arrays.copyOf(log, log.length + count);
        Arrays.fill(more, log.length, more.length, value);
        assertEquals(5, last(more), count + " bytes of " + value);
      }
    }
  }

  @Test
  void whatFollowsATransactionWithAWrongChecksumIsNotCounted() throws IOException {
    byte[] log = used(log(5));
    int two = end(log(2));
    int three = end(log(3));
    for (int offset = two; offset < three; offset++) {
      byte[] flipped = log.clone();
      flipped[offset] ^= 0x04;
      assertLast(2, flipped, "byte " + offset);
    }
  }

  @Test
  void aLogWithoutATransactionHasNoLast() throws IOException {
    byte[] log = log(1);
    assertEquals(-1, last(new byte[0]));
    assertEquals(-1, last(Arrays.copyOf(log, 3)));
    assertEquals(-1, last(Arrays.copyOf(log, 4)));
    assertLast(-1, Arrays.copyOf(log, HEADER), "header");
    assertLast(-1, Arrays.copyOf(Arrays.copyOf(log, HEADER), 4096), "header and zeros");
    assertEquals(-1, last(new byte[4096]));
    assertEquals(-1, last(Picture.snapshot(StreamMode.CHECKED)));
  }

  /** ZooKeeper's own reader deletes it, which is why there is another. */
  @Test
  void anEmptyLogIsStillThereAfterwards() throws IOException {
    Files.createFile(file);
    assertTrue(TxnLogReader.lastZxid(file, new StopSignal()).isEmpty());
    assertTrue(Files.exists(file));
    new FileTxnLog(file.getParent().toFile()).getLastLoggedZxid();
    assertTrue(Files.notExists(file), "ZooKeeper keeps it by now: is this reader still needed?");
  }

  /** The highest counts, so that a stray record cannot make a log look shorter than it is. */
  @Test
  void takesTheHighestZxidAndNotTheLastOne() throws IOException {
    byte[] log = used(log(3));
    ByteBuffer more = ByteBuffer.allocate(log.length + 12 + 20 + 1).put(log);
    byte[] record = new byte[20];
    record[19] = 1; // zxid 1, in a header of which no more is read
    Adler32 adler = new Adler32();
    adler.update(record);
    more.putLong(adler.getValue()).putInt(record.length).put(record).put((byte) 'B');
    assertEquals(3, last(more.array()));
  }

  @Test
  void aLogThatCannotBeReadIsAnError() {
    assertThrows(NoSuchFileException.class, () -> TxnLogReader.lastZxid(file, new StopSignal()));
    assertThrows(
        IOException.class, () -> TxnLogReader.lastZxid(file.getParent(), new StopSignal()));
  }

  @Test
  void stopsWhenASignalAsksForIt() throws IOException {
    Files.write(file, log(1));
    StopSignal stop = new StopSignal();
    stop.raise(ExitCode.TERMINATED);
    assertThrows(StopSignal.StoppedException.class, () -> TxnLogReader.lastZxid(file, stop));
  }
}

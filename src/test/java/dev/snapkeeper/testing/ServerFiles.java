package dev.snapkeeper.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.Request;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.apache.zookeeper.server.persistence.FileTxnLog;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.server.persistence.SnapStream;
import org.apache.zookeeper.server.persistence.SnapStream.StreamMode;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.TxnHeader;

/**
 * Writes what a server writes, by ZooKeeper's own classes and without starting one: transactions go
 * to a txn log and a tree, snapshots are taken of the tree. Deterministic.
 *
 * <p>Not thread-safe: ZooKeeper keeps the codec and the trailers' switches in static fields.
 */
public final class ServerFiles implements Closeable {
  static {
    // Tests care about what is written, not about what survives a power cut.
    System.setProperty("zookeeper.forceSync", "no");
    FileTxnLog.setPreallocSize(16 * 1024);
  }

  private final Path snapshots;
  private final Path logs;
  private final DataTree tree = new DataTree();
  private final Map<Long, Integer> sessions = new HashMap<>();
  private FileTxnLog log;
  private long zxid;
  private int created;
  private StreamMode codec = StreamMode.CHECKED;
  private boolean digest = true;
  private boolean lastZxid = true;

  public ServerFiles(Path dataDir) {
    this(dataDir, dataDir);
  }

  public ServerFiles(Path dataDir, Path dataLogDir) {
    snapshots = dataDir.resolve("version-2");
    logs = dataLogDir.resolve("version-2");
    try {
      Files.createDirectories(snapshots);
      Files.createDirectories(logs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    log = new FileTxnLog(logs.toFile());
    sessions.put(0x1000000000001L, 30_000);
  }

  /** Snapshots are written with this codec from now on. */
  public ServerFiles codec(StreamMode mode) {
    codec = mode;
    return this;
  }

  /** What follows a snapshot's first seal from now on; servers before 3.6 wrote neither. */
  public ServerFiles trailers(boolean withDigest, boolean withLastZxid) {
    digest = withDigest;
    lastZxid = withLastZxid;
    return this;
  }

  /** The zxid of the last transaction. */
  public long zxid() {
    return zxid;
  }

  /** A new leader: the next transaction is the first of the next epoch. */
  public ServerFiles nextEpoch() {
    return zxid(((zxid >>> 32) + 1) << 32);
  }

  /** The next transaction gets the zxid after this one; nothing is written for those between. */
  public ServerFiles zxid(long last) {
    zxid = last;
    tree.lastProcessedZxid = last;
    return this;
  }

  /** Logs and applies so many transactions; each makes a znode with 40 bytes of data. */
  public ServerFiles transactions(int count) {
    for (int i = 0; i < count; i++) {
      transaction("/node-" + created++, "data ".repeat(8).getBytes(StandardCharsets.UTF_8));
    }
    return this;
  }

  /** Logs and applies one transaction that makes a znode. Its parent has to be there. */
  public ServerFiles transaction(String path, byte[] data) {
    zxid++;
    TxnHeader header =
        new TxnHeader(0x1000000000001L, created, zxid, 1_000_000, ZooDefs.OpCode.create);
    CreateTxn txn = new CreateTxn(path, data, ZooDefs.Ids.OPEN_ACL_UNSAFE, false, -1);
    try {
      log.append(new Request(header, txn, null));
      log.commit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tree.processTxn(header, txn);
    return this;
  }

  /** The next transaction starts a new log. */
  public ServerFiles rollLog() {
    try {
      log.rollLog();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Takes a snapshot, under the name that ZooKeeper would give it. */
  public Path snapshot() {
    return snapshotAs("snapshot." + Long.toHexString(zxid) + codec.getFileExtension());
  }

  /** Takes a snapshot under some name. */
  public Path snapshotAs(String name) {
    Path file = snapshots.resolve(name);
    StreamMode oldCodec = SnapStream.getStreamMode();
    SnapStream.setStreamMode(codec);
    ZooKeeperServer.setDigestEnabled(digest);
    ZooKeeperServer.setSerializeLastProcessedZxidEnabled(lastZxid);
    try {
      new FileSnap(snapshots.toFile()).serialize(tree, sessions, file.toFile(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      SnapStream.setStreamMode(oldCodec);
      ZooKeeperServer.setDigestEnabled(true);
      ZooKeeperServer.setSerializeLastProcessedZxidEnabled(true);
    }
    return file;
  }

  /** Takes a snapshot, then rolls the log, as a server does. */
  public Path snapshotAndRoll() {
    Path file = snapshot();
    rollLog();
    return file;
  }

  /**
   * So many rounds of transactions, snapshot, log roll; then some transactions beyond the last
   * snapshot.
   */
  public ServerFiles rounds(int count, int transactions) {
    for (int i = 0; i < count; i++) {
      transactions(transactions);
      snapshotAndRoll();
    }
    return transactions(transactions);
  }

  /** How many znodes the tree has, as a snapshot's reader counts them. */
  public long znodes() {
    return tree.getNodeCount() - 1L; // ZooKeeper counts the root under "" and under "/"
  }

  @Override
  public void close() {
    try {
      log.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What a server comes to when it starts.
   *
   * @param zxid of the last transaction
   * @param znodes how many there are; a gap in the logs shows here only
   */
  public record Restored(long zxid, long znodes) {}

  /**
   * Restores the newest snapshot and replays the logs, as a server does when it starts.
   *
   * @throws IOException when there is nothing that it could start from
   */
  public static Restored restore(Path dataDir, Path dataLogDir) throws IOException {
    FileTxnSnapLog files = new FileTxnSnapLog(dataLogDir.toFile(), dataDir.toFile());
    try {
      DataTree tree = new DataTree();
      long zxid = files.restore(tree, new ConcurrentHashMap<>(), (header, record, digest) -> {});
      return new Restored(zxid, tree.getNodeCount());
    } finally {
      files.close();
    }
  }
}

package dev.snapkeeper.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.SyncRequestProcessor;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;

/** A real standalone ZooKeeper server in this JVM, on a port of the loopback interface. */
public final class EmbeddedServer implements AutoCloseable {
  private static final int TICK_MS = 2000;
  private static final int SESSION_MS = 30_000;

  private final ServerCnxnFactory connections;
  private final List<ZooKeeper> clients = new ArrayList<>();

  private EmbeddedServer(ServerCnxnFactory connections) {
    this.connections = connections;
  }

  /**
   * Starts a server on what lies in its directories; they are made where they are missing.
   *
   * @param snapCount about how many transactions lie between two snapshots
   */
  public static EmbeddedServer start(Path dataDir, Path dataLogDir, int snapCount)
      throws IOException, InterruptedException {
    System.setProperty("zookeeper.snapCount", Integer.toString(snapCount));
    // ZooKeeper reads the property once; an earlier test of this JVM may have started a server
    SyncRequestProcessor.setSnapCount(snapCount);
    ZooKeeperServer server =
        new ZooKeeperServer(new FileTxnSnapLog(dataLogDir.toFile(), dataDir.toFile()), TICK_MS, "");
    ServerCnxnFactory connections = new NIOServerCnxnFactory();
    connections.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 60);
    connections.startup(server);
    return new EmbeddedServer(connections);
  }

  /** Connects a client, which is closed with the server. */
  public ZooKeeper connect() throws IOException, InterruptedException {
    CountDownLatch connected = new CountDownLatch(1);
    ZooKeeper client =
        new ZooKeeper(
            "127.0.0.1:" + connections.getLocalPort(),
            SESSION_MS,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
              }
            });
    if (!connected.await(SESSION_MS, TimeUnit.MILLISECONDS)) {
      throw new IOException("no connection to the embedded server");
    }
    clients.add(client);
    return client;
  }

  /** Disconnects the clients, then stops the server. */
  @Override
  public void close() {
    for (ZooKeeper client : clients) {
      try {
        client.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    connections.shutdown();
  }
}

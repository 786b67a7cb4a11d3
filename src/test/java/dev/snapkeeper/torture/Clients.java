package dev.snapkeeper.torture;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;

/** Clients of a running server. */
final class Clients {
  /** How long a session lasts without a server, in milliseconds. */
  static final int SESSION_MS = 40_000;

  private static final int TRIES = 5;

  private Clients() {}

  /** Connects, or fails within two minutes. */
  static ZooKeeper connect(String servers) throws IOException, InterruptedException {
    CountDownLatch connected = new CountDownLatch(1);
    ZooKeeper client =
        new ZooKeeper(
            servers,
            SESSION_MS,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
              }
            });
    if (!connected.await(2, TimeUnit.MINUTES)) {
      client.close();
      throw new IOException("no connection to " + servers);
    }
    return client;
  }

  /** All znodes that count, as a running member gives them. */
  static Map<String, byte[]> tree(Member member)
      throws IOException, InterruptedException, KeeperException {
    for (int tries = 1; ; tries++) {
      ZooKeeper client = connect(member.address());
      try {
        return tree(client);
      } catch (KeeperException.ConnectionLossException e) {
        if (tries == TRIES) { // a slow machine may take a member for dead once
          throw e;
        }
      } finally {
        client.close();
      }
    }
  }

  /** All znodes that count, with their data, as a server gives them. */
  static Map<String, byte[]> tree(ZooKeeper client) throws KeeperException, InterruptedException {
    CompletableFuture<KeeperException.Code> synced = new CompletableFuture<>();
    client.sync(
        Workload.ROOT, (rc, path, ctx) -> synced.complete(KeeperException.Code.get(rc)), null);
    if (synced.join() != KeeperException.Code.OK) {
      throw KeeperException.create(synced.join(), Workload.ROOT);
    }
    // All requests are sent at once; the server answers them in order.
    Map<String, CompletableFuture<byte[]>> answers = new HashMap<>();
    for (String child : client.getChildren(Workload.ROOT, false)) {
      String path = Workload.ROOT + "/" + child;
      CompletableFuture<byte[]> answer = new CompletableFuture<>();
      answers.put(path, answer);
      client.getData(
          path,
          false,
          (rc, p, ctx, data, stat) -> {
            if (rc == KeeperException.Code.OK.intValue()) {
              answer.complete(data);
            } else {
              answer.completeExceptionally(
                  KeeperException.create(KeeperException.Code.get(rc), path));
            }
          },
          null);
    }
    Map<String, byte[]> tree = new TreeMap<>();
    for (Map.Entry<String, CompletableFuture<byte[]>> answer : answers.entrySet()) {
      try {
        tree.put(answer.getKey(), answer.getValue().get());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof KeeperException fault) {
          throw fault;
        }
        throw new IllegalStateException(e);
      }
    }
    return tree;
  }
}

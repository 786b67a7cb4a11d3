import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/**
 * Makes znodes below /check, until a server has left so many snapshots and some transactions more:
 * {@code Writer HOST:PORT VERSION-2 SNAPSHOTS}. Prints the zxid of each in hexadecimal. Run from
 * its source.
 */
class Writer {
  private static final int BEYOND = 30;

  private Writer() {}

  public static void main(String[] args) throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    try (ZooKeeper client =
        new ZooKeeper(
            args[0],
            30_000,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
              }
            })) {
      connected.await();
      client.create("/check", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      int more = BEYOND;
      for (int i = 0; more > 0; i++) {
        String path =
            client.create(
                "/check/znode-" + i,
                "data".repeat(10).getBytes(StandardCharsets.UTF_8),
                Ids.OPEN_ACL_UNSAFE,
                CreateMode.PERSISTENT);
        System.out.println(Long.toHexString(client.exists(path, false).getCzxid()));
        if (snapshots(Path.of(args[1])) >= Integer.parseInt(args[2])) {
          more--;
        }
      }
    }
  }

  private static long snapshots(Path version2) throws Exception {
    try (var files = Files.list(version2)) {
      return files.filter(file -> file.getFileName().toString().startsWith("snapshot.")).count();
    }
  }
}

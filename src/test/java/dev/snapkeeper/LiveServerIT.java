package dev.snapkeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.testing.EmbeddedServer;
import dev.snapkeeper.testing.Jar;
import dev.snapkeeper.testing.Picture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server takes snapshots and rolls its logs while the job runs again and again. */
class LiveServerIT {
  private static final int RUNS = 6;

  @TempDir Path dataDir;
  @TempDir Path dataLogDir;

  @Test
  void losesNothingThatTheServerHasAcknowledged() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    List<Jar.Ended> runs = new ArrayList<>();
    try (EmbeddedServer server = EmbeddedServer.start(dataDir, dataLogDir, 50)) {
      ZooKeeper client = server.connect();
      for (int run = 0; run < RUNS; run++) {
        do { // a server whose disk is slow leaves snapshots out
          create(client, acknowledged, 200);
        } while (Picture.names(dataDir.resolve("version-2")).split("snapshot\\.", -1).length <= 5);
        // Every second run is killed, at a moment that differs.
        Process job =
            Jar.asMyself()
                .start(
                    "purge",
                    "--data-dir",
                    dataDir.toString(),
                    "--data-log-dir",
                    dataLogDir.toString());
        for (int i = 0; job.isAlive(); i++) {
          create(client, acknowledged, 1);
          if (run % 2 == 1 && i == 20 * run) {
            job.toHandle().destroyForcibly(); // that of Process would close the streams
          }
        }
        Jar.Ended ended = Jar.ended(job);
        assertTrue(
            ended.status() == 0 || (run % 2 == 1 && ended.status() == 137), ended.toString());
        runs.add(ended);
      }
    }
    assertTrue(
        runs.stream().anyMatch(run -> run.out().startsWith("DONE: deleted ")),
        () -> "no run had anything to delete: " + runs);
    assertTrue(Picture.names(dataDir.resolve("version-2")).contains("snapshot."));
    try (EmbeddedServer server = EmbeddedServer.start(dataDir, dataLogDir, 50)) {
      ZooKeeper client = server.connect();
      for (String path : acknowledged) {
        assertNotNull(client.exists(path, false), path);
      }
      assertEquals(acknowledged.size(), client.getAllChildrenNumber("/") - 3);
    }
  }

  private static void create(ZooKeeper client, List<String> acknowledged, int count)
      throws Exception {
    for (int i = 0; i < count; i++) {
      String path = "/node-" + acknowledged.size();
      client.create(
          path,
          path.getBytes(StandardCharsets.UTF_8),
          ZooDefs.Ids.OPEN_ACL_UNSAFE,
          CreateMode.PERSISTENT);
      acknowledged.add(path);
    }
  }
}

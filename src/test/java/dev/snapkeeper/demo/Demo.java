package dev.snapkeeper.demo;

import dev.snapkeeper.testing.EmbeddedServer;
import dev.snapkeeper.testing.Picture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/**
 * {@code make demo}: a real server under load, purged by the packaged jar, and every acknowledged
 * znode counted back after a restart. Ends with a status other than 0 if one is missing.
 */
public final class Demo {
  private static final int SNAP_COUNT = 200;
  private static final int SNAPSHOTS = 10;
  private static final String TABLE = "/clickhouse/tables/01/default.events";

  private final Path dataDir;
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private int part;

  private Demo(Path dataDir) {
    this.dataDir = dataDir;
  }

  public static void main(String[] args) throws Exception {
    Path dataDir = Files.createTempDirectory("snapkeeper-demo-");
    boolean whole;
    try {
      whole = new Demo(dataDir).run();
    } finally {
      Picture.delete(dataDir);
    }
    System.exit(whole ? 0 : 1);
  }

  private boolean run() throws Exception {
    say(
        "A ZooKeeper server starts on an empty directory, with a snapshot about every "
            + SNAP_COUNT
            + " transactions.");
    try (EmbeddedServer server = EmbeddedServer.start(dataDir, dataDir, SNAP_COUNT)) {
      ZooKeeper client = server.connect();
      createTable(client);
      while (count("snapshot.") < SNAPSHOTS) {
        createPart(client);
      }
      say(
          "It has acknowledged %,d znodes and left %d snapshots and %d txn logs."
              .formatted(acknowledged.size(), count("snapshot."), count("log.")));
      purgeUnderLoad(client);
    }
    say("The server stops, and starts again on what is left.");
    return countBack();
  }

  private void purgeUnderLoad(ZooKeeper client) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            System.getProperty("snapkeeper.jar"),
            "purge",
            "--data-dir",
            dataDir.toString(),
            "--retain",
            "3");
    say("The server goes on taking writes while the job runs:");
    say("");
    say(
        "$ java -jar target/snapkeeper.jar "
            + String.join(" ", command.subList(3, command.size())));
    int before = acknowledged.size();
    Process job =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    while (job.isAlive()) {
      createPart(client);
    }
    say("");
    if (job.exitValue() != 0) {
      throw new IOException("the job exited with " + job.exitValue());
    }
    say(
        "It exited with 0. Meanwhile the server acknowledged %,d more znodes."
            .formatted(acknowledged.size() - before));
  }

  private boolean countBack() throws Exception {
    int missing = 0;
    try (EmbeddedServer server = EmbeddedServer.start(dataDir, dataDir, SNAP_COUNT)) {
      ZooKeeper client = server.connect();
      for (String path : acknowledged) {
        if (client.exists(path, false) == null) {
          missing++;
        }
      }
    }
    say(
        "Of %,d acknowledged znodes %,d are there, %,d are missing."
            .formatted(acknowledged.size(), acknowledged.size() - missing, missing));
    return missing == 0;
  }

  private void createTable(ZooKeeper client) throws KeeperException, InterruptedException {
    String parts = TABLE + "/replicas/zk-0/parts";
    for (int end = parts.indexOf('/', 1); end > 0; end = parts.indexOf('/', end + 1)) {
      create(client, parts.substring(0, end), "");
    }
    create(client, parts, "");
  }

  private void createPart(ZooKeeper client) throws KeeperException, InterruptedException {
    String name = "/20260301_%d_%d_0".formatted(part, part);
    part++;
    create(
        client,
        TABLE + "/replicas/zk-0/parts" + name,
        "part header format version: 1\nchecksum: " + Long.toHexString(part * 0x9e3779b97f4a7c15L));
  }

  /** Returns once the server has acknowledged it, and only then counts it. */
  private void create(ZooKeeper client, String path, String data)
      throws KeeperException, InterruptedException {
    client.create(
        path,
        data.getBytes(StandardCharsets.UTF_8),
        ZooDefs.Ids.OPEN_ACL_UNSAFE,
        CreateMode.PERSISTENT);
    acknowledged.add(path);
  }

  private long count(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(dataDir.resolve("version-2"))) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).count();
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}

package dev.snapkeeper.torture;

import dev.snapkeeper.testing.Picture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.zookeeper.client.FourLetterWordMain;
import org.apache.zookeeper.common.X509Exception.SSLContextException;
import org.apache.zookeeper.server.persistence.SnapStream.StreamMode;

/** A server of the ensemble: a JVM of its own, on directories of its own. */
final class Member {
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  /** What a server logs when it drops transactions that the others never had. */
  static final String TRUNCATES = "Truncating log to get in sync";

  private static final String HOST = "127.0.0.1";

  /** A server that has ended, and nobody asked it to. */
  static final class EndedException extends IOException {
    private static final long serialVersionUID = 1L;

    EndedException(String message) {
      super(message);
    }
  }

  /** Its number, from 1 on. */
  final int id;

  final Path dataDir;
  final Path dataLogDir;

  /** Held while a purge runs, and while the directories are not there to be purged. */
  final ReentrantLock directories = new ReentrantLock(true);

  private final Path home;
  private final int clientPort;
  private final StreamMode codec;
  private final List<Path> logs = new CopyOnWriteArrayList<>();
  private Process process;

  /**
   * Writes down how the server is to run; it does not start yet.
   *
   * @param home a directory that is made for it
   * @param dataDir made as well; the same as dataLogDir, or another
   * @param ensemble the lines of zoo.cfg that name the members; none for a server alone
   */
  Member(
      int id,
      Path home,
      Path dataDir,
      Path dataLogDir,
      int clientPort,
      StreamMode codec,
      String ensemble)
      throws IOException {
    this.id = id;
    this.home = home;
    this.dataDir = dataDir;
    this.dataLogDir = dataLogDir;
    this.clientPort = clientPort;
    this.codec = codec;
    Files.createDirectories(home);
    Files.createDirectories(dataDir);
    Files.createDirectories(dataLogDir);
    Files.writeString(dataDir.resolve("myid"), id + "\n");
    Files.writeString(
        home.resolve("zoo.cfg"),
        """
        tickTime=500
        initLimit=120
        syncLimit=40
        dataDir=%s
        dataLogDir=%s
        clientPort=%d
        clientPortAddress=%s
        maxClientCnxns=0
        maxSessionTimeout=60000
        admin.enableServer=false
        4lw.commands.whitelist=srvr
        %s"""
            .formatted(dataDir, dataLogDir, clientPort, HOST, ensemble));
  }

  /** Where clients connect. */
  String address() {
    return HOST + ":" + clientPort;
  }

  /**
   * Starts the server.
   *
   * @param sizeFactor how large the txn logs may be beside a snapshot for a leader to bring a
   *     member up to date from them; below zero never, so that one that lags far gets a snapshot
   */
  void start(double sizeFactor) throws IOException {
    Path log = home.resolve("log." + logs.size());
    logs.add(log);
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-Djava.io.tmpdir=" + home, // snappy's library stays there when it is killed
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dzookeeper.snapCount=" + Ensemble.SNAP_COUNT,
                "-Dzookeeper.commitLogCount=" + Ensemble.COMMIT_LOG_COUNT,
                "-Dzookeeper.snapshotSizeFactor=" + sizeFactor,
                "-Dzookeeper.preAllocSize=65536", // in KiB: 64 MiB
                "-Dzookeeper.snapshot.compression.method=" + codec.getName(),
                "-Dorg.apache.logging.log4j.simplelog.level=INFO",
                "-Dorg.apache.logging.log4j.simplelog.showdatetime=true",
                "-cp",
                System.getProperty("java.class.path"),
                MemberMain.class.getName(),
                home.resolve("zoo.cfg").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
  }

  /** Returns when it answers clients, as leader, follower or alone. */
  void awaitServing() throws IOException, InterruptedException {
    Wait.until(
        DEADLINE,
        this + " to serve",
        () -> {
          if (!process.isAlive()) {
            throw new EndedException(this + " ended by itself: " + lastWords());
          }
          return !mode().isEmpty();
        });
  }

  /** What it is at the moment, such as leader; empty while it serves nobody. */
  String mode() throws IOException {
    try {
      String answer = FourLetterWordMain.send4LetterWord(HOST, clientPort, "srvr", false, 5_000);
      return answer
          .lines()
          .filter(line -> line.startsWith("Mode: "))
          .map(line -> line.substring("Mode: ".length()))
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return ""; // it does not listen, or did not answer in time
    } catch (SSLContextException e) {
      throw new IOException(e);
    }
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Ends it by SIGTERM. */
  void stop() throws IOException, InterruptedException {
    process.toHandle().destroy();
    awaitEnd();
  }

  /** Sends it SIGKILL. */
  void kill() {
    process.toHandle().destroyForcibly();
  }

  /** Returns when it has ended, by whatever means. */
  void awaitEnd() throws IOException, InterruptedException {
    Wait.until(DEADLINE, "the end of " + this, () -> !process.isAlive());
  }

  /** Deletes all that it has, as if its volume were new. */
  void wipe() throws IOException {
    Picture.delete(dataDir.resolve("version-2"));
    if (!dataLogDir.equals(dataDir)) {
      Picture.delete(dataLogDir.resolve("version-2"));
    }
  }

  /** How many lines of its logs have some words. */
  long logged(String words) throws IOException {
    long count = 0;
    for (Path log : logs) {
      // not strictly: a SIGKILL may cut a character in two
      String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
      count += text.lines().filter(line -> line.contains(words)).count();
    }
    return count;
  }

  private String lastWords() throws IOException {
    String text = new String(Files.readAllBytes(logs.get(logs.size() - 1)), StandardCharsets.UTF_8);
    return text.substring(Math.max(0, text.length() - 4_000));
  }

  @Override
  public String toString() {
    return "member " + id + " (" + (codec == StreamMode.CHECKED ? "plain" : codec.getName()) + ")";
  }

  /** Ends it if it runs. */
  void close() throws IOException, InterruptedException {
    if (isAlive()) {
      kill();
      awaitEnd();
    }
  }
}

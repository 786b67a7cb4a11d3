package dev.snapkeeper.torture;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.zookeeper.server.persistence.SnapStream.StreamMode;

/** Three members on the loopback interface, as different as their settings allow. */
final class Ensemble {
  /** A snapshot comes after half as many to so many transactions. */
  static final int SNAP_COUNT = 200;

  /** Who lags by more transactions is not brought up to date from the leader's memory. */
  static final int COMMIT_LOG_COUNT = 100;

  /** The member that compresses its snapshots with gzip. */
  static final int GZIP = 2;

  private final List<Member> members;

  private Ensemble(List<Member> members) {
    this.members = List.copyOf(members);
  }

  /** Starts all three, and returns when all serve. */
  static Ensemble start(Path work, double sizeFactor) throws IOException, InterruptedException {
    return start(work, sizeFactor, work.resolve("member-" + GZIP + "/data"));
  }

  /** The same, with the directories of the member that compresses with gzip somewhere. */
  static Ensemble start(Path work, double sizeFactor, Path gzipData)
      throws IOException, InterruptedException {
    List<Integer> ports = freePorts(9);
    StringBuilder lines = new StringBuilder();
    for (int id = 1; id <= 3; id++) {
      lines.append(
          "server.%d=127.0.0.1:%d:%d%n".formatted(id, ports.get(id + 2), ports.get(id + 5)));
    }
    List<Member> members = new ArrayList<>();
    for (int id = 1; id <= 3; id++) {
      Path home = work.resolve("member-" + id);
      Path dataDir = id == GZIP ? gzipData : home.resolve("data");
      members.add(
          new Member(
              id,
              home,
              dataDir,
              id == 1 ? home.resolve("datalog") : dataDir,
              ports.get(id - 1),
              List.of(StreamMode.CHECKED, StreamMode.GZIP, StreamMode.SNAPPY).get(id - 1),
              lines.toString()));
    }
    Ensemble ensemble = new Ensemble(members);
    try {
      for (Member member : members) {
        member.start(sizeFactor);
      }
      ensemble.awaitServing();
    } catch (IOException | InterruptedException | RuntimeException e) {
      ensemble.close();
      throw e;
    }
    return ensemble;
  }

  List<Member> members() {
    return members;
  }

  /** Where clients connect. */
  String servers() {
    return members.stream().map(Member::address).collect(Collectors.joining(","));
  }

  /** Returns when all members serve: all have caught up with the leader then. */
  void awaitServing() throws IOException, InterruptedException {
    for (Member member : members) {
      member.awaitServing();
    }
  }

  /** The member that leads at the moment, once there is one. */
  Member leader() throws IOException, InterruptedException {
    List<Member> leaders = new ArrayList<>();
    Wait.until(
        Duration.ofMinutes(2),
        "a leader",
        () -> {
          for (Member member : members) {
            if (member.mode().equals("leader")) {
              leaders.add(member);
            }
          }
          return !leaders.isEmpty();
        });
    return leaders.get(0);
  }

  /** Ends all members. */
  void close() throws IOException, InterruptedException {
    for (Member member : members) {
      member.close();
    }
  }

  /**
   * Ports that nobody listens on. They lie below those that Linux hands out to outgoing
   * connections, or a client could take that of a member while it is down.
   */
  static List<Integer> freePorts(int count) throws IOException {
    Random random = new Random(); // not from the seed: two runs of one seed must not meet
    List<Integer> ports = new ArrayList<>();
    for (int tries = 0; ports.size() < count; tries++) {
      int port = 10_000 + random.nextInt(22_000);
      if (!ports.contains(port) && isFree(port)) {
        ports.add(port);
      } else if (tries > 1_000) {
        throw new IOException("no free ports");
      }
    }
    return ports;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}

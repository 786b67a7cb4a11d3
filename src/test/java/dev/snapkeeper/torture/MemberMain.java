package dev.snapkeeper.torture;

import java.io.IOException;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;

/** A ZooKeeper server in a JVM of its own, which does not outlive whoever started it. */
public final class MemberMain {
  private MemberMain() {}

  /** Starts the server that a zoo.cfg describes: a member of an ensemble, or one alone. */
  public static void main(String[] args) {
    endWithTheStarter();
    QuorumPeerMain.main(args);
  }

  /** The starter holds the other end of stdin open; however it ends, the pipe ends with it. */
  static void endWithTheStarter() {
    Thread watch = new Thread(MemberMain::awaitTheEnd, "death watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static void awaitTheEnd() {
    try {
      while (System.in.read() >= 0) {
        // nothing is ever written to it
      }
    } catch (IOException e) {
      // as good as its end
    }
    Runtime.getRuntime().halt(1);
  }
}

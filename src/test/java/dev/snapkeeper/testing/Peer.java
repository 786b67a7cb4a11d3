package dev.snapkeeper.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.apache.zookeeper.server.PurgeTxnLog;
import org.apache.zookeeper.server.SnapshotComparer;

/**
 * ZooKeeper's own tools, run within the test's JVM: its purge, let loose on a copy of a directory,
 * which is what zkCleanup.sh does, and its SnapshotComparer.
 */
public final class Peer {
  /** SnapshotComparer goes through trees by recursion. */
  private static final long STACK = 1L << 29;

  private Peer() {}

  /**
   * Purges a data directory with {@link PurgeTxnLog} itself.
   *
   * @return the names that it says it removed, in its order
   */
  public static List<String> purge(Path dataDir, Path dataLogDir, int retain) throws IOException {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      PurgeTxnLog.purge(dataLogDir.toFile(), dataDir.toFile(), retain);
    } finally {
      System.setOut(out);
    }
    return printed
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith("Removing file: "))
        .map(line -> line.substring(line.lastIndexOf('/') + 1))
        .toList();
  }

  /** Copies a directory with its modification times. */
  public static Path copy(Path directory, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            target.resolve(directory.relativize(file).toString()),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return target;
  }

  /**
   * Compares two snapshots with {@link SnapshotComparer} itself.
   *
   * @param typed what it reads from stdin; where that ends, the run ends
   * @return what it printed, from the first node count on
   */
  public static synchronized String compare(
      Path left, Path right, String typed, String... options) {
    List<String> args = new ArrayList<>(List.of("-l", left.toString(), "-r", right.toString()));
    args.addAll(List.of(options));
    PrintStream out = System.out;
    InputStream in = System.in;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Throwable[] failure = {null};
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setIn(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
    try {
      Thread thread =
          new Thread(
              null,
              () -> {
                try {
                  SnapshotComparer.main(args.toArray(String[]::new));
                } catch (NoSuchElementException typedNoMore) {
                  // that is how it takes the end of its input
                } catch (Throwable e) {
                  failure[0] = e;
                }
              },
              "peer",
              STACK);
      thread.start();
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      System.setOut(out);
      System.setIn(in);
    }
    if (failure[0] != null) {
      throw new AssertionError("SnapshotComparer failed", failure[0]);
    }
    return fromNodeCount(printed.toString(StandardCharsets.UTF_8));
  }

  /** The part of a report that SnapshotComparer prints too. */
  public static String fromNodeCount(String report) {
    return report.substring(report.indexOf("Node count:"));
  }
}

package dev.snapkeeper.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.zookeeper.server.PurgeTxnLog;

/** ZooKeeper's own purge, let loose on a copy of a directory: what zkCleanup.sh does. */
public final class Peer {
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
}

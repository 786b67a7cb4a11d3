package dev.snapkeeper.torture;

import dev.snapkeeper.testing.Picture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.zookeeper.server.DataNode;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.server.persistence.Util;

/**
 * What a server comes to when it starts on some files: by ZooKeeper's own code, and without one.
 *
 * @param zxid of the last transaction
 * @param tree the znodes that count, with their data
 */
record Restore(long zxid, Map<String, byte[]> tree) {

  /**
   * Restores the newest snapshot and replays the logs.
   *
   * @throws IOException when there is nothing that a server could start from
   */
  static Restore of(Path dataDir, Path dataLogDir) throws IOException {
    FileTxnSnapLog files = new FileTxnSnapLog(dataLogDir.toFile(), dataDir.toFile());
    try {
      DataTree tree = new DataTree();
      long zxid = files.restore(tree, new ConcurrentHashMap<>(), (header, record, digest) -> {});
      Map<String, byte[]> znodes = new TreeMap<>();
      DataNode root = tree.getNode(Workload.ROOT);
      if (root != null) {
        for (String child : root.getChildren()) {
          String path = Workload.ROOT + "/" + child;
          znodes.put(path, tree.getNode(path).getData());
        }
      }
      return new Restore(zxid, znodes);
    } finally {
      files.close();
    }
  }

  /**
   * Restores one of several snapshots, with all logs, by means of links.
   *
   * @param work a directory on the same file system
   * @return empty where ZooKeeper refuses the snapshot
   */
  static Optional<Restore> ofOne(Path snapshot, Path logs, Path work) throws IOException {
    Path scratch = Files.createTempDirectory(work, "one-");
    try {
      Path version2 = Files.createDirectories(scratch.resolve("data/version-2"));
      Files.createLink(version2.resolve(snapshot.getFileName()), snapshot);
      Path logs2 = Files.createDirectories(scratch.resolve("datalog/version-2"));
      for (Path log : named(logs, "log.")) {
        Files.createLink(logs2.resolve(log.getFileName()), log);
      }
      return unlessRefused(scratch.resolve("data"), scratch.resolve("datalog"));
    } finally {
      Picture.delete(scratch);
    }
  }

  /** As {@link #of}; empty where ZooKeeper refuses the snapshots. */
  static Optional<Restore> unlessRefused(Path dataDir, Path dataLogDir) {
    try {
      return Optional.of(of(dataDir, dataLogDir));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The zxid in a txn log's name, or -1 for another file. */
  static long logZxid(Path log) {
    return Util.getZxidFromName(log.getFileName().toString(), "log");
  }

  /** The zxid in a snapshot's name. */
  static long zxid(Path snapshot) {
    return Util.getZxidFromName(snapshot.getFileName().toString(), "snapshot");
  }

  /** The files of a directory whose names begin so, sorted. */
  static List<Path> named(Path directory, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .sorted()
          .toList();
    }
  }

  /** Copies the files of a directory into a new one, as they are at the moment. */
  static void copy(Path directory, Path target) throws IOException {
    Files.createDirectories(target);
    for (Path file : named(directory, "")) {
      try {
        copyFile(file, target.resolve(file.getFileName()));
      } catch (NoSuchFileException e) {
        // a temporary of the server's, which has its real name by now
      }
    }
  }

  /** Keeps the time, and leaves holes where there are only zeros: logs are preallocated. */
  private static void copyFile(Path file, Path target) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(4 * 1024);
    byte[] zeros = new byte[buffer.capacity()];
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long end = 0;
      while (in.read(buffer) >= 0) {
        buffer.flip();
        int length = buffer.remaining();
        boolean last = in.position() >= in.size();
        if (last || !Arrays.equals(buffer.array(), 0, length, zeros, 0, length)) {
          while (buffer.hasRemaining()) {
            out.write(buffer, end + buffer.position());
          }
        }
        end += length;
        buffer.clear();
      }
    }
    Files.setLastModifiedTime(target, Files.getLastModifiedTime(file));
  }
}

package dev.snapkeeper.snapshot;

import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.Codec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.zookeeper.Quotas;
import org.apache.zookeeper.StatsTrack;

/**
 * How long the data of a snapshot's znodes is once ZooKeeper has loaded it. That differs from what
 * the file holds only where there are quotas: on loading, what is used of a quota is counted anew
 * and written into its {@code zookeeper_stats} ({@code DataTree.setupQuota}). What is used is known
 * only after the snapshot has been read to its end, and so it has to be read once more, which
 * {@link #count} does, if there is any quota in it.
 */
public final class LoadedQuotas {
  private static final byte[] BELOW_QUOTA =
      (Quotas.quotaZookeeper + "/").getBytes(StandardCharsets.UTF_8);
  private static final String LIMITS = "/" + Quotas.limitNode;

  /** What the file holds below /zookeeper/quota: lengths of data, by path. */
  private final Map<String, Integer> lengths = new HashMap<>();

  /** Names of children below /zookeeper/quota, in the kind of set that decides their order. */
  private final Map<String, Set<String>> children = new HashMap<>();

  /** Lengths after loading, by path, where they are not those of the file. */
  private final Map<String, Integer> loaded = new HashMap<>();

  private record Used(long znodes, long bytes) {}

  /**
   * The length of the data of the reader's current node: as ZooKeeper loads it once it was {@link
   * #count counted}, before that as the file has it. Every node of a snapshot has to be asked for
   * once before counting.
   */
  public int dataLength(SnapshotReader reader) {
    byte[] path = reader.path();
    if (reader.depth() < 3
        || path[1] != BELOW_QUOTA[1]
        || !Arrays.equals(path, 0, BELOW_QUOTA.length, BELOW_QUOTA, 0, BELOW_QUOTA.length)) {
      return reader.dataLength();
    }
    return lengthBelowQuota(reader);
  }

  private int lengthBelowQuota(SnapshotReader reader) {
    String path = new String(reader.path(), 0, reader.pathLength(), StandardCharsets.UTF_8);
    int slash = path.lastIndexOf('/');
    children
        .computeIfAbsent(path.substring(0, slash), parent -> new HashSet<>(8)) // as in DataNode
        .add(path.substring(slash + 1));
    lengths.put(path, reader.dataLength());
    return loaded.getOrDefault(path, reader.dataLength());
  }

  /**
   * Counts what is used of the quotas.
   *
   * @return whether any length is not what {@link #dataLength} has said so far
   * @throws DamagedSnapshotException when the content is proven wrong
   * @throws IOException when it could not be read
   * @throws StopSignal.StoppedException when a signal asked to stop
   */
  public boolean count(Path file, Codec codec, StopSignal stop)
      throws IOException, DamagedSnapshotException {
    List<String> paths = paths();
    if (paths.isEmpty()) {
      return false;
    }
    Map<String, Used> used = used(new HashSet<>(paths), file, codec, stop);
    for (String path : paths) {
      Used without = used.getOrDefault(path, new Used(0, 0));
      StatsTrack track = new StatsTrack();
      track.setCount(without.znodes());
      track.setBytes(without.bytes() + lengthened(path));
      String stats = Quotas.statPath(path);
      Integer length = lengths.get(stats);
      int now = track.getStatsBytes().length;
      if (length != null && length != now) {
        loaded.put(stats, now);
      }
    }
    return !loaded.isEmpty();
  }

  /** The paths that have a quota, in the order in which ZooKeeper comes upon them. */
  private List<String> paths() {
    List<String> paths = new ArrayList<>();
    Deque<String> ahead = new ArrayDeque<>(List.of(Quotas.quotaZookeeper));
    while (!ahead.isEmpty()) {
      String path = ahead.pop();
      Set<String> names = children.getOrDefault(path, Set.of());
      if (names.isEmpty() && path.endsWith(LIMITS)) {
        paths.add(path.substring(Quotas.quotaZookeeper.length(), path.indexOf(LIMITS)));
      }
      List<String> reversed = new ArrayList<>(names);
      Collections.reverse(reversed);
      reversed.forEach(name -> ahead.push(path + "/" + name));
    }
    return paths;
  }

  /** By how much a subtree has grown because quotas within it were counted already. */
  private long lengthened(String path) {
    long bytes = 0;
    for (Map.Entry<String, Integer> stats : loaded.entrySet()) {
      if (stats.getKey().equals(path) || stats.getKey().startsWith(path + "/")) {
        bytes += stats.getValue() - lengths.get(stats.getKey());
      }
    }
    return bytes;
  }

  /** Counts subtrees as the file has them; a path that is not there is not in the result. */
  private static Map<String, Used> used(Set<String> paths, Path file, Codec codec, StopSignal stop)
      throws IOException, DamagedSnapshotException {
    Map<String, Used> used = new HashMap<>();
    Set<Integer> pathLengths = new HashSet<>();
    paths.forEach(path -> pathLengths.add(path.getBytes(StandardCharsets.UTF_8).length));
    Deque<OpenPath> open = new ArrayDeque<>();
    try (SnapshotReader reader =
        SnapshotReader.open(file, codec, Set.of(SnapshotReader.Option.TRUST_SEALS), stop)) {
      stop.progress().expect(reader.fileLength());
      long nodes = 0;
      long bytes = 0;
      while (reader.next()) {
        while (!open.isEmpty() && open.peek().depth() >= reader.depth()) {
          open.pop().close(used, nodes, bytes);
        }
        if (pathLengths.contains(reader.pathLength())) {
          String path = new String(reader.path(), 0, reader.pathLength(), StandardCharsets.UTF_8);
          if (paths.contains(path)) {
            open.push(new OpenPath(path, reader.depth(), nodes, bytes));
          }
        }
        nodes++;
        bytes += reader.dataLength();
      }
      while (!open.isEmpty()) {
        open.pop().close(used, nodes, bytes);
      }
    }
    return used;
  }

  /** A subtree that is being counted, and what was counted before it began. */
  private record OpenPath(String path, int depth, long nodes, long bytes) {
    void close(Map<String, Used> used, long nodesNow, long bytesNow) {
      used.put(path, new Used(nodesNow - nodes, bytesNow - bytes));
    }
  }
}

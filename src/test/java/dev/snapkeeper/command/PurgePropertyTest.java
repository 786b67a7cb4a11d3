package dev.snapkeeper.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import dev.snapkeeper.ExitCode;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.testing.InMemory;
import dev.snapkeeper.testing.Peer;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Run;
import dev.snapkeeper.testing.ServerFiles;
import dev.snapkeeper.testing.ServerFiles.Restored;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.Adler32;
import org.apache.zookeeper.server.persistence.SnapStream.StreamMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What holds for any directory. Random, and replayable: a failure names its seed, and {@code
 * -Dsnapkeeper.seed=N} runs that one alone.
 */
class PurgePropertyTest {
  private static final int HEALTHY = 2000;
  private static final int HISTORIES = 120;

  private static final List<StreamMode> CODECS =
      List.of(StreamMode.CHECKED, StreamMode.GZIP, StreamMode.SNAPPY);

  @TempDir(factory = InMemory.class)
  Path temp;

  private interface Property {
    void holdsFor(long seed, Path dataDir) throws Exception;
  }

  private void check(int count, Property property) throws Exception {
    Long only = Long.getLong("snapkeeper.seed");
    long first = only == null ? System.nanoTime() : only;
    for (long seed = first; seed < first + (only == null ? count : 1); seed++) {
      Path dataDir = temp.resolve("seed");
      try {
        property.holdsFor(seed, dataDir);
      } catch (AssertionError | Exception e) {
        throw new AssertionError("-Dsnapkeeper.seed=" + seed, e);
      }
      Picture.delete(dataDir);
    }
  }

  private Run purge(Path dataDir, String... options) {
    return Run.purgeIn(List.of(temp), Picture.NOW, new StopSignal(), dataDir, options);
  }

  @Test
  void deletesFromAHealthyDirectoryExactlyWhatZooKeepersPurgeDeletes() throws Exception {
    int[] deletions = new int[1];
    check(
        HEALTHY,
        (seed, dataDir) -> {
          Random random = new Random(seed);
          drawHealthy(random, dataDir);
          int retain = 3 + random.nextInt(3);
          Path theirs = Peer.copy(dataDir, temp.resolve("theirs"));
          deletions[0] += Peer.purge(theirs, theirs, retain).size();
          String before = names(dataDir);

          Run run = purge(dataDir, "--retain", Integer.toString(retain));

          assertEquals(ExitCode.OK, run.exit(), run.out());
          if (before.lines().filter(name -> name.startsWith("snapshot.")).count() >= retain) {
            assertEquals(names(theirs), names(dataDir), before);
          } else {
            assertEquals(before, names(dataDir));
          }
          Picture.delete(theirs);
        });
    assertTrue(deletions[0] > 0, "there was nothing to delete in any of them");
  }

  /**
   * Names and contents as a server leaves them; zxids, codecs, epochs, gaps and times at random.
   */
  private static void drawHealthy(Random random, Path dataDir) throws IOException {
    Path version2 = Files.createDirectories(dataDir.resolve("version-2"));
    TreeSet<Long> zxids = new TreeSet<>();
    long zxid = random.nextInt(3) == 0 ? (long) random.nextInt(5) << 32 : 0;
    for (int i = 4 + random.nextInt(24); i > 0; i--) {
      zxid += 1 + random.nextInt(random.nextInt(4) == 0 ? 100_000 : 9);
      if (random.nextInt(12) == 0) {
        zxid = ((zxid >>> 32) + 1 + random.nextInt(3)) << 32 | random.nextInt(50);
      }
      zxids.add(zxid);
    }
    boolean alike = random.nextInt(4) == 0;
    long last = zxids.last() + random.nextInt(10);
    int minute = 0;
    for (long z : zxids) {
      FileTime time =
          FileTime.from(
              Picture.NOW.minus(Duration.ofHours(8)).plusSeconds(alike ? 0 : 60 * minute++));
      String hex = Long.toHexString(z);
      if (random.nextBoolean()) {
        StreamMode codec = CODECS.get(random.nextInt(CODECS.size()));
        Path file = version2.resolve("snapshot." + hex + codec.getFileExtension());
        Files.write(file, Picture.snapshot(codec));
        Files.setLastModifiedTime(file, time);
      }
      if (random.nextBoolean() || z == zxids.first()) {
        Path file = version2.resolve("log." + hex);
        Files.write(file, log(last));
        Files.setLastModifiedTime(file, time);
      }
    }
  }

  /** A log as ZooKeeper writes it, but for the zxid of its one transaction. */
  private static byte[] log(long zxid) {
    byte[] log = Picture.log("log:1..1").clone();
    int record = 16;
    ByteBuffer buffer = ByteBuffer.wrap(log);
    int length = buffer.getInt(record + 8);
    int body = record + 12;
    buffer.putLong(body + 12, zxid);
    Adler32 sum = new Adler32();
    sum.update(log, body, length);
    buffer.putLong(record, sum.getValue());
    return Arrays.copyOf(log, body + length + 1);
  }

  @Test
  void neverDeletesMoreThanZooKeepersPurgeAndNothingThatARetainedSnapshotNeeds() throws Exception {
    Map<ExitCode, Integer> exits = new HashMap<>();
    check(
        HISTORIES,
        (seed, dataDir) -> {
          Random random = new Random(seed);
          live(random, dataDir);
          damage(random, dataDir.resolve("version-2"));
          Map<String, Restored> before = restorable(dataDir);
          Path theirs = Peer.copy(dataDir, temp.resolve("theirs"));
          Peer.purge(theirs, theirs, 3);
          Set<String> left = new HashSet<>(names(theirs).lines().toList());
          List<String> all = names(dataDir).lines().toList();
          String inspected = Run.inspect(dataDir, "--output", "json").out();
          JsonObject foretold = JsonParser.object().from(inspected).getObject("purge");

          Run run = purge(dataDir);

          exits.merge(run.exit(), 1, Integer::sum);
          Set<String> ourDeletions = new TreeSet<>(all);
          ourDeletions.removeAll(names(dataDir).lines().toList());
          assertEquals(
              foretold.getObject("would_delete").getInt("count"), ourDeletions.size(), inspected);
          assertEquals(foretold.has("refusal"), run.exit() == ExitCode.REFUSED, inspected);
          assertTrue(
              ourDeletions.stream().noneMatch(left::contains),
              () -> "kept by the peer: " + ourDeletions);
          Map<String, Restored> after = restorable(dataDir);
          assertEquals(
              Math.min(before.size(), 3),
              Math.min(after.size(), 3),
              () ->
                  "of "
                      + all
                      + " a server could start from "
                      + before
                      + ", then "
                      + after
                      + "\n"
                      + run.out());
          after.forEach((name, restored) -> assertEquals(before.get(name), restored, name));
          Picture.delete(theirs);
        });
    assertTrue(
        Set.of(ExitCode.OK, ExitCode.REFUSED).equals(exits.keySet())
            || Long.getLong("snapkeeper.seed") != null,
        () -> "some are purged, some refused, nothing else: " + exits);
  }

  /** A server's life: transactions, snapshots that lag behind log rolls or not, new epochs. */
  private static void live(Random random, Path dataDir) {
    try (ServerFiles server = new ServerFiles(dataDir)) {
      for (int i = 3 + random.nextInt(5); i > 0; i--) {
        // A server that writes digests cannot read a last zxid without one (FileSnap.deserialize).
        boolean digest = random.nextBoolean();
        server
            .codec(CODECS.get(random.nextInt(CODECS.size())))
            .trailers(digest, digest && random.nextBoolean())
            .transactions(1 + random.nextInt(9))
            .snapshot();
        if (random.nextInt(3) == 0) {
          server.transactions(1 + random.nextInt(4));
        }
        if (random.nextInt(4) > 0) {
          server.rollLog();
        }
        if (random.nextInt(6) == 0) {
          server.rollLog().nextEpoch();
        }
      }
      server.transactions(1 + random.nextInt(5));
    }
  }

  private static void damage(Random random, Path version2) throws IOException {
    List<String> names = Picture.names(version2).lines().toList();
    List<String> snapshots = names.stream().filter(n -> n.startsWith("snapshot.")).toList();
    for (int i = random.nextInt(4); i > 0; i--) {
      Path file = version2.resolve(snapshots.get(random.nextInt(snapshots.size())));
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length == 0) {
        continue; // cut to nothing by the round before
      }
      if (random.nextBoolean()) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      } else {
        bytes[bytes.length / 2] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, bytes);
    }
    List<String> junk = List.of("snapshot.bak", "log.txt", "snapshot.fade.gz", "log.3.old", "core");
    for (int i = random.nextInt(3); i > 0; i--) {
      Files.write(
          version2.resolve(junk.get(random.nextInt(junk.size()))), new byte[] {31, -117, 8});
    }
    if (random.nextInt(3) == 0) {
      Files.write(version2.resolve("log.ffffffffffff"), new byte[0]);
    }
    List<Path> all = new ArrayList<>();
    Picture.names(version2).lines().forEach(name -> all.add(version2.resolve(name)));
    for (Path file : all) {
      Files.setLastModifiedTime(file, FileTime.from(Picture.NOW.minus(Duration.ofHours(3))));
    }
  }

  /**
   * What a server comes to that starts from one snapshot alone, for each that it can start from.
   */
  private Map<String, Restored> restorable(Path dataDir) throws IOException {
    Map<String, Restored> restorable = new TreeMap<>();
    List<String> names = names(dataDir).lines().toList();
    for (String name : names) {
      if (name.matches("snapshot\\.[0-9a-f]+(\\.gz|\\.snappy)?")) {
        Path one = Files.createDirectories(temp.resolve("one/version-2"));
        for (String file : names) {
          if (file.equals(name) || file.matches("log\\.[0-9a-f]+")) {
            Files.copy(dataDir.resolve("version-2").resolve(file), one.resolve(file));
          }
        }
        try {
          restorable.put(name, ServerFiles.restore(one.getParent(), one.getParent()));
        } catch (IOException | RuntimeException cannotStart) {
          // damaged: a server refuses it too, or ends with a NullPointerException
        }
        Picture.delete(one.getParent());
      }
    }
    return restorable;
  }

  private static String names(Path dataDir) {
    return Picture.names(dataDir.resolve("version-2"));
  }
}

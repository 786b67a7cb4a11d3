package dev.snapkeeper.check;

import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.testing.BigSnapshots;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Znodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Writes the snapshots whose pages are looked at in a browser: see {@code src/check/page}. */
public final class PageSnapshots {
  /** Names that would do something if they were taken for anything but text. */
  private static final List<String> HOSTILE =
      List.of(
          "</script><script>window.broken=1<",
          "<img src=x onerror=window.broken=1>",
          "<svg onload=window.broken=1>",
          "\"' onmouseover='window.broken=1",
          "{a|b} ${window.broken=1} {{library}}",
          "line\u2028and\u2029paragraph",
          "\u0001\n\u001b[31m",
          "\u202etxt.exe");

  private PageSnapshots() {}

  /**
   * Writes two pairs and two data directories.
   *
   * @param args the directory
   */
  public static void main(String[] args) throws IOException {
    Path dir = Path.of(args[0]);
    BigSnapshots million = BigSnapshots.of(1_000_000);
    million.write(dir.resolve("million.left"), Codec.PLAIN);
    million.with(0.01, 0.005, 0.005).write(dir.resolve("million.right"), Codec.PLAIN);

    Znodes before = new Znodes().put("/plain/kept", 20_000).put("/plain/gone", 15_000);
    Znodes after = before.copy().remove("/plain/gone").put("/plain/new", 40_000);
    HOSTILE.forEach(name -> after.put("/hostile/" + name, 20_000));
    before.write(dir.resolve("hostile.left"));
    after.write(dir.resolve("hostile.right"));

    Path version2 = Files.createDirectories(dir.resolve("data/version-2"));
    Znodes tree = tables(new Random(1));
    for (int i = 0; i < 9; i++) {
      tree.putMany("/app/queue/task-" + i + "-", 60 + 10 * i, 1_000);
      Path file = tree.write(version2.resolve("snapshot." + Integer.toHexString(0x100 + 64 * i)));
      if (i == 4) {
        Files.write(file, new byte[1_000_000]);
      }
      Files.setLastModifiedTime(
          file, FileTime.from(Picture.NOW.minus(Duration.ofHours(3L * (9 - i)))));
    }
    tree.write(Files.createDirectories(dir.resolve("one/version-2")).resolve("snapshot.1"));
  }

  private static Znodes tables(Random random) {
    Znodes tree = new Znodes().put("/app/state", 120_000);
    for (int table = 0; table < 30; table++) {
      String path = "/clickhouse/tables/shard" + table % 4 + "/events_" + table;
      tree.put(path + "/columns", 900 + random.nextInt(9_000));
      tree.putMany(path + "/log/log-", 20 + random.nextInt(200), 150);
      tree.putMany(path + "/replicas/r1/parts/all_", 10 + random.nextInt(300), 130);
      tree.putMany(path + "/replicas/r2/parts/all_", 10 + random.nextInt(300), 130);
    }
    return tree.putMany("/kafka/brokers/topics/topic-", 150, 300);
  }
}

package dev.snapkeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.snapshot.SnapshotSummary;
import dev.snapkeeper.testing.BigSnapshots;
import dev.snapkeeper.testing.Jar;
import dev.snapkeeper.testing.Jar.Ended;
import dev.snapkeeper.testing.Picture;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xerial.snappy.SnappyOutputStream;

/** The packaged jar in a heap that is far smaller than what it reads. */
class ConstantMemoryIT {
  /** A bare run needs 5 MiB. */
  private static final String HEAP = "-Xmx16m";

  private static final int MANY = 500_000;
  private static final int FEWER = 200_000; // gzip takes long to write
  private static final long LEAST_READ = 300L << 20;

  @TempDir Path dataDir;

  private static void age(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
  }

  /** Purges in a small heap, and draws what was retained or is damaged, one snapshot a line. */
  private String purge() throws Exception {
    Ended run =
        Jar.asMyself()
            .and(HEAP)
            .run("purge", "--data-dir", dataDir.toString(), "--dry-run", "-v", "--output", "json");
    assertTrue(run.status() == 0 || run.status() == 4, run.err());
    return JsonParser.object().from(run.out()).getArray("all_files").stream()
        .map(JsonObject.class::cast)
        .filter(file -> file.getString("name").startsWith("snapshot."))
        .map(
            file ->
                "%s %s %s\n"
                    .formatted(
                        file.getString("name"),
                        file.getString("verdict"),
                        file.has("fault") ? file.getString("fault") : file.getInt("znodes", 0)))
        .collect(Collectors.joining());
  }

  @Test
  void readsSnapshotsOfHundredsOfMegabytes() throws Exception {
    Path version2 = Files.createDirectory(dataDir.resolve("version-2"));
    long read = 0;
    int zxid = 50;
    for (Codec codec : Codec.values()) {
      Path file = version2.resolve("snapshot." + zxid++ + codec.extension());
      SnapshotSummary written =
          BigSnapshots.of(codec == Codec.GZIP ? FEWER : MANY).write(file, codec);
      read += written.streamBytes();
      age(file);
    }
    assertTrue(read > LEAST_READ, read + " bytes");
    Picture.draw(version2, "snapshot.1  sound  2h\n", Instant.now());
    assertEquals(
        """
        snapshot.52.snappy sound 500000
        snapshot.51.gz sound 200000
        snapshot.50 sound 500000
        snapshot.1 not_checked 0
        """,
        purge());
  }

  /** A stream that is sound up to a length, which promises 2 GiB; then so many bytes. */
  private static void writeLie(OutputStream file, List<Integer> head, int more) throws IOException {
    try (DataOutputStream out = new DataOutputStream(file)) {
      out.writeBytes("ZKSN");
      out.writeInt(2);
      out.writeLong(-1); // dbId
      for (int value : head) {
        out.writeInt(value);
      }
      byte[] filling = new byte[64 * 1024];
      Arrays.fill(filling, (byte) 'a');
      for (int left = more; left > 0; left -= filling.length) {
        out.write(filling, 0, Math.min(left, filling.length));
      }
    }
  }

  @Test
  void isNotTakenInByLengthsThatLie() throws Exception {
    Path version2 = Files.createDirectory(dataDir.resolve("version-2"));
    int huge = Integer.MAX_VALUE - 8;
    List<List<Integer>> lies =
        List.of(
            List.of(huge), // sessions
            List.of(0, huge), // no session; ACL lists
            List.of(0, 1, 0, 1, huge), // one list, its number; entries
            List.of(0, 1, 0, 1, 1, 31, huge), // one entry, its permissions; the scheme's length
            List.of(0, 0, huge), // no ACL list; the path's length
            List.of(0, 0, 0, huge)); // the root's path; the data's length
    int bomb = 24 << 20; // more than the heap; compressed, a thousandth of it
    for (int i = 0; i < lies.size(); i++) {
      Path file = version2.resolve("snapshot.10" + i);
      writeLie(Files.newOutputStream(file), lies.get(i), 100);
      OutputStream gzip = Files.newOutputStream(Path.of(file + ".gz"));
      writeLie(new GZIPOutputStream(gzip, 64 * 1024), lies.get(i), bomb);
      OutputStream snappy = Files.newOutputStream(Path.of(file + ".snappy"));
      writeLie(new SnappyOutputStream(snappy), lies.get(i), bomb);
    }
    List<String> names = Picture.names(version2).lines().toList();
    for (String name : names) {
      age(version2.resolve(name));
    }
    String verdicts = purge();
    assertEquals(18, verdicts.lines().count(), verdicts);
    for (String name : names) {
      int end = 16 + 4 * lies.get(name.charAt(11) - '0').size() + (name.length() > 12 ? bomb : 100);
      assertTrue(
          verdicts.contains(name + " damaged ends early, at byte " + end), name + ": " + verdicts);
    }
  }
}

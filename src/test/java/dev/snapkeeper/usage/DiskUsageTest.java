package dev.snapkeeper.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures of df. */
class DiskUsageTest {
  private static final int TRIES = 500;

  @TempDir Path temp;

  /** Source, size, used, available, percent, mount point: as GNU df prints them. */
  private static String df(Path directory) throws IOException, InterruptedException {
    Process df =
        new ProcessBuilder(
                "df", "-B1", "--output=source,size,used,avail,pcent,target", directory.toString())
            .start();
    String out = new String(df.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, df.waitFor());
    return out.lines().skip(1).findFirst().orElseThrow().strip().replaceAll(" +", " ");
  }

  private static String row(FileSystemUsage usage) {
    return String.join(
        " ",
        usage.source(),
        Long.toString(usage.size()),
        Long.toString(usage.used()),
        Long.toString(usage.available()),
        usage.percent() + "%",
        usage.mountPoint());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void agreesWithDf() throws Exception {
    assertAgreesWithDf(temp);
    Path other = Path.of("/dev/shm");
    if (Files.isDirectory(other)) {
      assertAgreesWithDf(other);
    }
  }

  private static void assertAgreesWithDf(Path directory) throws Exception {
    // The machine writes meanwhile: both figures have to stand still for a moment.
    String ours = "";
    String theirs = "";
    for (int i = 0; i < TRIES && (i == 0 || !ours.equals(theirs)); i++) {
      ours = row(DiskUsage.of(List.of(directory.toRealPath())).get(0));
      theirs = df(directory);
    }
    assertEquals(theirs, ours);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void hasARowForEachFileSystem() throws Exception {
    Path other = Path.of("/dev/shm");
    assumeTrue(Files.isDirectory(other), "there is no second file system here");
    Path one = Files.createDirectory(temp.resolve("a")).toRealPath();
    assertEquals(1, DiskUsage.of(List.of(one, temp.toRealPath())).size());
    List<FileSystemUsage> rows = DiskUsage.of(List.of(one, other));
    assertEquals(Files.getFileStore(one).equals(Files.getFileStore(other)) ? 1 : 2, rows.size());
    assertEquals("/dev/shm", rows.get(rows.size() - 1).mountPoint());
  }

  @Test
  void measuresAnyFileSystem() throws IOException {
    try (FileSystem memory =
        Jimfs.newFileSystem(Configuration.unix().toBuilder().setMaxSize(1 << 20).build())) {
      Path directory = Files.createDirectories(memory.getPath("/data/version-2"));
      Files.write(directory.resolve("x"), new byte[300_000]);
      assertEquals(
          "jimfs 1048576 303104 745472 29% /", row(DiskUsage.of(List.of(directory)).get(0)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "0, 100, 0",
    "1, 99, 1",
    "1, 999, 1",
    "85, 15, 85",
    "8501, 1499, 86",
    "100, 0, 100",
    "9223372036854775806, 1, 100",
    "4611686018427387903, 4611686018427387903, 50",
    "9223372036854775807, 9223372036854775807, 50",
    "9223372036854775807, 1, 100",
    "9223372036854775807, 9223372036854775806, 51",
    "0, 9223372036854775807, 0",
  })
  void roundsThePercentageUpAsDfDoes(long used, long available, int percent) {
    assertEquals(percent, new FileSystemUsage("x", "/", used, used, available).percent());
  }

  @Test
  void findsTheMountThatAPathLiesOn() {
    MountTable table =
        MountTable.parse(
            """
            22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            30 22 8:16 / /data rw shared:2 master:1 - xfs /dev/sdb rw
            31 30 8:32 / /data/version-2 rw - xfs /dev/sdc rw
            32 22 0:40 / /with\\040space\\011tab rw - tmpfs tmp\\134fs rw
            33 22 0:41 / /caf\u00c3\u00a9 rw - nfs4 server:/export rw
            34 30 8:48 / /data rw - ext4 /dev/on-top rw
            a line that is none
            """);
    assertEquals("/dev/sda1", source(table, "/"));
    assertEquals("/dev/sda1", source(table, "/database"));
    assertEquals("/dev/on-top", source(table, "/data/x"));
    assertEquals("/dev/sdc", source(table, "/data/version-2"));
    assertEquals("tmp\\fs", source(table, "/with space\ttab/x"));
    assertEquals("server:/export", source(table, "/café/x"));
    assertTrue(MountTable.read(Path.of("/no/such/table")).of(Path.of("/")).isEmpty());
  }

  /** Such as one beyond ASCII where the locale is POSIX. */
  @Test
  void passesOverAMountPointThatCannotBeAPathHere() {
    MountTable table =
        MountTable.parse(
            """
            22 1 8:1 / / rw - ext4 /dev/sda1 rw
            23 22 8:2 / /da\\000ta rw - ext4 /dev/sda2 rw
            """);
    assertEquals("/dev/sda1", source(table, "/data"));
  }

  /** In memory, since the locale may not let a real path be beyond ASCII. */
  private static String source(MountTable table, String path) {
    try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
      return table.of(memory.getPath(path)).orElseThrow().source();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

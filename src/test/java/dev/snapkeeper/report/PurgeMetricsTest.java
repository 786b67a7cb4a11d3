package dev.snapkeeper.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.plan.Fate;
import dev.snapkeeper.plan.PurgePlan;
import dev.snapkeeper.purge.PurgeOutcome;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Stages;
import dev.snapkeeper.usage.FileSystemUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PurgeMetricsTest {
  private static PurgeReport report(List<FileSystemUsage> before, List<FileSystemUsage> after)
      throws Exception {
    return new PurgeReport(
        "TEST",
        Stages.options(Path.of("/data")),
        Picture.NOW,
        Duration.ofMillis(1_234),
        before,
        after,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        ExitCode.DISK_PRESSURE);
  }

  private static String disk(PurgeReport report) {
    return Exposition.text(PurgeMetrics.of(report), Map.of())
        .lines()
        .filter(line -> line.startsWith("snapkeeper_disk_"))
        .map(line -> line.replace("snapkeeper_disk_", "") + "\n")
        .reduce("", String::concat);
  }

  @Test
  void eachFileSystemHasFiguresOfItsOwn() throws Exception {
    assertEquals(
        """
        available_bytes{mountpoint="/data",when="after"} 890.0
        available_bytes{mountpoint="/data",when="before"} 690.0
        available_bytes{mountpoint="/log",when="after"} 80.0
        available_bytes{mountpoint="/log",when="before"} 90.0
        freed_bytes{mountpoint="/data"} 200.0
        freed_bytes{mountpoint="/log"} -10.0
        size_bytes{mountpoint="/data",when="after"} 1000.0
        size_bytes{mountpoint="/data",when="before"} 1000.0
        size_bytes{mountpoint="/log",when="after"} 100.0
        size_bytes{mountpoint="/log",when="before"} 100.0
        used_bytes{mountpoint="/data",when="after"} 100.0
        used_bytes{mountpoint="/data",when="before"} 300.0
        used_bytes{mountpoint="/log",when="after"} 20.0
        used_bytes{mountpoint="/log",when="before"} 10.0
        """,
        disk(
            report(
                List.of(
                    new FileSystemUsage("/dev/a", "/data", 1_000, 300, 690),
                    new FileSystemUsage("/dev/b", "/log", 100, 10, 90)),
                List.of(
                    new FileSystemUsage("/dev/a", "/data", 1_000, 100, 890),
                    new FileSystemUsage("/dev/b", "/log", 100, 20, 80)))));
  }

  /** Each has a device number of its own; Prometheus takes a sample of the same labels once. */
  @Test
  void twoSubvolumesUnderOneMountPointAreTheSameFileSystem() throws Exception {
    List<FileSystemUsage> rows =
        List.of(
            new FileSystemUsage("/dev/a", "/", 1_000, 300, 690),
            new FileSystemUsage("/dev/a", "/", 1_000, 300, 690));
    assertEquals(
        """
        available_bytes{mountpoint="/",when="before"} 690.0
        size_bytes{mountpoint="/",when="before"} 1000.0
        used_bytes{mountpoint="/",when="before"} 300.0
        """,
        disk(report(rows, List.of())));
  }

  @Test
  void aFullDiskIsNoSuccess() throws Exception {
    assertEquals(
        """
        snapkeeper_duration_seconds 1.234
        snapkeeper_exit_code 6.0
        snapkeeper_last_run_timestamp_seconds 1.772366401234E9
        """,
        Exposition.text(PurgeMetrics.of(report(List.of(), List.of())), Map.of())
            .lines()
            .filter(line -> line.matches("snapkeeper_(last|dur|exit).*"))
            .map(line -> line + "\n")
            .reduce("", String::concat));
  }

  /** The second look failed, so nobody knows what is there. */
  @Test
  void whatNobodyLookedForAgainIsNotToldToBeThere(@TempDir Path temp) throws Exception {
    Picture.draw(temp.resolve("version-2"), Picture.HEALTHY);
    PurgePlan plan = Stages.plan(Stages.options(temp));
    PurgeOutcome unknown =
        new PurgeOutcome(
            plan.of(Fate.DELETE),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.of("gone"));
    PurgeReport report =
        new PurgeReport(
            "TEST",
            Stages.options(temp),
            Picture.NOW,
            Duration.ZERO,
            List.of(),
            List.of(),
            Optional.of(plan),
            Optional.of(unknown),
            Optional.of("gone"),
            List.of(),
            ExitCode.INCOMPLETE);
    String text = Exposition.text(PurgeMetrics.of(report), Map.of());
    assertTrue(text.contains("snapkeeper_deleted_files{kind=\"snapshot\"} "), text);
    assertFalse(text.matches("(?s).*snapkeeper_(kept|survived|lost)_.*"), text);
  }
}

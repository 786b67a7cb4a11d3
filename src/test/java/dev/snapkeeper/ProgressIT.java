package dev.snapkeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.testing.BigSnapshots;
import dev.snapkeeper.testing.Jar;
import dev.snapkeeper.testing.Jar.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar on a terminal, which script(1) makes, and without one. */
@EnabledOnOs(OS.LINUX)
class ProgressIT {
  @TempDir static Path dataDir;

  /** Takes an interpreter some seconds. */
  @BeforeAll
  static void writeASnapshot() throws Exception {
    Path version2 = Files.createDirectory(dataDir.resolve("version-2"));
    BigSnapshots.of(240_000).write(version2.resolve("snapshot.1"), Codec.PLAIN);
  }

  private static Jar slow() {
    return Jar.asMyself().and("-Xint");
  }

  private static String[] inspect() {
    return new String[] {"inspect", "--data-dir", dataDir.toString()};
  }

  @Test
  void showsABarOnATerminalAndLeavesTheReportAlone() throws Exception {
    Path report = dataDir.resolve("report");
    String command = String.join(" ", slow().command(inspect())) + " > " + report;

    Process script =
        new ProcessBuilder("script", "-qec", command, "/dev/null")
            .redirectErrorStream(true)
            .start();
    Ended run = Jar.ended(script);

    assertEquals(0, run.status(), run.out());
    String[] lines = run.out().split("\r", -1);
    assertTrue(
        lines[1].matches("read \\S+ of \\S+ \\[=* *] \\d+%, \\S+/s, \\S+ left *"), run.out());
    assertTrue(run.out().endsWith("\r" + " ".repeat(79) + "\r"), run.out());
    assertTrue(Files.readString(report).startsWith("SOUND: 1 sound snapshot, "), run.out());
  }

  @Test
  void isSilentWhereThereIsNone() throws Exception {
    Ended run = slow().run(inspect());
    assertEquals("", run.err());
    assertEquals(0, run.status());
    assertFalse(run.out().contains("\r"));
  }
}

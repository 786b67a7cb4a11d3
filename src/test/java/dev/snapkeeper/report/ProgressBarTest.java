package dev.snapkeeper.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.Progress;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.command.CompareCommand;
import dev.snapkeeper.options.CommandLineParser;
import dev.snapkeeper.options.Invocation;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Run;
import dev.snapkeeper.testing.Znodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seen by somebody who waits, and by nobody else. */
class ProgressBarTest {
  private static final long MEGABYTE = 1 << 20;

  @TempDir Path dir;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private long nanos = -5; // such clocks may start anywhere
  private boolean watched = true;
  private int looks;

  private final ProgressBar bar =
      new ProgressBar(new PrintStream(shown, true, StandardCharsets.UTF_8)) {
        @Override
        long nanoTime() {
          return nanos;
        }

        @Override
        boolean isWatched() {
          looks++;
          return watched;
        }
      };

  private void pass(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** What was drawn one over the other, each on a line, without the blanks behind. */
  private String shown() {
    StringBuilder lines = new StringBuilder();
    for (String line : shown.toString(StandardCharsets.UTF_8).split("\r", -1)) {
      lines.append(line.isEmpty() ? "" : line.stripTrailing() + "\n");
    }
    return lines.toString();
  }

  @Test
  void tellsHowMuchIsReadHowFastAndHowLongItTakes() {
    bar.expect(400 * MEGABYTE);
    pass(500);
    bar.read(50 * MEGABYTE);
    pass(500);
    bar.read(50 * MEGABYTE);
    pass(100);
    bar.read(1);
    pass(900);
    bar.read(150 * MEGABYTE);
    pass(100_000);
    bar.read(150 * MEGABYTE - 1);
    bar.end();

    assertEquals(
        """
        read 100M of 400M [======                  ] 25%, 100M/s, 3s left
        read 251M of 400M [===============         ] 62%, 125M/s, 2s left
        read 400M of 400M [========================] 100%, 4.0M/s, 0s left

        """,
        shown());
  }

  @Test
  void isSilentInTheFirstSecond() {
    bar.expect(MEGABYTE);
    pass(999);
    bar.read(MEGABYTE);
    bar.end();

    assertEquals("", shown());
    assertEquals(0, looks, "nor does it look for a terminal");
  }

  @Test
  void isSilentWhereNobodyWatches() {
    watched = false;
    bar.expect(100 * MEGABYTE);
    for (int i = 0; i < 100; i++) {
      pass(1_000);
      bar.read(MEGABYTE);
    }
    bar.end();

    assertEquals("", shown());
    assertEquals(1, looks);
  }

  @Test
  void leavesNothingBehind() {
    bar.expect(10);
    pass(1_000);
    bar.read(1);
    bar.end();
    bar.end();

    String last = shown.toString(StandardCharsets.UTF_8);
    assertTrue(last.endsWith("\r" + " ".repeat(79) + "\r"), last);
    assertEquals(2, last.split("\r ", -1).length, "cleared once");
  }

  @Test
  void knowsATerminalFromAnythingElse() throws Exception {
    assertTrue(ProgressBar.isTerminal(Path.of("/dev/tty")));
    assertFalse(ProgressBar.isTerminal(Path.of("/dev/null")));
    assertFalse(ProgressBar.isTerminal(Files.createFile(dir.resolve("file"))));
    assertFalse(ProgressBar.isTerminal(dir.resolve("missing")));
  }

  /** Of whatever is announced, as much is read, or it is told that it need not be. */
  private static final class Balance extends StopSignal {
    private long expected;
    private long read;
    private int ends;

    Balance() {
      tell(
          new Progress() {
            @Override
            public void expect(long bytes) {
              assertEquals(0, ends);
              expected += bytes;
            }

            @Override
            public void read(long bytes) {
              read += bytes;
              assertTrue(read <= expected, read + " of " + expected);
            }

            @Override
            public void end() {
              ends++;
            }
          });
    }

    void assertTrueAtTheEnd(long atLeast) {
      assertEquals(expected, read);
      assertTrue(read >= atLeast, read + " bytes");
      assertEquals(1, ends);
    }
  }

  private static final String MIXED =
      Picture.HEALTHY
          + """
          snapshot.500     truncated  2h
          snapshot.600.gz  flipped    2h
          log.421          empty      1h
          """;

  private void draw() throws IOException {
    Path version2 = dir.resolve("version-2");
    Picture.draw(version2, MIXED);
    Path givenUp = Files.write(version2.resolve("snapshot.700"), new byte[1 << 20]);
    Files.setLastModifiedTime(givenUp, FileTime.from(Picture.NOW.minusSeconds(7200)));
  }

  @Test
  void isToldTheTruthByPurge() throws IOException {
    draw();
    Balance balance = new Balance();
    Run.purgeAt(Picture.NOW, balance, dir, "--dry-run");
    balance.assertTrueAtTheEnd(3 * 2995 + 1996);
  }

  @Test
  void isToldTheTruthByInspect() throws IOException {
    draw();
    for (String verify : List.of("full", "tail", "none")) {
      Balance balance = new Balance();
      Run.inspect(balance, List.of(dir.getParent()), dir, "--verify", verify);
      balance.assertTrueAtTheEnd(verify.equals("full") ? 6 * 2995 + 1996 + 3 * 280 : 2 * 2995);
    }
  }

  @Test
  void isToldTheTruthByCompare() throws Exception {
    Znodes znodes = new Znodes().putMany("/a/b", 100, 100);
    Path left = znodes.write(dir.resolve("left"));
    Path right = znodes.put("/c", 10).write(dir.resolve("right.gz"));
    Balance balance = new Balance();
    Invocation.Compare compare =
        (Invocation.Compare)
            new CommandLineParser(FileSystems.getDefault())
                .parse("compare", "-l", left.toString(), "-r", right.toString());
    CompareCommand.run(
        compare.options(),
        new CompareCommand.Environment(
            "TEST", Clock.systemUTC(), balance, InputStream.nullInputStream()),
        new PrintStream(shown),
        new PrintStream(shown));
    balance.assertTrueAtTheEnd(Files.size(left) + Files.size(right));
  }
}

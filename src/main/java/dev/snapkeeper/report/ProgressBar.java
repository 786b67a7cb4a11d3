package dev.snapkeeper.report;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A line on stderr that tells how far the reading has come, for a person who waits: only where
 * stderr is a terminal, and only once it has taken a second. It is drawn between two reads, so
 * there is no thread to be stopped, and it is gone before anything else is printed.
 */
public class ProgressBar implements Progress {
  private static final long PATIENCE = Duration.ofSeconds(1).toNanos();
  private static final long INTERVAL = Duration.ofMillis(200).toNanos();

  /**
   * Nobody can ask a terminal for its width without native code; the narrowest usual one has 80.
   */
  private static final int WIDTH = 79;

  private static final int BAR = 24;
  private static final Path STDERR = Path.of("/proc/self/fd/2");

  private final PrintStream err;
  private boolean started;
  private boolean off;
  private boolean drawn;
  private long startedAt;
  private long nextAt;
  private long total;
  private long done;

  public ProgressBar(PrintStream err) {
    this.err = requireNonNull(err);
  }

  /** Nanoseconds since some moment. */
  long nanoTime() {
    return System.nanoTime();
  }

  /** Whether somebody watches. Is asked once, when there is something to be seen. */
  boolean isWatched() {
    return isTerminal(STDERR);
  }

  /**
   * Whether a path is a terminal, by the major number of its device (Linux's {@code
   * Documentation/admin-guide/devices.txt}). System.console() would tell of stdin and stdout, of
   * which neither matters here.
   */
  static boolean isTerminal(Path path) {
    try {
      int device = (int) Files.getAttribute(path, "unix:mode") >> 12 & 0xf;
      long major = (long) Files.getAttribute(path, "unix:rdev") >> 8 & 0xfff;
      boolean tty = major == 4 || major == 5 || (major >= 136 && major <= 143) || major == 229;
      return device == 2 && tty;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false; // no Linux, or no stderr
    }
  }

  @Override
  public void expect(long bytes) {
    start();
    total += bytes;
  }

  @Override
  public void read(long bytes) {
    start();
    done += bytes;
    if (off) {
      return;
    }
    long now = nanoTime();
    if (now - nextAt < 0) {
      return;
    }
    if (!drawn && !isWatched()) {
      off = true;
      return;
    }
    nextAt = now + INTERVAL;
    drawn = true;
    draw(line(Duration.ofNanos(now - startedAt)));
  }

  private void start() {
    if (!started) {
      started = true;
      startedAt = nanoTime();
      nextAt = startedAt + PATIENCE;
    }
  }

  private String line(Duration elapsed) {
    long all = Math.max(total, done);
    double share = all == 0 ? 1 : (double) done / all;
    double perSecond = done / (elapsed.toMillis() / 1000.0);
    int filled = (int) (share * BAR);
    Duration left = Duration.ofSeconds((long) Math.ceil((all - done) / Math.max(1, perSecond)));
    return "read "
        + Sizes.human(done)
        + " of "
        + Sizes.human(all)
        + " ["
        + "=".repeat(filled)
        + " ".repeat(BAR - filled)
        + "] "
        + (int) (100 * share)
        + "%, "
        + Sizes.human((long) perSecond)
        + "/s, "
        + Words.span(left)
        + " left";
  }

  /** Over what stands in the line. */
  private void draw(String line) {
    String cut = line.substring(0, Math.min(WIDTH, line.length()));
    err.print("\r" + cut + " ".repeat(WIDTH - cut.length()) + "\r");
    err.flush();
  }

  @Override
  public void end() {
    if (drawn) {
      draw("");
      drawn = false;
    }
    started = false;
    total = 0;
    done = 0;
  }
}

package dev.snapkeeper.torture;

import java.io.IOException;
import java.time.Duration;

/** Waits for what has to come. Deadlines are generous: the machine may be slow. */
final class Wait {
  private Wait() {}

  /** What is waited for. */
  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  /**
   * Looks again and again until a condition holds.
   *
   * @param what is waited for, in a few words
   * @throws IOException when it does not come in time
   */
  static void until(Duration deadline, String what, Condition condition)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("waited in vain for " + what + ", " + deadline.toSeconds() + " s");
      }
      Thread.sleep(50);
    }
  }
}

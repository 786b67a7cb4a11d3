package dev.snapkeeper.testing;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;

/**
 * Alters bytes and texts at random. Each run draws its own seed, and names it when something fails;
 * {@code -Dsnapkeeper.seed=...} repeats that run.
 */
public final class Mutator {
  private static final byte[] TELLING = {0, 1, 2, '/', '.', '=', '\\', 'B', 0x7f, -128, -1};

  private final long seed;
  private final Random random;

  private Mutator(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** A mutator with the seed that was asked for, or a new one. */
  public static Mutator ofThisRun() {
    return new Mutator(Long.getLong("snapkeeper.seed", System.nanoTime()));
  }

  /** From one to four alterations: a byte, a bit, a number, a cut, a piece moved or doubled. */
  public byte[] alter(byte[] original) {
    byte[] bytes = original.clone();
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      bytes = once(bytes);
    }
    return bytes;
  }

  private byte[] once(byte[] bytes) {
    if (bytes.length < 8) {
      byte[] more = new byte[8 + random.nextInt(64)];
      random.nextBytes(more);
      return more;
    }
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(7)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = TELLING[random.nextInt(TELLING.length)];
      case 2 -> { // a length or a count: jute's are four bytes
        int number = random.nextBoolean() ? random.nextInt() : random.nextInt(64) - 2;
        for (int i = 0; i < 4 && at + i < bytes.length; i++) {
          bytes[at + i] = (byte) (number >>> (24 - 8 * i));
        }
      }
      case 3 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 4 -> { // cut a piece out
        int end = at + random.nextInt(bytes.length - at);
        byte[] less = Arrays.copyOf(bytes, bytes.length - (end - at));
        System.arraycopy(bytes, end, less, at, bytes.length - end);
        return less;
      }
      case 5 -> { // put a piece in once more
        int count = 1 + random.nextInt(Math.min(200, bytes.length - at));
        byte[] more = Arrays.copyOf(bytes, bytes.length + count);
        System.arraycopy(bytes, at, more, at + count, bytes.length - at);
        return more;
      }
      default -> Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(40)), (byte) 0);
    }
    return bytes;
  }

  /** One of these. */
  @SafeVarargs
  public final <T> T oneOf(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** Up to so many characters, most of them such as mean something to a parser. */
  public String text(int most) {
    String telling = "-=./\\ \t\n\r#!:,;'\"$%{}[]0123456789abcdefxyzAFu\u0000\u00e9\u65e5\ud83d";
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(most + 1); left > 0; left--) {
      text.append(telling.charAt(random.nextInt(telling.length())));
    }
    return text.toString();
  }

  /** A number below this one. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** Does something; whatever it throws is a failure that names the seed and the round. */
  public <T> T attempt(int round, Callable<T> work) {
    try {
      return work.call();
    } catch (Throwable unexpected) {
      throw new AssertionError(
          "round " + round + "; to repeat: -Dsnapkeeper.seed=" + seed, unexpected);
    }
  }
}

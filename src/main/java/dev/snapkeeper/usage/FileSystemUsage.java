package dev.snapkeeper.usage;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;

/**
 * A file system's figures as {@code df} prints them.
 *
 * @param source what is mounted
 * @param mountPoint where
 * @param size bytes in all
 * @param used bytes in use
 * @param available bytes that an ordinary user may still take; less than size minus used where some
 *     are reserved for root
 */
public record FileSystemUsage(
    String source, String mountPoint, long size, long used, long available) {

  public FileSystemUsage {
    requireNonNull(source);
    requireNonNull(mountPoint);
  }

  /**
   * {@code Use%}: of what an ordinary user could have, the share in use, rounded up as df does.
   *
   * @return 0 to 100; 0 for a file system that has no blocks
   */
  public int percent() {
    // exact at any size: a double makes 86 of an 85.0 that is not quite one
    BigInteger all = BigInteger.valueOf(used).add(BigInteger.valueOf(available));
    if (all.signum() <= 0) {
      return 0;
    }
    BigInteger[] percent =
        BigInteger.valueOf(used).multiply(BigInteger.valueOf(100)).divideAndRemainder(all);
    return percent[0].intValueExact() + percent[1].signum();
  }
}

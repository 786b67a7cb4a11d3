package dev.snapkeeper.report;

/**
 * Bytes for people, exactly as {@code df -h} and {@code ls -h} round them: up, in powers of 1024.
 */
final class Sizes {
  private static final String UNITS = "KMGTPE";

  private Sizes() {}

  /**
   * For example {@code 0}, {@code 1023}, {@code 1.0K}, {@code 9.8M}, {@code 10G}.
   *
   * @param bytes zero or more
   */
  static String human(long bytes) {
    if (bytes < 1024) {
      return Long.toString(bytes);
    }
    int unit = 0;
    long size = 1024;
    while (unit < UNITS.length() - 1 && ceilDiv(bytes, size) >= 1024) {
      size *= 1024;
      unit++;
    }
    long whole = bytes / size;
    // unsigned: of an exabyte ten times the rest is beyond what a long can hold
    long tenths = 10 * whole + Long.divideUnsigned((bytes % size) * 10 + size - 1, size);
    String number =
        tenths < 100 ? tenths / 10 + "." + tenths % 10 : Long.toString(ceilDiv(bytes, size));
    return number + UNITS.charAt(unit);
  }

  /** A difference, with its sign unless it is zero; rounded away from zero: {@code +1.1K}. */
  static String signed(long bytes) {
    return (bytes > 0 ? "+" : bytes < 0 ? "-" : "") + human(Math.abs(bytes));
  }

  private static long ceilDiv(long dividend, long divisor) {
    return dividend / divisor + (dividend % divisor == 0 ? 0 : 1);
  }
}

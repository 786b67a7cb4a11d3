package dev.snapkeeper.datadir;

import java.util.Optional;

/**
 * A ZooKeeper transaction id: the epoch of the leader in the high 32 bits, a counter in the low 32.
 *
 * @param value the 64 bits; never negative, since ZooKeeper reads names with {@code Long.parseLong}
 */
public record Zxid(long value) implements Comparable<Zxid> {

  private static final int MOST_DIGITS = 16;

  public Zxid {
    if (value < 0) {
      throw new IllegalArgumentException("negative zxid " + value);
    }
  }

  /**
   * Reads a zxid exactly as ZooKeeper spells it in a file name: lower-case hex without leading
   * zeros, as {@code Long.toHexString} writes it (ZooKeeper's {@code Util.makeSnapshotName}).
   * Anything else is somebody's own name and no zxid: {@code 3C}, {@code 003c}, {@code +3c}.
   */
  public static Optional<Zxid> parse(String hex) {
    if (hex.isEmpty() || hex.length() > MOST_DIGITS || (hex.charAt(0) == '0' && hex.length() > 1)) {
      return Optional.empty();
    }
    long value = 0;
    for (int i = 0; i < hex.length(); i++) {
      char digit = hex.charAt(i);
      if (digit >= '0' && digit <= '9') {
        value = value << 4 | (digit - '0');
      } else if (digit >= 'a' && digit <= 'f') {
        value = value << 4 | (digit - 'a' + 10);
      } else {
        return Optional.empty();
      }
    }
    return value < 0 ? Optional.empty() : Optional.of(new Zxid(value));
  }

  public long epoch() {
    return value >>> 32;
  }

  public long counter() {
    return value & 0xffffffffL;
  }

  public boolean isBefore(Zxid other) {
    return value < other.value;
  }

  /** As in a file name, such as {@code 100000abc}. */
  public String hex() {
    return Long.toHexString(value);
  }

  @Override
  public int compareTo(Zxid other) {
    return Long.compare(value, other.value);
  }

  // At each start Java would put a record's own together when they are first called.
  @Override
  public boolean equals(Object other) {
    return other instanceof Zxid zxid && zxid.value == value;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(value);
  }

  /** As ZooKeeper's logs write it, such as {@code 0x100000abc}. */
  @Override
  public String toString() {
    return "0x" + hex();
  }
}

package dev.snapkeeper.compare;

import java.util.Arrays;

/**
 * Znodes' own names, millions of them, without an object for each. A name lies in a block of a page
 * behind its length (a byte, or two with the high bit of the first set); blocks are multiples of
 * eight bytes, and those that were given back are chained by size. Names too long for a block are
 * kept apart.
 */
final class NamePool {
  private static final int UNIT_BITS = 3;
  private static final int PAGE_BITS = 16;
  private static final int PAGE = 1 << PAGE_BITS;
  private static final int UNITS_BITS = PAGE_BITS - UNIT_BITS;
  private static final int UNIT_MASK = (1 << UNITS_BITS) - 1;
  private static final int LONGEST = 4 * 1024 - 2;
  private static final int ONE_BYTE = 0x7f;
  private static final int NONE = -1;

  private byte[][] pages = new byte[4][];
  private int pageCount;

  /** Where the unused rest of the last page begins. */
  private int rest = PAGE;

  /** The first free block of so many units. */
  private final int[] free = new int[((LONGEST + 2) >> UNIT_BITS) + 1];

  /** Names that fit no block; their handles are negative. */
  private byte[][] large = new byte[4][];

  private int largeCount;

  /** No place of {@link #large} before this one is free. */
  private int largeFree;

  NamePool() {
    Arrays.fill(free, NONE);
  }

  /** Keeps a copy of a name, and returns the handle to it. */
  int add(byte[] bytes, int offset, int length) {
    if (length > LONGEST) {
      return addLarge(Arrays.copyOfRange(bytes, offset, offset + length));
    }
    int handle = block(units(length));
    byte[] page = page(handle);
    int at = at(handle);
    if (length > ONE_BYTE) {
      page[at++] = (byte) (0x80 | (length >> 8));
    }
    page[at++] = (byte) length;
    System.arraycopy(bytes, offset, page, at, length);
    return handle;
  }

  private static int units(int length) {
    int bytes = length + (length > ONE_BYTE ? 2 : 1);
    return (bytes + 7) >> UNIT_BITS;
  }

  private int block(int units) {
    int handle = free[units];
    if (handle != NONE) {
      free[units] = int32(page(handle), at(handle));
      return handle;
    }
    int bytes = units << UNIT_BITS;
    if (PAGE - rest < bytes) {
      if (pageCount == pages.length) {
        pages = Arrays.copyOf(pages, 2 * pageCount);
      }
      pages[pageCount++] = new byte[PAGE];
      rest = 0;
    }
    handle = ((pageCount - 1) << UNITS_BITS) + (rest >> UNIT_BITS);
    rest += bytes;
    return handle;
  }

  private int addLarge(byte[] name) {
    while (largeFree < largeCount && large[largeFree] != null) {
      largeFree++;
    }
    if (largeFree == large.length) {
      large = Arrays.copyOf(large, 2 * largeFree);
    }
    large[largeFree] = name;
    largeCount = Math.max(largeCount, largeFree + 1);
    return ~largeFree;
  }

  /** Gives a name's place back. */
  void remove(int handle) {
    if (handle < 0) {
      large[~handle] = null;
      largeFree = Math.min(largeFree, ~handle);
      return;
    }
    int units = units(length(handle));
    putInt32(page(handle), at(handle), free[units]);
    free[units] = handle;
  }

  /** A name's length in bytes. */
  int length(int handle) {
    if (handle < 0) {
      return large[~handle].length;
    }
    byte[] page = page(handle);
    int at = at(handle);
    return page[at] >= 0 ? page[at] : ((page[at] & 0x7f) << 8) | (page[at + 1] & 0xff);
  }

  /** Where a name's first byte lies in {@link #bytes}. */
  int offset(int handle) {
    return handle < 0 ? 0 : at(handle) + (page(handle)[at(handle)] >= 0 ? 1 : 2);
  }

  /** The array that a name lies in, to be read only. */
  byte[] bytes(int handle) {
    return handle < 0 ? large[~handle] : page(handle);
  }

  boolean equals(int handle, byte[] other, int offset, int length) {
    if (length(handle) != length) {
      return false;
    }
    int at = offset(handle);
    return Arrays.equals(bytes(handle), at, at + length, other, offset, offset + length);
  }

  private byte[] page(int handle) {
    return pages[handle >>> UNITS_BITS];
  }

  private static int at(int handle) {
    return (handle & UNIT_MASK) << UNIT_BITS;
  }

  /** A hash that nobody can foresee who does not know the seed. */
  static int hash(long seed, byte[] bytes, int offset, int length) {
    long hash = seed ^ length;
    int at = offset;
    int end = offset + length;
    for (; end - at >= Long.BYTES; at += Long.BYTES) {
      hash = mix(hash ^ ((long) int32(bytes, at) << 32 | (int32(bytes, at + 4) & 0xffffffffL)));
    }
    long tail = 0;
    for (; at < end; at++) {
      tail = tail << 8 | (bytes[at] & 0xff);
    }
    return (int) (mix(hash ^ tail) >>> 32);
  }

  private static int int32(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }

  private static void putInt32(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >>> 24);
    bytes[at + 1] = (byte) (value >>> 16);
    bytes[at + 2] = (byte) (value >>> 8);
    bytes[at + 3] = (byte) value;
  }

  private static long mix(long value) {
    long product = value * 0x9e3779b97f4a7c15L;
    return product ^ (product >>> 29);
  }
}

package dev.snapkeeper.datadir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ZxidTest {
  @Test
  void isAnEpochAndACounter() {
    Zxid zxid = new Zxid(0x7_00000abcL);
    assertEquals(7, zxid.epoch());
    assertEquals(0xabc, zxid.counter());
    assertEquals(0xffffffffL, new Zxid(0x1_ffffffffL).counter());
    assertEquals(0x7fffffffL, new Zxid(Long.MAX_VALUE).epoch());
  }

  @Test
  void isWrittenAsZooKeeperWritesIt() {
    assertEquals("700000abc", new Zxid(0x7_00000abcL).hex());
    assertEquals("0x700000abc", new Zxid(0x7_00000abcL).toString());
    assertEquals("0", new Zxid(0).hex());
  }

  @Test
  void isOrderedByEpochThenCounter() {
    assertEquals(
        "[0x0, 0x9, 0x10, 0xffffffff, 0x100000000, 0x100000001]",
        Stream.of(0x1_00000001L, 0x10L, 0xffffffffL, 9L, 0L, 0x1_00000000L)
            .map(Zxid::new)
            .sorted()
            .toList()
            .toString());
    assertTrue(new Zxid(9).isBefore(new Zxid(10)));
    assertFalse(new Zxid(9).isBefore(new Zxid(9)));
    assertFalse(new Zxid(10).isBefore(new Zxid(9)));
  }

  @Test
  void isNeverNegative() {
    assertThrows(IllegalArgumentException.class, () -> new Zxid(-1));
    assertThrows(IllegalArgumentException.class, () -> new Zxid(Long.MIN_VALUE));
  }
}

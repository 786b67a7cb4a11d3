package dev.snapkeeper.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void alignsItsColumns() {
    Table table = new Table("lrl");
    table.row("", "Size", "Name");
    table.row("before", "9.8M", "a");
    table.row("after", "10G", "");
    table.row("", "", "longer than any");
    assertEquals(
        """
                  Size  Name
          before  9.8M  a
          after    10G
                        longer than any
        """,
        table.text());
  }

  @Test
  void countsCharactersAndNotTheirHalves() {
    Table table = new Table("rl");
    table.row("\ud83d\ude00", "smile");
    table.row("ab", "letters");
    assertEquals("   \ud83d\ude00  smile\n  ab  letters\n", table.text());
  }

  @Test
  void isEmptyWithoutRows() {
    assertEquals("", new Table("l").text());
  }

  @Test
  void takesOnlyWholeRows() {
    assertThrows(IllegalArgumentException.class, () -> new Table("lr").row("one"));
    assertThrows(IllegalArgumentException.class, () -> new Table("lr").row("one", "two", "three"));
  }
}

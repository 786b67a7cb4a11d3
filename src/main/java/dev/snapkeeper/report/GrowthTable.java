package dev.snapkeeper.report;

import dev.snapkeeper.Printable;
import dev.snapkeeper.compare.Growth;
import dev.snapkeeper.compare.Growth.Place;
import java.util.function.LongFunction;

/** Where a tree grew or is big, a subtree in each row. */
final class GrowthTable {
  private GrowthTable() {}

  /**
   * Formats where a tree grew.
   *
   * @param signed formats a difference
   * @param plain formats an amount
   */
  static String grew(
      Growth growth, Pace pace, LongFunction<String> signed, LongFunction<String> plain) {
    if (growth.places().isEmpty()) {
      return "  nothing grew\n";
    }
    Table table = new Table("rrrrl");
    boolean rates = pace.elapsed().isPresent();
    table.row("grew", rates ? pace.per().words() : "", "from", "to", "subtree");
    for (Place place : growth.places()) {
      table.row(
          signed.apply(place.grew()),
          pace.of(place.grew()).map(signed::apply).orElse(""),
          plain.apply(place.left()),
          plain.apply(place.right()),
          subtree(place));
    }
    return table.text() + more(growth);
  }

  /**
   * Formats where a tree is big.
   *
   * @param plain formats an amount
   */
  static String holds(Growth held, LongFunction<String> plain) {
    if (held.places().isEmpty()) {
      return "  none\n";
    }
    Table table = new Table("rrl");
    table.row("holds", "of all", "subtree");
    for (Place place : held.places()) {
      table.row(plain.apply(place.grew()), 100 * place.grew() / held.total() + "%", subtree(place));
    }
    return table.text() + more(held);
  }

  private static String subtree(Place place) {
    return Printable.line(place.path())
        + (place.isRest() ? "  (what is listed below it aside)" : "");
  }

  private static String more(Growth growth) {
    return growth.further() == 0 ? "" : "  and " + growth.further() + " more (--top shows more)\n";
  }
}

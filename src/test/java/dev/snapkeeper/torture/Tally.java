package dev.snapkeeper.torture;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Counts what happened, from all threads. */
final class Tally {
  private final Map<String, Long> counts = Collections.synchronizedMap(new TreeMap<>());

  void add(String what, long count) {
    counts.merge(what, count, Long::sum);
  }

  void one(String what) {
    add(what, 1);
  }

  long of(String what) {
    return counts.getOrDefault(what, 0L);
  }

  /** A line for each, sorted. */
  String table() {
    StringBuilder table = new StringBuilder();
    synchronized (counts) {
      counts.forEach((what, count) -> table.append("  %,10d  %s%n".formatted(count, what)));
    }
    return table.toString();
  }
}

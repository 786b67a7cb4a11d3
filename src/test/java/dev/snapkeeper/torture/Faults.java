package dev.snapkeeper.torture;

import java.util.ArrayList;
import java.util.List;

/** What should not have happened, gathered from all threads. */
final class Faults {
  private final boolean tolerated;
  private final List<String> faults = new ArrayList<>();

  /**
   * @param tolerated whether the run goes on all the same: it is to show what else is lost
   */
  Faults(boolean tolerated) {
    this.tolerated = tolerated;
  }

  synchronized void add(String fault) {
    faults.add(fault);
  }

  synchronized List<String> all() {
    return List.copyOf(faults);
  }

  /** Whether there is no use in going on. */
  synchronized boolean end() {
    return !tolerated && !faults.isEmpty();
  }
}

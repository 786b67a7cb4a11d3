package dev.snapkeeper.compare;

/** One of the two snapshots. */
public enum Side {
  /** The older one, where ages are known. */
  LEFT(0),
  /** The newer one. */
  RIGHT(1);

  /** Where this side's figures stand in a pair. */
  final int index;

  Side(int index) {
    this.index = index;
  }

  Side other() {
    return this == LEFT ? RIGHT : LEFT;
  }
}

package dev.snapkeeper.options;

/** How closely a snapshot is looked at before it counts as restorable, or as read right. */
public enum VerifyMode {
  /** All of it is read: decompressed, parsed, every seal checked. */
  FULL,
  /** ZooKeeper's own light check: the last bytes of a plain file, the first of any other. */
  TAIL,
  /** Nothing is proven: what can be parsed is taken for right. */
  NONE
}

package dev.snapkeeper.plan;

/** What becomes of a file. */
public enum Fate {
  /** It is ZooKeeper's and is kept. */
  RETAIN,
  /** It goes. */
  DELETE,
  /** It is none of ours to judge; it is listed. */
  LEAVE
}

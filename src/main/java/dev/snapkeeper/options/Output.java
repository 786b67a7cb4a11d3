package dev.snapkeeper.options;

/** What the report on stdout looks like. */
public enum Output {
  /** For a person: one screen. */
  TEXT,
  /** For a machine: one object on one line. */
  JSON,
  /** For flame graph viewers: a line for each subtree, its ancestors folded into it. */
  FOLDED
}

/**
 * What can be said of a directory beyond its files' verdicts: {@link dev.snapkeeper.inspect.Trees},
 * where the znodes are, and {@link dev.snapkeeper.inspect.Inflow}, how fast the disk fills.
 */
package dev.snapkeeper.inspect;

package dev.snapkeeper.snapshot;

/**
 * What a whole snapshot holds.
 *
 * @param znodes all nodes, the root and {@code /zookeeper} included
 * @param ephemerals nodes that a session owns
 * @param sessions sessions that were open
 * @param streamBytes length of the stream after decompression
 */
public record SnapshotSummary(long znodes, long ephemerals, long sessions, long streamBytes) {}

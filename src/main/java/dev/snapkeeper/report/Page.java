package dev.snapkeeper.report;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.compare.Growth;
import dev.snapkeeper.compare.Outline;
import dev.snapkeeper.usage.FileSystemUsage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a page shows: plain figures, so that any command can make one.
 *
 * @param command the command that made it
 * @param version Snapkeeper's own
 * @param madeAt when
 * @param headline the answer in one line
 * @param isPair whether the outline has a left side
 * @param outline the tree to draw
 * @param places subtrees worth looking at, in lists
 * @param snapshots the snapshots that the figures come from, the oldest first
 * @param disk the file systems that hold them
 * @param notes what somebody should know, a sentence each
 */
public record Page(
    String command,
    String version,
    Instant madeAt,
    String headline,
    boolean isPair,
    Outline outline,
    List<Places> places,
    List<Snapshot> snapshots,
    List<FileSystemUsage> disk,
    List<String> notes) {

  /**
   * Subtrees in the order of their size or growth.
   *
   * @param title what they have in common
   * @param measure what their figures count
   * @param growth the subtrees
   * @param pace how fast they grew, where they did
   */
  public record Places(String title, Growth.Measure measure, Growth growth, Optional<Pace> pace) {
    public Places {
      requireNonNull(title);
      requireNonNull(measure);
      requireNonNull(growth);
      requireNonNull(pace);
    }
  }

  /**
   * A snapshot on the time line.
   *
   * @param name the file's
   * @param at when it was taken
   * @param size of the file, in bytes
   * @param znodes how many there are, where that is known
   * @param dataBytes data of all znodes, where that is known
   * @param isSound whether nothing speaks against it
   * @param verdict whether it is sound, in a word or two
   */
  public record Snapshot(
      String name,
      Instant at,
      long size,
      OptionalLong znodes,
      OptionalLong dataBytes,
      boolean isSound,
      String verdict) {
    public Snapshot {
      requireNonNull(name);
      requireNonNull(at);
      requireNonNull(znodes);
      requireNonNull(dataBytes);
      requireNonNull(verdict);
    }
  }

  public Page {
    requireNonNull(command);
    requireNonNull(version);
    requireNonNull(madeAt);
    requireNonNull(headline);
    requireNonNull(outline);
    places = List.copyOf(places);
    snapshots = List.copyOf(snapshots);
    disk = List.copyOf(disk);
    notes = List.copyOf(notes);
  }
}

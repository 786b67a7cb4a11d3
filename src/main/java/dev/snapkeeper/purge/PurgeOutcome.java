package dev.snapkeeper.purge;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.datadir.DataDirListing;
import dev.snapkeeper.datadir.DataFile;
import dev.snapkeeper.plan.PurgePlan.Entry;
import java.util.List;
import java.util.Optional;

/**
 * What became of a plan, as a second scan found it.
 *
 * @param deleted files that this run removed and that are gone
 * @param alreadyGone files that somebody else removed meanwhile
 * @param survivors files that should have gone and are there
 * @param notReached files that an interrupted run did not come to
 * @param lost files that were to stay, and have gone all the same: not by this run
 * @param appeared files that the server has made since the first scan
 * @param after the second scan, or empty when it failed
 * @param rescanFault why the second scan failed, else empty
 */
public record PurgeOutcome(
    List<Entry> deleted,
    List<Entry> alreadyGone,
    List<Survivor> survivors,
    List<Entry> notReached,
    List<Entry> lost,
    List<DataFile> appeared,
    Optional<DataDirListing> after,
    Optional<String> rescanFault) {

  public PurgeOutcome {
    deleted = List.copyOf(deleted);
    alreadyGone = List.copyOf(alreadyGone);
    survivors = List.copyOf(survivors);
    notReached = List.copyOf(notReached);
    lost = List.copyOf(lost);
    appeared = List.copyOf(appeared);
    requireNonNull(after);
    requireNonNull(rescanFault);
  }

  /**
   * A file that should have gone.
   *
   * @param file the file
   * @param cause why it is there, in a few words
   */
  public record Survivor(DataFile file, String cause) {
    public Survivor {
      requireNonNull(file);
      requireNonNull(cause);
    }
  }

  /** Whether this run has removed anything. */
  public boolean hasRemoved() {
    return !deleted.isEmpty();
  }

  /** Apparent bytes of the files that this run removed. */
  public long deletedBytes() {
    return deleted.stream().mapToLong(entry -> entry.file().size()).sum();
  }
}

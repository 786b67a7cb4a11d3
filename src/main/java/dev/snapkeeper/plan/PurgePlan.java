package dev.snapkeeper.plan;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.datadir.DataDirListing;
import dev.snapkeeper.datadir.DataFile;
import dev.snapkeeper.snapshot.Verdicts;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is to become of every file that was scanned.
 *
 * @param listing the files
 * @param verdicts what is known of the snapshots
 * @param retention what retention came to
 * @param entries one for each file, in the order of the listing
 * @param warnings what somebody should know, each with its remedy
 */
public record PurgePlan(
    DataDirListing listing,
    Verdicts verdicts,
    Retention retention,
    List<Entry> entries,
    List<String> warnings) {

  public PurgePlan {
    requireNonNull(listing);
    requireNonNull(verdicts);
    requireNonNull(retention);
    entries = List.copyOf(entries);
    warnings = List.copyOf(warnings);
  }

  /**
   * One file's fate.
   *
   * @param file the file
   * @param reason why
   * @param detail more than the reason's own text says, for a person
   */
  public record Entry(DataFile file, Reason reason, Optional<String> detail) {
    public Entry {
      requireNonNull(file);
      requireNonNull(reason);
      requireNonNull(detail);
    }

    Entry(DataFile file, Reason reason) {
      this(file, reason, Optional.empty());
    }

    public Fate fate() {
      return reason.fate();
    }
  }

  /**
   * Whether something that the plan could not look into is not there any more: somebody else
   * deleted it after the scan, and the plan is not what it would be without it.
   */
  public boolean isOutrun() {
    return Stream.concat(
            listing.snapshots().stream().filter(verdicts::isInDoubt),
            entries.stream().filter(entry -> entry.detail().isPresent()).map(Entry::file))
        .anyMatch(file -> Files.notExists(file.path(), LinkOption.NOFOLLOW_LINKS));
  }

  /** The entries of one fate. */
  public List<Entry> of(Fate fate) {
    return entries.stream().filter(entry -> entry.fate() == fate).toList();
  }

  /** The entries that have one reason. */
  public List<Entry> of(Reason reason) {
    return entries.stream().filter(entry -> entry.reason() == reason).toList();
  }
}

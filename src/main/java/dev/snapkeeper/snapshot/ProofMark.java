package dev.snapkeeper.snapshot;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.Log;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The proof that a snapshot is sound, left in an extended attribute of the file, so that the next
 * run need not read it all again. It says which file it speaks of and how that ends (a plain
 * snapshot ends with its seal, a gzip file with its checksum); one that fits anything else, or is
 * older than a day, is no proof. A disk may lose within that day what was proven: hence a day.
 *
 * @param at when the snapshot was read in full
 * @param summary what it holds
 */
record ProofMark(Instant at, SnapshotSummary summary) {
  /** Behind the prefix {@code user.}, which makes it an attribute that any owner may set. */
  static final String ATTRIBUTE = "snapkeeper.sound";

  static final Duration GOOD_FOR = Duration.ofDays(1);

  private static final String FORMAT = "1";
  private static final int MOST_BYTES = 1024;
  private static final int TAIL = 16;

  ProofMark {
    requireNonNull(at);
    requireNonNull(summary);
  }

  /**
   * The proof that was left with a snapshot, if there is one that still holds.
   *
   * @param now the time by the caller's clock
   */
  static Optional<ProofMark> of(Snapshot snapshot, Instant now) {
    try {
      UserDefinedFileAttributeView view = view(snapshot);
      if (view == null || !view.list().contains(ATTRIBUTE) || view.size(ATTRIBUTE) > MOST_BYTES) {
        return Optional.empty();
      }
      ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
      view.read(ATTRIBUTE, bytes);
      String text = StandardCharsets.UTF_8.decode(bytes.flip()).toString();
      String about = about(snapshot);
      if (!text.startsWith(about + " ")) {
        return Optional.empty();
      }
      return parse(List.of(text.substring(about.length() + 1).split(" ", -1)))
          .filter(mark -> !mark.at().isAfter(now) && mark.at().isAfter(now.minus(GOOD_FOR)));
    } catch (IOException | UnsupportedOperationException e) {
      Log.info("{}: no proof of an earlier run can be read: {}", snapshot.path(), e.toString());
      return Optional.empty();
    }
  }

  private static Optional<ProofMark> parse(List<String> fields) {
    if (fields.size() != 5) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ProofMark(
              Instant.parse(fields.get(0)),
              new SnapshotSummary(
                  Long.parseLong(fields.get(1)),
                  Long.parseLong(fields.get(2)),
                  Long.parseLong(fields.get(3)),
                  Long.parseLong(fields.get(4)))));
    } catch (DateTimeParseException | NumberFormatException e) {
      return Optional.empty(); // not ours
    }
  }

  /** Leaves the proof with a snapshot. Where that cannot be done, the next run reads it again. */
  void leave(Snapshot snapshot) {
    try {
      UserDefinedFileAttributeView view = view(snapshot);
      if (view != null) {
        String text =
            String.join(
                " ",
                about(snapshot),
                at.toString(),
                Long.toString(summary.znodes()),
                Long.toString(summary.ephemerals()),
                Long.toString(summary.sessions()),
                Long.toString(summary.streamBytes()));
        view.write(ATTRIBUTE, StandardCharsets.UTF_8.encode(text));
      }
    } catch (IOException | UnsupportedOperationException e) {
      Log.info("{}: the proof cannot be kept: {}", snapshot.path(), e.toString());
    }
  }

  /** Takes what was left with a snapshot away: it has proven wrong. */
  static void remove(Snapshot snapshot) {
    try {
      UserDefinedFileAttributeView view = view(snapshot);
      if (view != null && view.list().contains(ATTRIBUTE)) {
        view.delete(ATTRIBUTE);
      }
    } catch (IOException | UnsupportedOperationException e) {
      Log.info("{}: a wrong proof cannot be removed: {}", snapshot.path(), e.toString());
    }
  }

  /** Null where the file system knows no such attributes. */
  private static UserDefinedFileAttributeView view(Snapshot snapshot) {
    return Files.getFileAttributeView(
        snapshot.path(), UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** Which file a mark speaks of. */
  private static String about(Snapshot snapshot) throws IOException {
    return String.join(
        " ",
        FORMAT,
        snapshot.name(), // which says how to unwrap it
        String.valueOf(snapshot.identity().key()),
        Long.toString(snapshot.size()),
        snapshot.modified().toString(),
        HexFormat.of().formatHex(FileBytes.last(snapshot.path(), TAIL)));
  }
}

package dev.snapkeeper.report;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.compare.SnapshotFile;
import java.time.Duration;
import java.util.Optional;

/**
 * How fast something grew between two snapshots.
 *
 * @param elapsed from the one snapshot's time to the other's, by their files; empty where that is
 *     no time
 * @param per in what time growth is told
 */
record Pace(Optional<Duration> elapsed, Per per) {

  /** A time, and how a text and a field's name say it. */
  enum Per {
    HOUR(Duration.ofHours(1), "an hour", "per_hour"),
    DAY(Duration.ofDays(1), "a day", "per_day");

    private final Duration time;
    private final String words;
    private final String label;

    Per(Duration time, String words, String label) {
      this.time = time;
      this.words = words;
      this.label = label;
    }

    String words() {
      return words;
    }

    String label() {
      return label;
    }
  }

  /** Below this no rate is given: it would say more of the clock than of the growth. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  Pace {
    requireNonNull(elapsed);
    requireNonNull(per);
  }

  static Pace between(SnapshotFile left, SnapshotFile right, Per per) {
    Duration elapsed = Duration.between(left.modified(), right.modified());
    return new Pace(elapsed.compareTo(SHORTEST) < 0 ? Optional.empty() : Optional.of(elapsed), per);
  }

  /** What so much growth makes in that time, rounded towards zero; empty where no time passed. */
  Optional<Long> of(long growth) {
    return elapsed.map(time -> (long) (growth * ((double) per.time.toMillis() / time.toMillis())));
  }
}

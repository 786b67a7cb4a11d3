package dev.snapkeeper.report;

import dev.snapkeeper.Printable;
import dev.snapkeeper.datadir.Zxid;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Small pieces of text for people. */
final class Words {
  private static final int WIDTH = 100;

  private Words() {}

  /** Such as {@code 1 snapshot}, {@code 4 snapshots}. */
  static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** With its sign, unless it is zero: {@code +12}, {@code -3}, {@code 0}. */
  static String signed(long number) {
    return number > 0 ? "+" + number : Long.toString(number);
  }

  /**
   * A time span in its two largest units: {@code 45s}, {@code 12m 5s}, {@code 2h 0m}, {@code 3d
   * 4h}.
   */
  static String span(Duration span) {
    if (span.toMinutes() < 1) {
      return span.toSeconds() + "s";
    }
    if (span.toHours() < 1) {
      return span.toMinutes() + "m " + span.toSecondsPart() + "s";
    }
    return span.toDays() < 1
        ? span.toHours() + "h " + span.toMinutesPart() + "m"
        : span.toDays() + "d " + span.toHoursPart() + "h";
  }

  /** A time span that is not known exactly: {@code about 30 hours}, {@code about 6 days}. */
  static String about(Duration span) {
    if (span.toHours() < 1) {
      return "less than an hour";
    }
    return "about "
        + (span.toDays() < 2 ? count(span.toHours(), "hour") : count(span.toDays(), "day"));
  }

  /** As the two numbers that it is: epoch and counter. */
  static String zxid(Zxid zxid) {
    return zxid.epoch() + ":" + zxid.counter();
  }

  /** ISO 8601 in UTC, to the second. */
  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** An age in its largest unit: {@code 45s}, {@code 12m}, {@code 5h}, {@code 3d}. */
  static String age(Instant then, Instant now) {
    Duration age = Duration.between(then, now);
    if (age.isNegative()) {
      return "in the future";
    }
    if (age.toMinutes() < 1) {
      return age.toSeconds() + "s";
    }
    if (age.toHours() < 1) {
      return age.toMinutes() + "m";
    }
    return age.toDays() < 2 ? age.toHours() + "h" : age.toDays() + "d";
  }

  /**
   * Breaks a long text into lines, each indented and ended; a word is never broken, so that a path
   * can be copied.
   */
  static String paragraph(String words, String indent) {
    StringBuilder text = new StringBuilder();
    StringBuilder line = new StringBuilder(indent);
    for (String word : Printable.line(words).split(" ", -1)) {
      if (line.length() + word.length() > WIDTH && line.length() > indent.length()) {
        text.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(indent).append(indent.isEmpty() ? "" : "  ");
      }
      line.append(word).append(' ');
    }
    return text.append(line.toString().stripTrailing()).append('\n').toString();
  }
}

package dev.snapkeeper.options;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what somebody meant to write. */
final class Spelling {
  private static final int SHORTEST_PREFIX = 5;

  private Spelling() {}

  /** The candidate most like a word, if one is like it enough to be worth naming. */
  static Optional<String> nearest(String word, Collection<String> candidates) {
    return candidates.stream()
        .min(
            Comparator.comparing((String candidate) -> !candidate.startsWith(word))
                .thenComparingInt(candidate -> distance(word, candidate)))
        .filter(
            candidate ->
                distance(word, candidate) <= Math.max(1, candidate.length() / 4)
                    || (word.length() >= SHORTEST_PREFIX && candidate.startsWith(word)));
  }

  /** Levenshtein's distance, without regard to case. */
  private static int distance(String a, String b) {
    String left = a.toLowerCase(Locale.ROOT);
    String right = b.toLowerCase(Locale.ROOT);
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substituted = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}

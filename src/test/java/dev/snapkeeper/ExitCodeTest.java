package dev.snapkeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The numbers are what other people's scripts match on. */
class ExitCodeTest {
  @Test
  void keepsItsNumbers() {
    assertEquals(
        """
        0 ok false
        1 failure true
        2 usage false
        3 directory false
        4 refused false
        5 incomplete true
        6 disk_pressure false
        7 different false
        130 interrupted true
        143 terminated true
        """,
        Arrays.stream(ExitCode.values())
            .map(code -> code.status() + " " + code.label() + " " + code.retryHelps() + "\n")
            .collect(Collectors.joining()));
  }

  /** A row and a column for each code; where they meet, the status that is given. */
  @Test
  void givesTheSmallerOfTwoThatApplyButOkOnlyIfBothAre() {
    assertEquals(
        """
              0   1   2   3   4   5   6   7 130 143
          0   0   1   2   3   4   5   6   7 130 143
          1   1   1   1   1   1   1   1   1   1   1
          2   2   1   2   2   2   2   2   2   2   2
          3   3   1   2   3   3   3   3   3   3   3
          4   4   1   2   3   4   4   4   4   4   4
          5   5   1   2   3   4   5   5   5   5   5
          6   6   1   2   3   4   5   6   6   6   6
          7   7   1   2   3   4   5   6   7   7   7
        130 130   1   2   3   4   5   6   7 130 130
        143 143   1   2   3   4   5   6   7 130 143
        """,
        "   "
            + row(code -> code)
            + Arrays.stream(ExitCode.values())
                .map(one -> cell(one) + row(one::and))
                .collect(Collectors.joining()));
  }

  private static String row(UnaryOperator<ExitCode> column) {
    return Arrays.stream(ExitCode.values())
        .map(code -> " " + cell(column.apply(code)))
        .collect(Collectors.joining("", "", "\n"));
  }

  private static String cell(ExitCode code) {
    return String.format("%3d", code.status());
  }
}

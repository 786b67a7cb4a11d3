package dev.snapkeeper;

import static dev.snapkeeper.ExitCode.DIRECTORY;
import static dev.snapkeeper.ExitCode.DISK_PRESSURE;
import static dev.snapkeeper.ExitCode.INCOMPLETE;
import static dev.snapkeeper.ExitCode.OK;
import static dev.snapkeeper.ExitCode.REFUSED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
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

  @Test
  void givesTheSmallerOfTwoThatApply() {
    assertEquals(OK, OK.and(OK));
    assertEquals(DISK_PRESSURE, OK.and(DISK_PRESSURE));
    assertEquals(INCOMPLETE, INCOMPLETE.and(OK));
    assertEquals(REFUSED, DISK_PRESSURE.and(REFUSED));
    assertEquals(DIRECTORY, DIRECTORY.and(INCOMPLETE));
  }
}

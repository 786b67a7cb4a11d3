package dev.snapkeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MainTest {
  private static String run(ExitCode exit, StopSignal stop, String... args) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(err, true, StandardCharsets.UTF_8);
    PrintStream systemOut = System.out;
    PrintStream systemErr = System.err;
    try {
      assertEquals(exit, Main.run(args, InputStream.nullInputStream(), print, print, stop));
    } finally {
      System.setOut(systemOut);
      System.setErr(systemErr);
    }
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void tellsABugByItsStackTrace() {
    StopSignal broken =
        new StopSignal() {
          @Override
          public void tell(Progress listener) {
            throw new NullPointerException();
          }
        };
    String told = run(ExitCode.FAILURE, broken, "purge", "--data-dir", "/data");
    assertTrue(
        told.startsWith(
            """
            snapkeeper: this should not have happened: java.lang.NullPointerException
            java.lang.NullPointerException
            \tat\s"""),
        told);
  }

  @Test
  void tellsAWrongCommandLineInASentence() {
    assertEquals(
        "snapkeeper: no command; try: snapkeeper --help\n", run(ExitCode.USAGE, new StopSignal()));
  }

  @Test
  void tellsWhichSignalCannotBeHeard() {
    assertEquals(
        "SIGNONE cannot be heard on this JVM",
        assertThrows(IllegalStateException.class, () -> Signals.onSignal("NONE", () -> {}))
            .getMessage());
  }
}

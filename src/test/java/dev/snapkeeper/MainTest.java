package dev.snapkeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

  @Test
  void endsThoughAThreadOfAnAgentGoesOn() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WithAnAgent.class.getName(),
                "--version")
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    try {
      assertTrue(process.waitFor(2, TimeUnit.MINUTES));
      assertEquals(0, process.exitValue());
    } finally {
      process.destroyForcibly();
    }
  }

  /** As an agent that somebody loads into every JVM: its thread is no daemon. */
  static final class WithAnAgent {
    private WithAnAgent() {}

    public static void main(String[] args) {
      new Thread(WithAnAgent::waitForEver).start();
      Main.main(args);
    }

    private static void waitForEver() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

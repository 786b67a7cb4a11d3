package dev.snapkeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Znodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever names files and znodes has no say in what a terminal does. */
class PrintableTest {
  /** Would clear the screen, ring, change colours, and pretend that we had said something. */
  private static final String HOSTILE =
      "evil\u001b[2J\u001b]0;title\u0007\rsnapkeeper: all\nsnapkeeper: is well\u007f";

  /** And what is written in other ways: C1 controls, directions, line separators. */
  private static final String MORE = HOSTILE + "\u009b31m\u0085\u202e\u2066\u2028\u200f";

  @TempDir Path dir;

  @Test
  void escapesWhatCannotBeShown() {
    assertEquals("plain name", Printable.line("plain name"));
    assertEquals("zażółć 日本 \ud83d\ude00", Printable.line("zażółć 日本 \ud83d\ude00"));
    assertEquals("\\u000a\\u001b\\u0000\\u007f\\u0085", Printable.line("\n\u001b\0\u007f\u0085"));
    assertEquals("\\u202e\\u2066\\u2028\\u200b", Printable.line("\u202e\u2066\u2028\u200b"));
    assertEquals("\\ud800\\U000e0001", Printable.line("\ud800\udb40\udc01"));
    assertEquals("\\u061c\\ufeff\\u0009", Printable.line("\u061c\ufeff\t"));
  }

  @Test
  void leavesLinesAsTheyAreInAStream() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = Printable.stream(print(bytes));

    out.println("one\n\ttwo " + MORE);
    out.write('3');
    out.write("\u001b\n".getBytes(StandardCharsets.UTF_8), 0, 2);
    out.print("日本".repeat(10_000) + "\r");
    out.flush();

    assertEquals(
        "one\n\ttwo "
            + Printable.line(MORE).replace("\\u000a", "\n")
            + "\n3\\u001b\n"
            + "日本".repeat(10_000)
            + "\\u000d",
        bytes.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  /** What a run prints, stdout first; nothing in it may be anything but text. */
  private static String run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream systemOut = System.out;
    PrintStream systemErr = System.err;
    try {
      Main.run(args, InputStream.nullInputStream(), print(out), print(err), new StopSignal());
    } finally {
      System.setOut(systemOut);
      System.setErr(systemErr);
    }
    String command = Arrays.toString(args);
    String all = out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    assertEquals(
        Printable.line(all).replace("\\u000a", "\n"), all.replace("\\u000a", "\n"), command);
    assertFalse(all.lines().anyMatch(line -> line.startsWith("snapkeeper: is well")), command);
    assertFalse(err.toString(StandardCharsets.UTF_8).contains("\tat "), all);
    return all;
  }

  private static void assertShown(String printed) {
    assertTrue(printed.contains("evil\\u001b[2J"), printed);
  }

  @Test
  void showsTheCommandLineEscaped() {
    assertShown(run(MORE));
    for (String command : new String[] {"purge", "inspect", "compare"}) {
      assertShown(run(command, "--" + MORE));
      assertShown(run(command, MORE));
      assertShown(run(command, "--data-dir", "/none/" + HOSTILE));
      assertShown(run(command, "--data-dir", "/none", "--output", MORE));
    }
    assertShown(run("purge", "--data-dir", "/none", "--retain", MORE));
    assertShown(run("purge", "--data-dir", "/none\0" + HOSTILE));
    assertShown(run("purge", "--data-dir", "/none", "--metrics-file", "/none/" + HOSTILE));
    assertShown(run("purge", "--data-dir", "/none", "--metrics-label", MORE + "=x"));
    assertShown(run("compare", "--left", "/none/" + HOSTILE, "--right", "/none"));
    assertShown(run("inspect", "--data-dir", "/none", "--html", "/none/" + HOSTILE));
  }

  @Test
  void showsAConfigEscaped() throws IOException {
    Picture.draw(dir.resolve("version-2"), Picture.HEALTHY);
    Path config = dir.resolve("zoo.cfg");
    assertShown(run("purge", "--config", dir.resolve(HOSTILE).toString()));
    for (String line :
        new String[] {
          "dataDir=/none/evil\\u001b[2J\\nsnapkeeper: is well",
          "dataDir=/none\nautopurge.snapRetainCount=evil\\u001b[2J\\nsnapkeeper: is well",
          "dataDir=DIR\nautopurge.evil\\u001b[2J\\nsnapkeeper:\\ is\\ well=1",
        }) {
      Files.writeString(config, line.replace("DIR", dir.toString()) + "\n");
      assertShown(run("purge", "--config", config.toString()));
    }
  }

  @Test
  void showsFilesEscaped() {
    Path parent = dir.resolve(HOSTILE);
    Picture.draw(
        parent.resolve("version-2"),
        Picture.HEALTHY + "snapshot.500  truncated  2h\nsnapshot.40  truncated  9h\n");
    Picture.draw(dir.resolve("version-2"), Picture.HEALTHY);
    Path version2 = dir.resolve("version-2");
    assertTrue(version2.resolve("snapshot." + HOSTILE).toFile().mkdir());
    String data = parent.toString();

    assertShown(run("inspect", "--data-dir", data));
    assertShown(run("inspect", "--data-dir", dir.toString()));
    assertShown(run("inspect", "--data-dir", data, "--data-log-dir", dir.toString()));
    assertShown(run("compare", "--data-dir", data));
    assertShown(run("compare", "--data-dir", data, "--right", "snapshot.500"));
    assertShown(run("compare", "--data-dir", data, "--right", "snapshot." + HOSTILE));
    assertShown(run("purge", "--dry-run", "--data-dir", dir.toString(), "-v"));
    assertShown(run("purge", "--data-dir", data, "--retain", "9"));
    assertShown(run("purge", "--data-dir", data));
  }

  @Test
  void showsTheZnodesOfADamagedSnapshotEscaped() throws IOException {
    Path left = new Znodes().put("/" + MORE + "/a", 5_000).write(dir.resolve("left"));
    byte[] bytes = Files.readAllBytes(left);
    Path cut = Files.write(dir.resolve("cut"), Arrays.copyOf(bytes, bytes.length * 2 / 3));
    assertShown(run("compare", "-l", left.toString(), "-r", cut.toString()));
    assertShown(
        run("compare", "-l", left.toString(), "-r", left.toString(), "-b", "-1", "-n", "-1"));
  }
}

package dev.snapkeeper.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.testing.Picture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small pieces that reports are made of. */
class WordsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1023, 1023",
    "1024, 1.0K",
    "1025, 1.1K",
    "10137, 9.9K",
    "10138, 10K",
    "10240, 10K",
    "10241, 11K",
    "1047552, 1023K",
    "1047553, 1.0M",
    "67108880, 65M",
    "1073741824, 1.0G",
    "1152921504606846976, 1.0E",
    "1152921504606846977, 1.1E",
    "9223372036853727232, 8.0E", // as df shows an elastic network file system
    "9223372036854775807, 8.0E",
  })
  void roundsSizesUpAsDfAndLsDo(long bytes, String human) {
    assertEquals(human, Sizes.human(bytes));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void roundsAnySizeAsCoreutilsDo(@TempDir Path dir) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Long> sizes = new ArrayList<>();
    for (int bits = 0; bits < 63; bits++) {
      sizes.addAll(List.of((1L << bits) - 1, 1L << bits, (1L << bits) + 1));
      for (int i = 0; i < 30; i++) {
        sizes.add(random.nextLong() >>> 1 >>> bits);
      }
    }
    Path numbers =
        Files.write(dir.resolve("numbers"), sizes.stream().map(String::valueOf).toList());
    Process numfmt =
        new ProcessBuilder("numfmt", "--to=iec", "--round=up")
            .redirectInput(numbers.toFile())
            .start();
    List<String> theirs =
        new String(numfmt.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertEquals(0, numfmt.waitFor());
    assertEquals(sizes.size(), theirs.size());
    for (int i = 0; i < sizes.size(); i++) {
      assertEquals(theirs.get(i), Sizes.human(sizes.get(i)), sizes.get(i) + ", seed " + seed);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "59, 59s",
    "60, 1m",
    "3599, 59m",
    "3600, 1h",
    "172799, 47h",
    "172800, 2d",
    "-1, in the future",
  })
  void givesAnAgeInItsLargestUnit(long seconds, String age) {
    assertEquals(age, Words.age(Picture.NOW.minus(Duration.ofSeconds(seconds)), Picture.NOW));
  }

  @Test
  void cutsTheTerminationMessageBetweenTwoCharacters() {
    assertEquals("short", new String(TerminationMessage.cut("short"), StandardCharsets.UTF_8));
    for (int shift = 0; shift < 4; shift++) {
      byte[] cut = TerminationMessage.cut("x".repeat(shift) + "\ud83d\ude00".repeat(2000));
      assertTrue(cut.length > 4092 && cut.length <= 4096, "bytes: " + cut.length);
      assertEquals(-1, new String(cut, StandardCharsets.UTF_8).indexOf('\ufffd'));
    }
  }

  @Test
  void goesOnWithTheTerminationMessageBeyondHalfACharacter() {
    assertEquals("a?b", new String(TerminationMessage.cut("a\ud800b"), StandardCharsets.UTF_8));
  }

  @Test
  void writesTheTerminationMessageOverAnOlderOneButThroughNoLink(@TempDir Path dir)
      throws IOException {
    Path file = Files.writeString(dir.resolve("message"), "older and longer");
    TerminationMessage.write(file, "new");
    assertEquals("new", Files.readString(file));
    Path link = Files.createSymbolicLink(dir.resolve("link"), file);
    assertThrows(IOException.class, () -> TerminationMessage.write(link, "newer"));
    assertEquals("new", Files.readString(file));
  }
}

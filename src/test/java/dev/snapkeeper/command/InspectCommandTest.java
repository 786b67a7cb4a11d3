package dev.snapkeeper.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.snapkeeper.ExitCode;
import dev.snapkeeper.Progress;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Run;
import dev.snapkeeper.testing.Znodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What inspect finds in real directories, and that it leaves them as they are. */
class InspectCommandTest {
  @TempDir Path dir;

  private Path draw(String picture) {
    Path version2 = dir.resolve("version-2");
    Picture.draw(version2, picture);
    return version2;
  }

  private JsonObject json(String... options) throws JsonParserException {
    Run run =
        Run.inspect(
            dir,
            Stream.concat(Stream.of(options), Stream.of("--output", "json"))
                .toArray(String[]::new));
    assertEquals(ExitCode.OK, run.exit(), run.err());
    assertEquals("", run.err());
    assertEquals(1, run.out().lines().count());
    return JsonParser.object().from(run.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        Picture.HEALTHY,
        // nothing to do
        "snapshot.100 sound 3h\nsnapshot.200 sound 2h\nlog.1 log:1..210 1h\n",
        // newest being written, a damaged one between, temporaries, strays
        Picture.HEALTHY
            + """
            snapshot.500      truncated  5s
            snapshot.350.gz   truncated  3h
            snapshot.50.tmp   sound      9h
            snapshot.bak      junk       9h
            log.421           empty      5s
            """,
        // a damaged copy of what is sound
        Picture.HEALTHY + "snapshot.300.gz  truncated  4h\n",
        // nothing to do, unless somebody counted the damaged copy for a snapshot
        """
        snapshot.10     sound       9h
        snapshot.10.gz  truncated   9h
        snapshot.20     sound       8h
        snapshot.30     truncated   5s
        log.1           log:1..5    9h
        log.6           log:6..40   8h
        """,
        // refused: too few are sound
        """
        snapshot.1  sound     9h
        snapshot.2  flipped   8h
        snapshot.3  sound     7h
        snapshot.4  flipped   6h
        log.1       log:1..9  5h
        """,
        // refused: written later
        """
        snapshot.1  sound     1h
        snapshot.2  sound     8h
        snapshot.3  sound     7h
        snapshot.4  sound     6h
        log.1       log:1..9  5h
        """,
      })
  void saysOfAPurgeWhatItsDryRunSays(String picture) throws JsonParserException {
    draw(picture);
    for (String verify : List.of("full", "tail")) {
      JsonObject purge =
          JsonParser.object()
              .from(Run.purge(dir, "--dry-run", "--verify", verify, "--output", "json").out());
      JsonObject inspected = json("--verify", verify).getObject("purge");
      assertEquals(purge.getObject("would_delete"), inspected.getObject("would_delete"));
      assertEquals(purge.get("refusal"), inspected.get("refusal"));
    }
  }

  @Test
  void leavesEverythingAsItIs() throws IOException {
    Path version2 = draw(Picture.HEALTHY + "snapshot.500 truncated 5s\nlog.421 empty 5s\n");
    String before = state();
    Run.inspect(dir);
    assertEquals(before, state());
    assertTrue(Files.exists(version2.resolve("log.421")), "ZooKeeper's readers delete such a log");
  }

  private String state() throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      StringBuilder state = new StringBuilder();
      for (Path file : files.sorted().toList()) {
        state
            .append(file)
            .append(Files.readAttributes(file, "unix:ino,size,mode,ctime"))
            .append('\n');
      }
      return state.toString();
    }
  }

  @Test
  void looksOnWhereNobodyCanSayWhatAPurgeWouldFree() {
    draw(Picture.HEALTHY);
    Path missing = dir.resolveSibling(dir.getFileName() + "-missing");
    Run run = Run.inspect(new StopSignal(), List.of(missing, dir), dir);
    assertEquals(ExitCode.OK, run.exit());
    String text = run.out().replaceAll("\\s+", " ");
    assertTrue(
        text.startsWith(
            "SOUND: 4 sound snapshots, 3 txn logs, 60K; what a purge with --retain 3 would free is not"
                + " known"),
        text);
    assertTrue(
        text.contains(
            "A purge with --retain 3 frees what nobody knows: no place for a few small files to ask"
                + " ZooKeeper's rule with ("
                + missing
                + ": "),
        text);
    assertTrue(text.contains("Biggest subtrees of snapshot.400, by bytes"), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      maxCharsPerColumn = 400,
      textBlock =
          """
          snapshot.1 sound 5h                                         | it takes a sound snapshot and another one after it to tell
          snapshot.1 sound 5h; snapshot.1.gz sound 3h                 | it takes a sound snapshot and another one after it to tell
          snapshot.1 flipped 5h; snapshot.2 flipped 3h                | it takes a sound snapshot and another one after it to tell
          snapshot.1 sound 5h; snapshot.2 sound 295m                  | too little time lies between the oldest sound snapshot and the newest file, 300s
          snapshot.1 sound 5h; snapshot.2 sound -2m                   | there are files with a time in the future; is the clock right?
          snapshot.1 sound 5h; snapshot.2 sound 4h; log.1 log:1..3 -9h | there are files with a time in the future; is the clock right?
          snapshot.1 sound 4h; snapshot.2 sound 5h                    | the files' times do not follow their zxids: snapshot.1 is later than snapshot.2; were they copied or restored?
          """)
  void saysWhyNobodyKnowsHowFastTheDiskFills(String picture, String why)
      throws JsonParserException {
    draw(picture.replace("; ", "\n"));
    assertEquals(why, json().getObject("filling").getString("unknown"));
  }

  @Test
  void measuresWhatWasWrittenSinceTheOldestSoundSnapshot() throws JsonParserException {
    draw(
        """
        snapshot.5    junk        900h
        snapshot.100  sound       12h
        snapshot.200  sound       6h
        snapshot.300  truncated   0h
        log.1         log:1..100  12h
        log.101       log:101..150  6h
        log.201       log:201..300  0h
        """);
    JsonObject filling = json().getObject("filling");
    long bytes = 2995 + 1996 + 2 * 280;
    assertEquals(2, filling.getInt("snapshots"));
    assertEquals(2, filling.getInt("logs"));
    assertEquals(bytes, filling.getLong("snapshot_bytes") + filling.getLong("log_data_bytes"));
    assertEquals(
        2 * bytes,
        filling.getArray("file_systems").getObject(0).getLong("bytes_per_day"),
        "in twelve hours");
  }

  @Test
  void cutsLongListsInTheMiddleButHidesNothingThatIsWrong() throws JsonParserException {
    StringBuilder picture = new StringBuilder();
    for (int i = 10; i < 60; i++) {
      picture.append("snapshot." + i + (i == 33 ? " flipped " : " sound ") + (99 - i) + "h\n");
      picture.append("log." + i + (i == 44 ? " junk " : " log:1..2 ") + (99 - i) + "h\n");
    }
    draw(picture.toString());
    List<String> shown =
        Run.inspect(dir)
            .out()
            .lines()
            .filter(line -> line.matches(" {2}((snapshot|log)\\.\\d|\\.\\.\\.).*"))
            .map(line -> line.strip().replaceFirst("  .*  ", " "))
            .toList();
    assertEquals(
        """
        snapshot.59 sound, 24 znodes, 0 ephemerals, 1 session
        snapshot.58 sound, 24 znodes, 0 ephemerals, 1 session
        snapshot.57 sound, 24 znodes, 0 ephemerals, 1 session
        snapshot.56 sound, 24 znodes, 0 ephemerals, 1 session
        snapshot.55 sound, 24 znodes, 0 ephemerals, 1 session
        snapshot.54 sound, 24 znodes, 0 ephemerals, 1 session
        ... and 20 more (-v shows all)
        """,
        String.join("\n", shown.subList(0, 7)) + "\n");
    assertEquals(
        "snapshot.33 damaged: the first seal does not match what stands before it, at byte 2928, so"
            + " something was altered",
        shown.get(7));
    assertEquals("... and 21 more (-v shows all)", shown.get(8));
    assertTrue(shown.contains("log.44 does not begin with ZKLG, so it is no txn log"));
    assertEquals(11 + 11, shown.size());

    assertEquals(
        100,
        Run.inspect(dir, "-v")
            .out()
            .lines()
            .filter(l -> l.matches(" {2}(snapshot|log)\\.\\d.*"))
            .count());
    assertEquals(50, json().getArray("snapshots").size());
    assertEquals(50, json().getArray("logs").size());
  }

  @Test
  void tellsOfAnUnusualZxidAndEscapesWhatOthersCallTheirFiles() throws IOException {
    Path version2 = draw("snapshot.7fffffffffffffff sound 2h\nlog.7ffffffffffffff0 log 1h\n");
    Files.writeString(version2.resolve("snapshot.\u001b[31m\n"), "");
    String out = Run.inspect(dir).out();
    assertTrue(out.contains("  2147483647:4294967295  "), out);
    assertTrue(
        out.contains("  snapshot.\\u001b[31m\\u000a  0  not a name that ZooKeeper gives\n"), out);
  }

  @Test
  void passesOverWhatZooKeepersLightCheckTakesForWhole() throws JsonParserException {
    draw(Picture.HEALTHY + "snapshot.500.gz  truncated  2h\n");
    JsonObject inspected = json("--verify", "tail");
    assertEquals("tail_only", inspected.getArray("snapshots").getObject(0).getString("verdict"));
    assertTrue(inspected.getObject("newest").getString("path").endsWith("/snapshot.400"));
    assertTrue(
        inspected
            .getArray("warnings")
            .getString(0)
            .startsWith("snapshot.500.gz: passed over for its znodes, damaged: ends early"),
        inspected.getArray("warnings").toString());
  }

  @Test
  void saysOfGrowthWhatCompareSays() throws Exception {
    Path version2 = Files.createDirectories(dir.resolve("version-2"));
    Znodes znodes = new Znodes().put("/a/b", 10).putMany("/q/t-", 20, 100);
    age(znodes.write(version2.resolve("snapshot.1")), 26);
    age(
        znodes.put("/a/b", 900).putMany("/q/u-", 30, 9).write(version2.resolve("snapshot.2.gz")),
        2);
    JsonObject compared =
        JsonParser.object()
            .from(Run.compare("--data-dir", dir.toString(), "--output", "json").out());
    JsonObject inspected = json("--top", "10");
    assertEquals(compared.getObject("left"), inspected.getObject("oldest"));
    assertEquals(compared.getObject("right"), inspected.getObject("newest"));
    for (String grew : List.of("grew_in_bytes", "grew_in_znodes")) {
      assertEquals(
          compared.getObject(grew).getArray("subtrees").getObject(0).getString("path"),
          inspected.getObject(grew).getArray("subtrees").getObject(0).getString("path"));
    }
    assertEquals(1160, inspected.getObject("grew_in_bytes").getInt("bytes_per_day"));
    assertEquals(86_400, inspected.getInt("elapsed_seconds"));
  }

  private static void age(Path file, int hours) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Picture.NOW.minus(Duration.ofHours(hours))));
  }

  @Test
  void looksAgainWhenAPurgeDeletesWhatWasScanned() {
    Path version2 = draw(Picture.HEALTHY);
    StopSignal afterTheScan =
        new StopSignal() {
          @Override
          public void check() {
            super.check();
            try {
              Files.deleteIfExists(version2.resolve("snapshot.200"));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    Run run =
        Run.inspect(afterTheScan, List.of(Path.of(System.getProperty("java.io.tmpdir"))), dir);
    assertEquals(ExitCode.OK, run.exit());
    assertTrue(run.out().startsWith("SOUND: 3 sound snapshots, 3 txn logs, "), run.out());
    assertFalse(run.out().contains("snapshot.200"), run.out());
  }

  /** Two trees whose siblings come in different orders take more memory than one. */
  @Test
  void looksAtTheRestWhereThereIsNoMemoryForWhatGrew() throws IOException {
    draw(Picture.HEALTHY);
    long two =
        Files.size(dir.resolve("version-2/snapshot.100"))
            + Files.size(dir.resolve("version-2/snapshot.400"));
    StopSignal poor = new StopSignal();
    int[] comparisons = new int[1];
    poor.tell(
        new Progress() {
          @Override
          public void expect(long bytes) {
            if (bytes == two && ++comparisons[0] == 2) { // the first only guesses
              throw new OutOfMemoryError();
            }
          }

          @Override
          public void read(long bytes) {}

          @Override
          public void end() {}
        });
    Run run = Run.inspect(poor, List.of(Path.of(System.getProperty("java.io.tmpdir"))), dir);
    assertEquals(ExitCode.OK, run.exit());
    assertTrue(
        run.out()
            .endsWith(
                """

                Biggest subtrees of snapshot.400, by bytes
                  holds  of all  subtree
                    800    100%  /

                Biggest subtrees of snapshot.400, by znodes
                  holds  of all  subtree
                     23    100%  /

                Warnings
                  - what grew is not known: it takes more memory; in a container raise its memory limit
                    (resources.limits.memory), elsewhere give the JVM more (java -Xmx512m -jar ...)
                """),
        run.out());
    assertFalse(run.out().contains("Grew"), run.out());
  }

  @Test
  void endsWithoutAReportWhenASignalSaysSo() {
    draw(Picture.HEALTHY);
    StopSignal stop = new StopSignal();
    stop.raise(ExitCode.INTERRUPTED);
    Run run = Run.inspect(stop, List.of(), dir);
    assertEquals(new Run(ExitCode.INTERRUPTED, "", "snapkeeper: interrupted\n"), run);
  }

  @Test
  void saysWhichDirectoryIsMissing() {
    Run run = Run.inspect(dir);
    assertEquals(
        new Run(
            ExitCode.DIRECTORY,
            "",
            "snapkeeper: "
                + dir
                + ": no version-2 directory in it; is the volume mounted? --data-dir takes the parent of"
                + " version-2, as zoo.cfg does\n"),
        run);
  }
}

package dev.snapkeeper.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import dev.snapkeeper.ExitCode;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.options.CommandLineParser;
import dev.snapkeeper.options.Invocation;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Run;
import dev.snapkeeper.testing.Znodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --html} names a file to write: it must never be anything but a page. */
class PageFileTest {
  @TempDir Path temp;
  private Path root;
  private Path dataDir;
  private Path version2;
  private Path pages;

  @BeforeEach
  void drawADirectory() throws IOException {
    root = temp.toRealPath();
    dataDir = root.resolve("data");
    version2 = dataDir.resolve("version-2");
    Picture.draw(version2, Picture.HEALTHY);
    pages = Files.createDirectory(root.resolve("pages"));
  }

  private Run inspect(Path page) {
    return Run.inspect(dataDir, "--html", page.toString());
  }

  private Run compare(Path page) {
    return Run.compare("--data-dir", dataDir.toString(), "--html", page.toString());
  }

  private List<String> everything() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  private void assertRefused(Path page, String fault) throws IOException {
    List<String> before = everything();
    Run refused = new Run(ExitCode.USAGE, "", "snapkeeper: --html " + page + ": " + fault + "\n");
    assertEquals(refused, inspect(page));
    assertEquals(refused, compare(page));
    assertEquals(before, everything());
  }

  private static String liesIn(Path directory) {
    return "lies in ZooKeeper's directory "
        + directory
        + ", where nothing is ever written; name a file elsewhere";
  }

  @Test
  void isThePageAndNothingBesideIt() throws Exception {
    Path page = pages.resolve("page.html");

    Run run = inspect(page);

    assertEquals(Run.inspect(dataDir), run, "the report is the same, and nothing is on stderr");
    assertEquals("page.html\n", Picture.names(pages));
    assertTrue(Files.readString(page).endsWith("</html>\n"));

    assertEquals(Run.compare("--data-dir", dataDir.toString()), compare(page));
    assertEquals("page.html\n", Picture.names(pages));
    assertEquals("compare", data(page).getString("command"));
  }

  private static JsonObject data(Path page) throws Exception {
    String html = Files.readString(page);
    String start = "application/json\">";
    int at = html.indexOf(start) + start.length();
    return JsonParser.object().from(html.substring(at, html.indexOf("</script>", at)));
  }

  @Test
  void showsWhatInspectFound() throws Exception {
    Path page = pages.resolve("page.html");
    inspect(page);
    JsonObject data = data(page);

    assertEquals(
        Picture.names(version2).lines().filter(name -> name.startsWith("snapshot.")).count(),
        data.getArray("snapshots").size());
    assertEquals(1, data.getArray("disk").size());
    assertEquals(4, data.getArray("places").size());
    assertTrue(data.getBoolean("pair"));
    assertTrue(data.getObject("boxes").getArray("name").size() > 3);
  }

  @Test
  void showsWhatThereIsWhereNoSnapshotCanBeRead() throws Exception {
    try (Stream<Path> files = Files.list(version2)) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith("sn")).toList()) {
        Files.delete(file);
      }
    }
    Path page = pages.resolve("page.html");

    assertEquals(ExitCode.OK, inspect(page).exit());
    assertEquals(1, data(page).getObject("boxes").getArray("name").size());
  }

  @Test
  void replacesAPageThatIsThere() throws IOException {
    Path page = pages.resolve("page.html");
    Path link = Files.createSymbolicLink(root.resolve("link"), page);
    Files.createFile(page);

    assertEquals(ExitCode.OK, inspect(link).exit());
    String first = Files.readString(page);
    assertEquals(ExitCode.OK, compare(link).exit());

    assertFalse(Files.readString(page).equals(first));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("page.html\n", Picture.names(pages));
  }

  @Test
  void isRefusedAmongZooKeepersFiles() throws IOException {
    assertRefused(version2.resolve("snapshot.400"), liesIn(dataDir));
    assertRefused(version2.resolve("page.html"), liesIn(dataDir));
    assertRefused(dataDir.resolve("page.html"), liesIn(dataDir));
    Path link = Files.createSymbolicLink(root.resolve("link"), version2);
    assertRefused(link.resolve("page.html"), liesIn(dataDir));
    Path other = root.resolve("other/version-2");
    Picture.draw(other, Picture.HEALTHY);
    assertRefused(other.resolve("page.html"), liesIn(other));
  }

  @Test
  void isRefusedBesideTheVersion2OfSnapshotsThatWereGivenAsFiles() throws IOException {
    List<String> before = everything();
    String snapshot = version2.resolve("snapshot.400").toString();
    Path page = dataDir.resolve("page.html");

    assertEquals(
        new Run(ExitCode.USAGE, "", "snapkeeper: --html " + page + ": " + liesIn(dataDir) + "\n"),
        Run.compare("-l", snapshot, "-r", snapshot, "--html", page.toString()));
    assertEquals(before, everything());
  }

  @Test
  void isRefusedWhereTheSnapshotsReallyLieHoweverTheyAreNamed() throws IOException {
    Path file = version2.resolve("snapshot.400");
    Path link = Files.createSymbolicLink(root.resolve("link"), file);
    Path linkToLink = Files.createSymbolicLink(pages.resolve("link"), Path.of("../link"));
    Path directory = Files.createSymbolicLink(root.resolve("directory"), version2);
    // what is called version-2 is a link itself, and leads to something of another name
    Path volume = Files.createDirectory(root.resolve("volume"));
    Path moved = Files.createDirectories(root.resolve("moved")).resolve("version-2");
    Files.createSymbolicLink(moved, volume);
    Files.copy(file, volume.resolve("snapshot.400"));
    Path linkToMoved =
        Files.createSymbolicLink(root.resolve("moved-link"), moved.resolve("snapshot.400"));

    Path page = dataDir.resolve("page.html");
    for (Path snapshot :
        List.of(
            link,
            linkToLink,
            directory.resolve("snapshot.400"),
            version2.resolve("./snapshot.400"),
            version2.resolve("../version-2/snapshot.400"),
            dataDir.resolve("../pages/link"))) {
      assertRefusedBeside(snapshot, page, dataDir);
    }
    assertRefusedBeside(linkToMoved, moved.resolveSibling("page.html"), moved.getParent());
    assertRefusedBeside(linkToMoved, volume.resolve("page.html"), volume);
    Path linkToDirectory = Files.createSymbolicLink(root.resolve("moved-directory"), moved);
    assertRefusedBeside(
        linkToDirectory.resolve("snapshot.400"), volume.resolve("page.html"), volume);
    assertRefusedBeside(
        moved.resolve("./snapshot.400"), moved.resolveSibling("page.html"), moved.getParent());
    assertRefusedBeside(moved.resolve("snapshot.400"), volume.resolve("page.html"), volume);
  }

  private void assertRefusedBeside(Path snapshot, Path page, Path directory) throws IOException {
    List<String> before = everything();
    assertEquals(
        new Run(ExitCode.USAGE, "", "snapkeeper: --html " + page + ": " + liesIn(directory) + "\n"),
        Run.compare("-l", snapshot.toString(), "-r", snapshot.toString(), "--html", "" + page),
        snapshot.toString());
    assertEquals(before, everything());
  }

  @Test
  void isRefusedBehindDetoursAndLinks() throws IOException {
    assertRefused(pages.resolve("../data/page.html"), liesIn(dataDir));
    assertRefused(pages.resolve("../data/version-2/../page.html"), liesIn(dataDir));
    Path up = Files.createSymbolicLink(pages.resolve("up"), version2);
    assertRefused(up.resolve("../page.html"), liesIn(dataDir));
    Path myid = Files.createFile(dataDir.resolve("myid"));
    assertRefused(Files.createSymbolicLink(root.resolve("link"), myid), liesIn(dataDir));
    assertEquals(0, Files.size(myid));
  }

  @Test
  void isRefusedWhereItWouldOverwriteAnythingElse() throws IOException {
    Path file = Files.writeString(pages.resolve("notes"), "<!doctype html>\nmine");
    assertRefused(
        file,
        "a file that is no page of Snapkeeper's, so it is not overwritten; name another, or remove"
            + " it first");
    assertEquals("<!doctype html>\nmine", Files.readString(file));
    Path copy = new Znodes().write(pages.resolve("snapshot.1"));
    assertEquals(
        ExitCode.USAGE,
        Run.compare("-l", copy.toString(), "-r", copy.toString(), "--html", copy.toString())
            .exit());
    assertRefused(pages, "not a regular file; name one, or a new one");
    assertRefused(Path.of("/dev/null"), "not a regular file; name one, or a new one");
    assertRefused(
        Files.createSymbolicLink(root.resolve("link"), pages.resolve("none")),
        "a symbolic link that leads nowhere; name the file itself");
  }

  @Test
  void isRefusedWhereThereIsNoDirectory() throws IOException {
    assertRefused(
        pages.resolve("none/page.html"),
        "cannot be written: no such file or directory; name a file in a directory that is there and"
            + " that you may write to");
  }

  @Test
  void thatCannotBeWrittenInTheEndMakesTheRunFailButNotTheReport() throws Exception {
    Files.writeString(pages.resolve("other"), "");
    Path page = pages.resolve("page.html");
    // the clock is read at the beginning and when all has been compared
    Clock clock =
        new Clock() {
          private int readings;

          @Override
          public Instant instant() {
            if (++readings == 2) {
              try {
                Files.move(pages, root.resolve("elsewhere"));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
            return Picture.NOW;
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };
    Invocation.Compare compare =
        (Invocation.Compare)
            new CommandLineParser(FileSystems.getDefault())
                .parse(
                    "compare",
                    "--data-dir",
                    dataDir.toString(),
                    "--html",
                    page.toString(),
                    "--output",
                    "json");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    ExitCode exit =
        CompareCommand.run(
            compare.options(),
            new CompareCommand.Environment(
                "TEST", clock, new StopSignal(), InputStream.nullInputStream()),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));

    String fault =
        "--html " + page + ": not written: no such file or directory; name a file elsewhere";
    assertEquals(ExitCode.FAILURE, exit);
    assertEquals("snapkeeper: " + fault + "\n", err.toString(StandardCharsets.UTF_8));
    JsonObject report = JsonParser.object().from(out.toString(StandardCharsets.UTF_8));
    assertEquals(1, report.getInt("exit_code"));
    assertEquals(List.of(fault), report.getArray("warnings"));
    assertEquals("other\n", Picture.names(root.resolve("elsewhere")));
  }
}

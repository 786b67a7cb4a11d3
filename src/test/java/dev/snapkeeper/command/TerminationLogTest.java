package dev.snapkeeper.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.options.CommandLineParser;
import dev.snapkeeper.options.UsageException;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Run;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code --termination-log} names a file to overwrite: it must never be one of ZooKeeper's. */
class TerminationLogTest {

  @TempDir Path temp;
  private Path root;
  private Path dataDir;
  private Path version2;

  @BeforeEach
  void drawADirectoryWithWorkToDo() throws IOException {
    root = temp.toRealPath();
    dataDir = root.resolve("data");
    version2 = dataDir.resolve("version-2");
    Picture.draw(version2, Picture.HEALTHY);
    Files.writeString(dataDir.resolve("myid"), "1\n");
  }

  /** Every path below the root, and what the file holds. */
  private String everything() throws IOException {
    TreeMap<String, String> found = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.toList()) {
        found.put(
            root.relativize(path).toString(),
            Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                ? HexFormat.of().formatHex(Files.readAllBytes(path))
                : "");
      }
    }
    return found.toString();
  }

  private void assertRefused(Path file, String fault) throws IOException {
    assertRefused(dataDir, file, fault);
  }

  private void assertRefused(Path purged, Path file, String fault, String... options)
      throws IOException {
    String before = everything();
    String[] args =
        Stream.concat(Stream.of("--termination-log", file.toString()), Arrays.stream(options))
            .toArray(String[]::new);
    assertEquals(
        new Run(ExitCode.USAGE, "", "snapkeeper: --termination-log " + file + ": " + fault + "\n"),
        Run.purge(purged, args));
    assertEquals(before, everything(), "nothing was written or deleted");
  }

  private static String liesIn(Path directory) {
    return "lies in ZooKeeper's directory "
        + directory
        + ", where nothing is ever written; name a file elsewhere, such as /dev/termination-log";
  }

  @Test
  void takesTheSummaryOfARun() throws IOException {
    Path file = Files.writeString(root.resolve("summary"), "old ".repeat(5_000));
    Run run = Run.purge(dataDir, "--termination-log", file.toString());
    assertEquals(ExitCode.OK, run.exit());
    assertEquals(run.out(), Files.readString(file));
    assertFalse(Files.exists(version2.resolve("snapshot.100")));
  }

  @Test
  void isFollowedThroughALinkThatLeadsElsewhere() throws IOException {
    Path file = Files.createFile(root.resolve("summary"));
    Path link = Files.createSymbolicLink(root.resolve("link"), file);
    Run run = Run.purge(dataDir, "--termination-log", link.toString());
    assertEquals(run.out(), Files.readString(file));
    assertTrue(Files.isSymbolicLink(link));
  }

  @Test
  void isRefusedWhereItNamesASnapshotOrALog() throws IOException {
    assertRefused(version2.resolve("snapshot.400"), liesIn(dataDir));
    assertRefused(version2.resolve("log.201"), liesIn(dataDir));
  }

  @Test
  void isRefusedWhereItWouldMakeANewFileAmongZooKeepers() throws IOException {
    assertRefused(version2.resolve("termination-log"), liesIn(dataDir));
    assertRefused(dataDir.resolve("termination-log"), liesIn(dataDir));
    assertRefused(dataDir.resolve("myid"), liesIn(dataDir));
  }

  @Test
  void isRefusedHoweverThePathIsSpelt() throws IOException {
    assertRefused(root.resolve("data/../data/./version-2/snapshot.400"), liesIn(dataDir));
    Path link = Files.createSymbolicLink(root.resolve("link"), version2);
    assertRefused(link.resolve("snapshot.400"), liesIn(dataDir));
    assertRefused(link.resolve("new"), liesIn(dataDir));
  }

  @Test
  void isRefusedWhereALinkLeadsToOneOfZooKeepersFiles() throws IOException {
    Path link = root.resolve("summary");
    Files.createSymbolicLink(link, version2.resolve("snapshot.400"));
    assertRefused(link, liesIn(dataDir));
  }

  @Test
  void isRefusedWhereALinkLeadsNowhere() throws IOException {
    Path link = root.resolve("summary");
    Files.createSymbolicLink(link, version2.resolve("new"));
    assertRefused(link, "a symbolic link that leads nowhere; name the file itself");
  }

  @Test
  void isRefusedInAVersion2ThatIsALink() throws IOException {
    Path volume = root.resolve("volume");
    Files.move(version2, volume);
    Files.createSymbolicLink(version2, volume);
    assertRefused(volume.resolve("snapshot.400"), liesIn(volume));
    assertRefused(version2.resolve("snapshot.400"), liesIn(volume));
    assertRefused(dataDir.resolve("new"), liesIn(dataDir));
  }

  @Test
  void isRefusedAmongTheLogs() throws IOException {
    Path logs = root.resolve("logs/version-2");
    Files.createDirectories(logs);
    Files.move(version2.resolve("log.1"), logs.resolve("log.1"));
    assertRefused(
        dataDir,
        logs.resolve("log.1"),
        liesIn(root.resolve("logs")),
        "--data-log-dir",
        root.resolve("logs").toString());
  }

  /** The run ends with a fault of the directory; that must not leave a summary in it. */
  @Test
  void isRefusedEvenWhereTheDirectoriesAreWrong() throws IOException {
    Path snapshot = version2.resolve("snapshot.400");
    assertRefused(version2, snapshot, liesIn(version2));
    assertRefused(version2, dataDir.resolve("myid"), liesIn(dataDir));
    assertRefused(root.resolve("none"), snapshot, liesIn(version2));
    Path link = Files.createSymbolicLink(root.resolve("link"), snapshot);
    assertRefused(version2, link, liesIn(version2));
    assertRefused(root.resolve("none"), link, liesIn(version2));
  }

  @Test
  void isRefusedInTheDirectoryOfAnotherServer() throws IOException {
    Path other = root.resolve("other/version-2");
    Picture.draw(other, Picture.HEALTHY);
    assertRefused(other.resolve("snapshot.400"), liesIn(other));
  }

  @Test
  void isRefusedWhereItIsAHardLinkToOneOfZooKeepersFiles() throws IOException {
    for (String name : List.of("version-2/snapshot.400", "version-2/log.201", "myid")) {
      Path link = root.resolve("link");
      Files.createLink(link, dataDir.resolve(name));
      assertRefused(
          link,
          "the same file as ZooKeeper's "
              + dataDir.resolve(name)
              + ", under another name; name a file of its own, such as /dev/termination-log");
      Files.delete(link);
    }
  }

  @Test
  void isRefusedWhereItIsTheConfigUnderWhateverName() throws IOException {
    Path config = Files.writeString(root.resolve("zoo.cfg"), "dataDir=" + dataDir + "\n");
    Path hard = Files.createLink(root.resolve("hard"), config);
    Path symbolic = Files.createSymbolicLink(root.resolve("symbolic"), config);
    for (Path file : List.of(config, hard, symbolic)) {
      assertEquals(
          "--termination-log "
              + file
              + ": the very file that --config names, and it would be overwritten; name a file of its"
              + " own, such as /dev/termination-log",
          assertThrows(
                  UsageException.class,
                  () ->
                      new CommandLineParser(FileSystems.getDefault())
                          .parse(
                              "purge",
                              "--config",
                              config.toString(),
                              "--termination-log",
                              file.toString()))
              .getMessage());
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void isRefusedWhereItIsNoFileAtAll() throws Exception {
    Path pipe = root.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    String fault = "not a regular file; name one, or a new one, such as /dev/termination-log";
    assertTimeoutPreemptively(Duration.ofMinutes(1), () -> assertRefused(pipe, fault));
    assertRefused(Path.of("/dev/null"), fault);
  }

  @Test
  void isNoReasonToFailWhereItCannotBeWritten() throws IOException {
    Path file = root.resolve("none/summary");
    Run run = Run.purge(dataDir, "--termination-log", file.toString());
    assertEquals(ExitCode.OK, run.exit());
    assertFalse(Files.exists(file.getParent()));
    assertFalse(Files.exists(version2.resolve("snapshot.100")));
  }
}

package dev.snapkeeper.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import dev.snapkeeper.ExitCode;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.IoFault;
import dev.snapkeeper.testing.FaultyFileSystem;
import dev.snapkeeper.testing.InMemory;
import dev.snapkeeper.testing.Peer;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Run;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.zookeeper.server.persistence.SnapStream.StreamMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A purge that has something of everything to do, over and over: something goes wrong, or somebody
 * else is at work, first at the first of its calls to the file system, then at the second, and so
 * on to the last.
 */
class EveryFaultTest {
  private static final String EIO = "Input/output error";

  private static final String PICTURE =
      """
      snapshot.100      sound          6h
      snapshot.200.gz   sound          5h
      snapshot.300      sound          4h
      snapshot.400      sound          3h
      snapshot.500      truncated      2h
      snapshot.90.tmp   truncated      7h
      snapshot.bak      junk           7h
      log.1             log:1..100     6h
      log.101           log:101..200   5h
      log.201           log:201..520   2h
      """;

  /** What a purge leaves of it, which may never be less. */
  private static final Set<String> STAYS =
      new TreeSet<>(
          Set.of(
              "log.101",
              "log.201",
              "snapshot.200.gz",
              "snapshot.300",
              "snapshot.400",
              "snapshot.bak"));

  @TempDir(factory = InMemory.class)
  Path temp;

  private Path drawn;
  private Map<String, String> before;

  /** Something that happens right before a call. */
  private interface Event {
    void in(Path root) throws IOException;
  }

  /** What has to be so after a run. */
  private interface Expectation {
    void holds(Run run, Path root, String call) throws Exception;
  }

  @BeforeEach
  void draw() throws IOException {
    drawn = temp.resolve("drawn");
    Picture.draw(drawn.resolve("data/version-2"), PICTURE);
    Files.createDirectory(drawn.resolve("tmp"));
    Files.createDirectory(drawn.resolve("shm"));
    before = files(drawn.resolve("data/version-2"));
  }

  private static Map<String, String> files(Path version2) throws IOException {
    Map<String, String> found = new TreeMap<>();
    for (String name : Picture.names(version2).lines().toList()) {
      found.put(name, Files.readString(version2.resolve(name), StandardCharsets.ISO_8859_1));
    }
    return found;
  }

  private static Run purge(FaultyFileSystem files, Path root) {
    return Run.purgeIn(
        List.of(files.path(root.resolve("tmp")), files.path(root.resolve("shm"))),
        Picture.NOW,
        new StopSignal(),
        files.path(root.resolve("data")),
        "--output",
        "json",
        "--delete-corrupt");
  }

  private static Run purge(Path root) {
    return purge(new FaultyFileSystem((call, what) -> {}), root);
  }

  /** Lets it happen at each call in turn or, if so, at all that follow as well. */
  private void atEachCall(boolean andAfter, Event event, Expectation expected) throws Exception {
    for (int n = 0; ; n++) {
      int first = n;
      Path root = Peer.copy(drawn, temp.resolve("root"));
      FaultyFileSystem files =
          new FaultyFileSystem(
              (call, what) -> {
                if (call == first || (andAfter && call > first)) {
                  event.in(root);
                }
              });
      String name = "none";
      try {
        Run run = purge(files, root);
        name = n < files.calls().size() ? files.calls().get(n) : name;
        assertEquals(0, files.open(), "what was opened was not closed");
        expected.holds(run, root, name);
      } catch (AssertionError | Exception e) {
        throw new AssertionError("at call " + n + ", " + name, e);
      }
      Picture.delete(root);
      if (n >= files.calls().size()) {
        assertTrue(n > 100, "calls: " + n);
        return;
      }
    }
  }

  /** Nothing that stays has gone or changed, and no log before the snapshot that may need it. */
  private void assertNothingLost(Path version2) throws IOException {
    Map<String, String> left = files(version2);
    assertTrue(left.keySet().containsAll(STAYS), left.keySet().toString());
    assertTrue(left.containsKey("log.1") || !left.containsKey("snapshot.100"), "log.1");
    left.forEach((name, bytes) -> assertEquals(before.get(name), bytes, name));
  }

  private void assertTellsTheTruth(Run run, Path root) throws Exception {
    int left = files(root.resolve("data/version-2")).size();
    switch (run.exit()) {
      case OK -> assertTrue(left == STAYS.size() || run.out().contains(EIO), run.out());
      case INCOMPLETE, REFUSED -> assertTrue(run.out().contains(EIO), run.out());
      case DIRECTORY, FAILURE -> {
        assertTrue(run.err().contains(EIO), run.err());
        assertEquals(before.size(), left, "nothing was deleted");
      }
      default -> throw new AssertionError(run);
    }
    JsonObject report = JsonParser.object().from(run.out());
    JsonObject deleted = report.getObject("deleted", new JsonObject());
    if (!report.getString("message").contains("cannot be read: " + EIO)) { // at the second look
      assertEquals(before.size() - left, deleted.getInt("count", 0));
    }
  }

  @Test
  void losesNothingWhereACallFailsAndTheNextRunDoesTheRest() throws Exception {
    atEachCall(
        false,
        root -> {
          throw new FileSystemException("/some/path", null, EIO);
        },
        (run, root, call) -> {
          assertNothingLost(root.resolve("data/version-2"));
          assertTellsTheTruth(run, root);
          assertEquals(ExitCode.OK, purge(root).exit());
          assertEquals(STAYS, files(root.resolve("data/version-2")).keySet());
        });
  }

  @Test
  void losesNothingWhereEveryCallFailsFromSomeCallOn() throws Exception {
    atEachCall(
        true,
        root -> {
          throw new FileSystemException("/some/path", null, EIO);
        },
        (run, root, call) -> {
          assertNothingLost(root.resolve("data/version-2"));
          assertTellsTheTruth(run, root);
        });
  }

  @Test
  void losesNothingWhereTheVolumeIsUnmountedInBetween() throws Exception {
    atEachCall(
        false,
        root -> Files.move(root.resolve("data"), root.resolve("unmounted")),
        (run, root, call) -> {
          Path data = root.resolve(Files.exists(root.resolve("data")) ? "data" : "unmounted");
          assertNothingLost(data.resolve("version-2"));
          int gone = before.size() - files(data.resolve("version-2")).size();
          switch (run.exit()) {
            case OK -> assertEquals(before.size() - STAYS.size(), gone);
            case DIRECTORY, INCOMPLETE -> {
              assertEquals(run.exit() == ExitCode.DIRECTORY, gone == 0);
              assertTrue(
                  run.err().contains("no such file or directory; run as the user")
                      || run.err()
                          .contains("no such file or directory), so nothing could be deleted")
                      || run.err().contains("is the volume mounted?"),
                  run.err());
            }
            default -> throw new AssertionError(run);
          }
        });
  }

  @Test
  void losesNothingWhereALinkToAnotherServersDirectoryIsPlanted() throws Exception {
    atEachCall(
        false,
        root -> {
          Peer.copy(drawn.resolve("data"), root.resolve("other"));
          Files.move(root.resolve("data/version-2"), root.resolve("moved"));
          Files.createSymbolicLink(root.resolve("data/version-2"), root.resolve("other/version-2"));
        },
        (run, root, call) -> {
          if (call.equals("none")) {
            return;
          }
          Map<String, String> moved = files(root.resolve("moved"));
          Map<String, String> other = files(root.resolve("other/version-2"));
          assertNothingLost(root.resolve("moved"));
          assertNothingLost(root.resolve("other/version-2"));
          assertTrue(moved.equals(before) || other.equals(before), "one is not touched");
          switch (run.exit()) {
            // all was done before; or it was there from the first look on, and ZooKeeper follows it
            case OK -> assertTrue(moved.keySet().equals(STAYS) || other.keySet().equals(STAYS));
            case DIRECTORY, INCOMPLETE -> {
              assertEquals(before, other);
              assertEquals(run.exit() == ExitCode.DIRECTORY, moved.equals(before));
              assertTrue(
                  run.err()
                      .endsWith(
                          ": another directory has taken the place of the one that was worked on; was"
                              + " the volume mounted anew? Run again\n"),
                  run.err());
            }
            default -> throw new AssertionError(run);
          }
        });
  }

  @Test
  void purgesWhereVersion2IsALinkFromTheBeginning() throws Exception {
    Path link = drawn.resolve("data/version-2");
    Path target = Files.move(link, drawn.resolve("volume"));
    Files.createSymbolicLink(link, target);
    Run run = purge(drawn);
    assertEquals(ExitCode.OK, run.exit(), run.out());
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(STAYS, files(target).keySet());
    assertNothingLost(target);
  }

  @Test
  void doesNoMoreThanItsPartWhereAnotherRunDoesTheWorkInBetween() throws Exception {
    atEachCall(
        false,
        root -> assertEquals(ExitCode.OK, purge(root).exit()),
        (run, root, call) -> {
          assertEquals(STAYS, files(root.resolve("data/version-2")).keySet());
          assertEquals(ExitCode.OK, run.exit(), run.out());
        });
  }

  @Test
  void losesNothingWhereZooKeepersPurgeDoesTheWorkInBetween() throws Exception {
    atEachCall(
        false,
        root -> Peer.purge(root.resolve("data"), root.resolve("data"), 3),
        (run, root, call) -> {
          Set<String> left = new TreeSet<>(STAYS);
          if (!call.equals("none")) {
            left.remove("snapshot.bak");
          }
          assertEquals(left, files(root.resolve("data/version-2")).keySet());
          assertEquals(ExitCode.OK, run.exit(), run.out());
        });
  }

  @Test
  void leavesWhatTheServerWritesInBetween() throws Exception {
    atEachCall(
        false,
        root ->
            Picture.draw(
                root.resolve("data/version-2"),
                "snapshot.600 sound 0s\nlog.601 log:601..610 0s\nlog.611 empty 0s\n"),
        (run, root, call) -> {
          Set<String> left = files(root.resolve("data/version-2")).keySet();
          assertTrue(left.containsAll(Set.of("snapshot.300", "snapshot.400", "log.201")), call);
          if (!call.equals("none")) {
            assertTrue(left.containsAll(Set.of("snapshot.600", "log.601", "log.611")), call);
          }
          assertEquals(ExitCode.OK, run.exit(), run.out());
        });
  }

  /**
   * As another run would whose clock is far ahead. It is a dry run: it has no other part in this.
   */
  @Test
  void losesNothingWhereAnotherRunSweepsItsShadowAway() throws Exception {
    Instant ahead = Picture.NOW.plus(Duration.ofDays(10_000));
    List<Path> fallen = new ArrayList<>();
    atEachCall(
        false,
        root -> {
          Path tmp = root.resolve("tmp");
          boolean there = !Picture.names(tmp).isEmpty();
          Run.purgeIn(List.of(tmp), ahead, new StopSignal(), root.resolve("data"), "--dry-run");
          if (there && Picture.names(tmp).isEmpty()) {
            fallen.add(tmp);
          }
        },
        (run, root, call) -> {
          assertEquals(ExitCode.OK, run.exit(), run.out());
          assertEquals(STAYS, files(root.resolve("data/version-2")).keySet());
          assertEquals("", Picture.names(root.resolve("tmp")) + Picture.names(root.resolve("shm")));
        });
    assertTrue(fallen.size() > 20, "shadows swept away: " + fallen.size());
  }

  /** As anybody can where a temp directory is open to all, and not sticky. */
  @Test
  void losesNothingWhereALinkToTheDataDirectoryTakesThePlaceOfItsShadow() throws Exception {
    List<Path> planted = new ArrayList<>();
    atEachCall(
        false,
        root -> {
          for (String name : Picture.names(root.resolve("tmp")).lines().toList()) {
            Path shadow = root.resolve("tmp").resolve(name);
            Files.move(shadow, root.resolve("taken"));
            planted.add(Files.createSymbolicLink(shadow, root.resolve("data")));
          }
        },
        (run, root, call) -> assertNothingLost(root.resolve("data/version-2")));
    assertTrue(planted.size() > 10, "links: " + planted.size());
  }

  /** ZooKeeper's rule prints what it removes, right before it does. */
  private static Run purgeWhileTheRulePrints(Path root, Event event) {
    PrintStream out = System.out;
    System.setOut(
        new PrintStream(OutputStream.nullOutputStream()) {
          @Override
          public void println(String line) {
            try {
              event.in(root);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
    try {
      return purge(root);
    } finally {
      System.setOut(out);
    }
  }

  /** Anybody can where it is open to all, and not sticky; and its owner anywhere. */
  @Test
  void removesNoOtherFileWhereALinkTakesThePlaceOfItsShadowWhileTheRuleIsAtWork() throws Exception {
    Peer.copy(drawn.resolve("data"), drawn.resolve("other"));
    List<Path> planted = new ArrayList<>();
    Run run =
        purgeWhileTheRulePrints(
            drawn,
            root -> {
              if (planted.isEmpty()) {
                Path shadow =
                    root.resolve("tmp").resolve(Picture.names(root.resolve("tmp")).strip());
                Files.move(shadow, root.resolve("taken"));
                planted.add(Files.createSymbolicLink(shadow, root.resolve("other")));
              }
            });
    assertEquals(1, planted.size());
    assertEquals(before, files(drawn.resolve("other/version-2")));
    assertEquals(ExitCode.OK, run.exit(), run.out());
    assertEquals(STAYS, files(drawn.resolve("data/version-2")).keySet());
    assertEquals("", Picture.names(drawn.resolve("shm")));
  }

  /**
   * Somebody else could put a link into a directory of theirs while ZooKeeper's rule is at work.
   */
  @Test
  void worksInNoDirectoryThatAnotherMayWriteTo() throws Exception {
    boolean isRoot = System.getProperty("user.name").equals("root");
    Path tmp = drawn.resolve("tmp");
    List<Path> planted = new ArrayList<>();
    Set<String> seen = new TreeSet<>();
    Run run =
        purge(
            new FaultyFileSystem(
                (call, what) -> {
                  if (!planted.isEmpty()) {
                    seen.add(Picture.names(planted.get(0)));
                  }
                  if (what.startsWith("opendir snapkeeper-shadow-") && planted.isEmpty()) {
                    Path shadow = tmp.resolve(Picture.names(tmp).strip());
                    Files.move(shadow, drawn.resolve("taken"));
                    planted.add(Files.createDirectory(shadow));
                    Files.createFile(shadow.resolve("theirs"));
                    if (isRoot) {
                      Files.setAttribute(shadow, "unix:uid", 65534);
                    } else {
                      Files.setAttribute(shadow, "unix:mode", 0720);
                    }
                  }
                }),
            drawn);
    assertEquals(Set.of("theirs\n"), seen);
    assertEquals(ExitCode.OK, run.exit(), run.out());
    assertEquals(STAYS, files(drawn.resolve("data/version-2")).keySet());
  }

  /** ZooKeeper's rule goes by the path, and must not be led elsewhere while it is at work. */
  @Test
  void prefersATempDirectoryWhereNobodyElseCanRenameItsShadow() throws Exception {
    Path tmp = drawn.resolve("tmp");
    for (int mode : new int[] {0777, 0770, 0702, 01777, 0755, 0700}) {
      Files.setAttribute(tmp, "unix:mode", mode);
      Set<Boolean> there = new TreeSet<>();
      purge(
          new FaultyFileSystem(
              (call, what) -> {
                if (what.equals("write snapshot.200")) {
                  there.add(!Picture.names(tmp).isEmpty());
                }
              }),
          drawn);
      boolean guarded = (mode & 01000) != 0 || (mode & 022) == 0;
      assertEquals(Set.of(guarded), there, Integer.toOctalString(mode));
      Picture.delete(drawn);
      draw();
    }
  }

  /** All that can be lost is what takes a name between the last look at it and the deletion. */
  @Test
  void deletesNoFileThatTookTheNameOfAnotherButInTheRaceThatIsLeft() throws Exception {
    byte[] precious = new byte[Picture.snapshot(StreamMode.CHECKED).length];
    Arrays.fill(precious, (byte) 'x');
    atEachCall(
        false,
        root -> {
          Path file = root.resolve("data/version-2/snapshot.100");
          Path other = Files.write(root.resolve("other"), precious);
          Files.setLastModifiedTime(
              other, Files.getLastModifiedTime(drawn.resolve("data/version-2/snapshot.100")));
          Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        },
        (run, root, call) -> {
          Path file = root.resolve("data/version-2/snapshot.100");
          boolean race = call.equals("unlink snapshot.100");
          assertEquals(!race && !call.equals("none"), Files.exists(file), run.out());
          if (Files.exists(file)) {
            assertEquals(ByteBuffer.wrap(precious), ByteBuffer.wrap(Files.readAllBytes(file)));
            assertLeavesAlone(run, file, files(root.resolve("data/version-2")).keySet());
          }
        });
  }

  /**
   * What took a file's name before it was scanned is none of ZooKeeper's; what did later is told
   * of. Where it did when all was over, there is only a word of the deletion.
   */
  private static void assertLeavesAlone(Run run, Path file, Set<String> left) throws Exception {
    JsonObject report = JsonParser.object().from(run.out());
    List<String> leftAlone = told(report, "left_alone", "reason", file);
    List<String> survived = told(report, "survived", "cause", file);
    switch (run.exit()) {
      case OK -> {
        boolean over = report.getObject("deleted").getInt("count") == 4;
        String reason = Files.isSymbolicLink(file) ? "symbolic_link" : "foreign_content";
        assertEquals(over ? List.of() : List.of(reason), leftAlone);
      }
      case INCOMPLETE -> {
        assertEquals(1, survived.size(), run.out());
        assertTrue(
            survived
                .get(0)
                .matches(
                    "changed since it was scanned, so it is left alone"
                        + "|was deleted, and is there again"
                        + "|cannot be read: Too many levels of symbolic links.*"),
            survived.toString());
        assertTrue(run.err().contains("still there"), run.err());
      }
      default -> throw new AssertionError(run);
    }
    assertTrue(left.containsAll(STAYS), left.toString());
  }

  @Test
  void followsNoLinkThatTookTheNameOfAFile() throws Exception {
    atEachCall(
        false,
        root -> {
          Path file = root.resolve("data/version-2/snapshot.100");
          Files.deleteIfExists(file);
          Picture.draw(root, "snapshot.100  sound  6h\n");
          Files.createSymbolicLink(file, root.resolve("snapshot.100"));
        },
        (run, root, call) -> {
          Path link = root.resolve("data/version-2/snapshot.100");
          Path target = root.resolve("snapshot.100");
          if (call.equals("none")) {
            return;
          }
          assertEquals(
              ByteBuffer.wrap(Picture.snapshot(StreamMode.CHECKED)),
              ByteBuffer.wrap(Files.readAllBytes(target)));
          if (call.equals("unlink snapshot.100")) { // the race that is left: the link goes
            assertEquals(ExitCode.OK, run.exit());
          } else {
            assertTrue(Files.isSymbolicLink(link));
            assertLeavesAlone(run, link, files(root.resolve("data/version-2")).keySet());
          }
        });
  }

  @Test
  void takesNoSweptStubForOneThatTheRuleRemoved() throws Exception {
    Instant ahead = Picture.NOW.plus(Duration.ofDays(10_000));
    List<String> swept = new ArrayList<>();
    Run run =
        purgeWhileTheRulePrints(
            drawn,
            root -> {
              Path tmp = root.resolve("tmp");
              if (swept.isEmpty()) {
                swept.add(Picture.names(tmp));
                Run.purgeIn(
                    List.of(tmp), ahead, new StopSignal(), root.resolve("data"), "--dry-run");
                swept.add(Picture.names(tmp));
              }
            });
    assertEquals(List.of(1L, 0L), swept.stream().map(names -> names.lines().count()).toList());
    assertEquals(ExitCode.OK, run.exit(), run.out());
    assertEquals(STAYS, files(drawn.resolve("data/version-2")).keySet());
  }

  private static List<String> told(JsonObject report, String list, String field, Path file) {
    return report.getArray(list, new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .filter(entry -> entry.getString("path").equals(file.toString()))
        .map(entry -> entry.getString(field))
        .toList();
  }

  private Run purgeWhere(String call, IOException fault) throws IOException {
    Path root = temp.resolve("where " + call);
    if (Files.exists(root)) {
      Picture.delete(root);
    }
    Peer.copy(drawn, root);
    Run run =
        purge(
            new FaultyFileSystem(
                (n, what) -> {
                  if (what.startsWith(call)) {
                    throw fault;
                  }
                }),
            root);
    assertEquals(before, files(root.resolve("data/version-2")), "nothing was deleted");
    return run;
  }

  @Test
  void saysWhyNothingCouldBeDeletedAfterAll() throws Exception {
    for (IOException fault :
        List.of(
            new AccessDeniedException("/data/version-2/snapshot.100"),
            new FileSystemException("/some/path", null, "Read-only file system"))) {
      Run run = purgeWhere("unlink", fault);
      assertEquals(ExitCode.INCOMPLETE, run.exit());
      assertEquals(
          "snapkeeper: deleted nothing; 4 files that should have gone are still there\n",
          run.err());
      List<String> causes =
          JsonParser.object().from(run.out()).getArray("survived").stream()
              .map(file -> ((JsonObject) file).getString("cause"))
              .toList();
      String cause = IoFault.describe(fault);
      assertEquals(
          List.of(cause, cause, cause, "kept: an older snapshot that may need it is still there"),
          causes);
    }
  }

  @Test
  void saysThatNoTempDirectoryHasRoom() throws Exception {
    for (String call : List.of("mkdir", "write snapshot.200")) {
      Run run =
          purgeWhere(call, new FileSystemException("/some/path", null, "No space left on device"));
      Path root = temp.resolve("where " + call);
      assertEquals(ExitCode.FAILURE, run.exit());
      assertEquals(
          "snapkeeper: no place for a few small files to ask ZooKeeper's rule with ("
              + root.resolve("tmp")
              + ": No space left on device; "
              + root.resolve("shm")
              + ": No space left on device); name a directory with room by"
              + " -Djava.io.tmpdir=DIR; nothing was deleted\n",
          run.err());
      assertEquals("", Picture.names(root.resolve("tmp")) + Picture.names(root.resolve("shm")));
    }
  }
}

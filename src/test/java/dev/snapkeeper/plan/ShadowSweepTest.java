package dev.snapkeeper.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What killed runs have left in a temp directory goes, and nothing else that lies there. */
class ShadowSweepTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path temp;
  private Path shadow;
  private Path version2;
  private Path own;

  @BeforeEach
  void leaveAShadow() throws IOException {
    own = Files.createTempDirectory(temp, "snapkeeper-shadow-");
    shadow = Files.createTempDirectory(temp, "snapkeeper-shadow-");
    version2 = Files.createDirectory(shadow.resolve("version-2"));
    Files.write(version2.resolve("snapshot.1c"), ShadowRule.SNAPSHOT_STUB);
    Files.write(version2.resolve("snapshot.2c"), Arrays.copyOf(ShadowRule.SNAPSHOT_STUB, 5));
    Files.createFile(version2.resolve("snapshot.3c"));
    Files.createFile(version2.resolve("log.1"));
  }

  private List<String> tree() throws IOException {
    try (Stream<Path> paths = Files.walk(temp)) {
      return paths
          .filter(path -> !path.equals(own))
          .map(path -> temp.relativize(path) + (Files.isSymbolicLink(path) ? " link" : ""))
          .sorted()
          .toList();
    }
  }

  private void age(Duration age) throws IOException {
    try (Stream<Path> paths = Files.walk(temp)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        if (!Files.isSymbolicLink(path)) {
          Files.setLastModifiedTime(path, FileTime.from(NOW.minus(age)));
        }
      }
    }
  }

  private void sweep() throws IOException {
    sweep(ShadowSweep.MOST_ENTRIES);
  }

  private void sweep(int entries) throws IOException {
    new ShadowSweep(own, NOW, entries).sweep(List.of(temp.resolve("none"), temp));
  }

  private void assertLeftAlone() throws IOException {
    age(Duration.ofHours(2));
    List<String> before = tree();
    sweep();
    assertEquals(before, tree());
  }

  @Test
  void removesWhatKilledRunsHaveLeft() throws IOException {
    Files.createTempDirectory(temp, "snapkeeper-shadow-");
    Files.createDirectory(
        Files.createTempDirectory(temp, "snapkeeper-shadow-").resolve("version-2"));
    Files.createFile(temp.resolve("another file"));
    age(Duration.ofHours(1));
    sweep();
    assertEquals(List.of("", "another file"), tree());
    assertTrue(Files.exists(own), "the shadow of the run itself");
  }

  @Test
  void leavesAloneWhatMayBeInUse() throws IOException {
    age(Duration.ofMinutes(59));
    List<String> before = tree();
    sweep();
    assertEquals(before, tree());
    age(Duration.ofHours(-2)); // a time to come is no proof of age
    sweep();
    assertEquals(before, tree());
    age(Duration.ofHours(2));
    Files.createFile(version2.resolve("log.2")); // has changed just now
    Files.setLastModifiedTime(version2, FileTime.from(NOW));
    before = tree();
    sweep();
    assertEquals(before, tree());
  }

  @Test
  void leavesAloneWhatIsSomebodyElses() throws IOException {
    own = Path.of("/proc"); // is root's
    if (Files.getOwner(own).equals(Files.getOwner(shadow))) {
      own = Files.createDirectory(temp.resolve("own"));
      Files.setAttribute(own, "unix:uid", 65534);
    }
    assertLeftAlone();
  }

  @Test
  void leavesAloneWhatOthersCanEnter() throws IOException {
    Files.setPosixFilePermissions(shadow, PosixFilePermissions.fromString("rwx-wx---"));
    assertLeftAlone();
  }

  @Test
  void leavesAloneWhatHasAnotherName() throws IOException {
    Files.move(shadow, temp.resolve("shadow-snapkeeper-1"));
    assertLeftAlone();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "version-2/myid",
        "version-2/snapshot.2C",
        "version-2/snapshot.5.gz",
        "version-2/snapshot.5.tmp",
        "version-2/log.",
        "version-2/logs",
        "file",
        "version-2.bak"
      })
  void leavesAloneWhatHoldsAnythingElse(String name) throws IOException {
    Files.createFile(shadow.resolve(name));
    assertLeftAlone();
  }

  @Test
  void leavesAloneWhatHoldsAnotherDirectory() throws IOException {
    Files.createDirectory(version2.resolve("log.2"));
    assertLeftAlone();
  }

  @Test
  void leavesAloneWhatHoldsALogThatIsNotEmpty() throws IOException {
    Files.writeString(version2.resolve("log.2"), "Z");
    assertLeftAlone();
  }

  @Test
  void leavesAloneWhatHoldsASnapshotThatIsNoStub() throws IOException {
    Files.writeString(version2.resolve("snapshot.4c"), "ZKSN precious");
    assertLeftAlone();
  }

  @Test
  void leavesAloneWhatHoldsALink() throws IOException {
    Path precious = Files.createFile(temp.resolve("precious"));
    Files.createSymbolicLink(version2.resolve("log.2"), precious);
    assertLeftAlone();
  }

  @Test
  void followsNoLinkInThePlaceOfVersion2() throws IOException {
    Path elsewhere = temp.resolve("elsewhere");
    Files.move(version2, elsewhere);
    Files.createSymbolicLink(version2, elsewhere);
    assertLeftAlone();
  }

  @Test
  void followsNoLinkInThePlaceOfAShadow() throws IOException {
    Path elsewhere = temp.resolve("elsewhere");
    Files.move(shadow, elsewhere);
    Files.createSymbolicLink(shadow, elsewhere);
    assertLeftAlone();
  }

  @Test
  void leavesAFileAloneThatIsNamedLikeAShadow() throws IOException {
    Files.createFile(temp.resolve("snapkeeper-shadow-1"));
    age(Duration.ofHours(2));
    sweep();
    assertEquals(List.of("", "snapkeeper-shadow-1"), tree());
  }

  @Test
  void leavesAloneWhatItHasNotLookedThrough() throws IOException {
    age(Duration.ofHours(2));
    List<String> before = tree();
    int all = before.size(); // without the temp directory, with the shadow of this run
    sweep(all);
    assertEquals(before, tree());
    sweep(all + 1);
    assertEquals(List.of(""), tree());
  }

  @Test
  void removesNothingButStubsThroughNoLink() throws IOException {
    Path log = Files.writeString(version2.resolve("log.2"), "ZKLG and more than a stub has");
    assertThrows(IOException.class, () -> ShadowSweep.remove(shadow));
    assertTrue(Files.exists(log));

    Files.delete(log);
    Path elsewhere = Files.move(shadow, temp.resolve("elsewhere"));
    Files.createFile(elsewhere.resolve("version-2/log.3"));
    Files.createSymbolicLink(shadow, elsewhere);
    assertThrows(IOException.class, () -> ShadowSweep.remove(shadow));
    assertTrue(Files.exists(elsewhere.resolve("version-2/log.3")));

    ShadowSweep.remove(elsewhere);
    assertTrue(Files.notExists(elsewhere));
  }

  @Test
  void letsOneTroubleNotStandInTheWayOfTheRest() throws IOException {
    for (int i = 0; i < 5; i++) {
      Files.createSymbolicLink(temp.resolve("snapkeeper-shadow-" + i), temp.resolve("nowhere"));
    }
    age(Duration.ofHours(2));
    sweep();
    assertEquals(6, tree().size());
    assertTrue(Files.notExists(shadow, LinkOption.NOFOLLOW_LINKS));
  }
}

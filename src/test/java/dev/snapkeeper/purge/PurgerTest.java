package dev.snapkeeper.purge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Feature;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.plan.PurgePlan;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Stages;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What somebody else does to the directory between the plan and the deletion. */
class PurgerTest {
  private static final String PICTURE =
      """
      snapshot.100  sound          6h
      snapshot.200  sound          5h
      snapshot.300  sound          4h
      snapshot.400  sound          3h
      snapshot.500  sound          2h
      log.1         log:1..100     6h
      log.101       log:101..200   5h
      log.201       log:201..300   4h
      log.301       log:301..520   1h
      """;

  private final FileSystem memory =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder().setAttributeViews("basic", "unix").build());
  private final Path version2 = memory.getPath("/data/version-2");

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  private PurgePlan plan() throws Exception {
    Picture.draw(version2, PICTURE);
    return Stages.plan(Stages.options(memory.getPath("/data")));
  }

  private static String survivors(PurgeOutcome outcome) {
    return outcome.survivors().stream()
        .map(survivor -> survivor.file().name() + ": " + survivor.cause() + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void deletesWhatThePlanSays() throws Exception {
    PurgeOutcome outcome = Stages.carryOut(plan());
    assertEquals(
        """
        log.201
        log.301
        snapshot.300
        snapshot.400
        snapshot.500
        """,
        Picture.names(version2));
    assertEquals(4, outcome.deleted().size());
    assertEquals(List.of(), outcome.survivors());
  }

  /** One that was left behind when dataLogDir was set. */
  @Test
  void deletesATemporaryWhereItLies() throws Exception {
    Path logs = memory.getPath("/logs/version-2");
    Picture.draw(version2, PICTURE.replaceAll("log[.].*\n", ""));
    Picture.draw(logs, PICTURE.replaceAll("snapshot.*\n", "") + "snapshot.150.tmp truncated 5h\n");
    PurgePlan plan =
        Stages.plan(Stages.options(memory.getPath("/data"), "--data-log-dir", "/logs"));

    PurgeOutcome outcome = Stages.carryOut(plan);

    assertEquals("log.201\nlog.301\n", Picture.names(logs));
    assertEquals(List.of(), outcome.alreadyGone());
    assertEquals(5, outcome.deleted().size());
  }

  @Test
  void deletesNothingWhenARetainedSnapshotHasGone() throws Exception {
    PurgePlan plan = plan();
    Files.delete(version2.resolve("snapshot.400"));
    String before = Picture.names(version2);

    PurgeOutcome outcome = Stages.carryOut(plan);

    assertEquals(before, Picture.names(version2));
    assertEquals(List.of(), outcome.deleted());
    assertEquals(
        """
        snapshot.100: kept: snapshot.400, which was to be retained, has gone or changed since it was read
        snapshot.200: kept: snapshot.400, which was to be retained, has gone or changed since it was read
        log.1: kept: an older snapshot that may need it is still there
        log.101: kept: an older snapshot that may need it is still there
        """,
        survivors(outcome));
  }

  @Test
  void deletesNothingWhenARetainedSnapshotHasChanged() throws Exception {
    PurgePlan plan = plan();
    Files.write(version2.resolve("snapshot.400"), new byte[10]);
    assertEquals(List.of(), Stages.carryOut(plan).deleted());
  }

  @Test
  void leavesAFileAloneThatTookTheNameOfAnother() throws Exception {
    PurgePlan plan = plan();
    Path file = version2.resolve("log.1");
    FileTime time = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, time);

    assertEquals(
        "log.1: changed since it was scanned, so it is left alone\n",
        survivors(Stages.carryOut(plan)));
    assertTrue(Files.exists(file));
  }

  @Test
  void keepsAllLogsWhenAnOldSnapshotCannotGo() throws Exception {
    PurgePlan plan = plan();
    Path file = version2.resolve("snapshot.100");
    Files.setLastModifiedTime(file, FileTime.from(Picture.NOW));
    assertEquals(
        """
        snapshot.100: changed since it was scanned, so it is left alone
        log.1: kept: an older snapshot that may need it is still there
        log.101: kept: an older snapshot that may need it is still there
        """,
        survivors(Stages.carryOut(plan)));
    assertEquals(
        """
        log.1
        log.101
        log.201
        log.301
        snapshot.100
        snapshot.300
        snapshot.400
        snapshot.500
        """,
        Picture.names(version2));
  }

  @Test
  void countsAsItsOwnOnlyWhatItDeletedItself() throws Exception {
    PurgePlan plan = plan();
    Files.delete(version2.resolve("snapshot.100"));
    Files.delete(version2.resolve("log.1"));
    PurgeOutcome outcome = Stages.carryOut(plan);
    assertEquals(2, outcome.deleted().size());
    assertEquals(2, outcome.alreadyGone().size());
    assertEquals(List.of(), outcome.survivors());
  }

  @Test
  void touchesNothingWhenAnotherDirectoryTookThePlaceOfTheOneThatWasScanned() throws Exception {
    PurgePlan plan = plan();
    Path moved = Files.move(version2, version2.resolveSibling("moved"));
    Files.createDirectory(version2);
    for (String name : Picture.names(moved).lines().toList()) {
      Files.createLink(version2.resolve(name), moved.resolve(name)); // the very files
    }
    PurgeOutcome outcome = Stages.carryOut(plan);
    assertEquals(List.of(), outcome.deleted());
    assertEquals(
        "/data/version-2: another directory has taken the place of the one that was worked on; was"
            + " the volume mounted anew? Run again",
        outcome.rescanFault().orElseThrow());
    assertEquals(9, Picture.names(version2).lines().count());
  }

  @Test
  void leavesALinkAloneToTheVeryFileWhoseNameItTook() throws Exception {
    PurgePlan plan = plan();
    Path file = version2.resolve("log.1");
    Files.createSymbolicLink(file, Files.move(file, memory.getPath("/data/log.1")));
    assertEquals(
        "log.1: changed since it was scanned, so it is left alone\n",
        survivors(Stages.carryOut(plan)));
    assertTrue(Files.isSymbolicLink(file) && Files.exists(file));
  }

  @Test
  void touchesNoLogWhenAnotherDirectoryTookThePlaceOfTheLogs() throws Exception {
    Path logs = memory.getPath("/logs/version-2");
    Picture.draw(version2, PICTURE.replaceAll("log.*\n", ""));
    String picture = PICTURE.replaceAll("snapshot.*\n", "");
    Picture.draw(logs, picture);
    PurgePlan plan =
        Stages.plan(Stages.options(memory.getPath("/data"), "--data-log-dir", "/logs"));
    Files.move(logs, logs.resolveSibling("moved"));
    Picture.draw(logs, picture);
    PurgeOutcome outcome = Stages.carryOut(plan);
    assertEquals(
        "/logs/version-2: another directory has taken the place of the one that was worked on; was"
            + " the volume mounted anew? Run again",
        outcome.rescanFault().orElseThrow());
    assertEquals("log.1\nlog.101\nlog.201\nlog.301\n", Picture.names(logs));
    assertEquals(Picture.names(logs), Picture.names(logs.resolveSibling("moved")));
  }

  @Test
  void saysSoWhenSomebodyElseDeletesWhatWasToStay() throws Exception {
    PurgePlan plan = plan();
    for (String name : List.of("snapshot.100", "snapshot.200", "snapshot.400", "log.201")) {
      Files.delete(version2.resolve(name));
    }
    PurgeOutcome outcome = Stages.carryOut(plan);
    assertEquals(
        List.of("snapshot.400", "log.201"),
        outcome.lost().stream().map(entry -> entry.file().name()).toList());
    assertEquals(List.of(), outcome.deleted(), "no log goes on the strength of what is gone");
  }

  @Test
  void saysWhatItDidWhenTheDirectoryVanishesBeforeTheSecondLook() throws Exception {
    PurgePlan plan = plan();
    Files.move(version2, version2.resolveSibling("moved"));
    PurgeOutcome outcome = Stages.carryOut(plan);
    assertEquals(List.of(), outcome.deleted());
    assertEquals(
        "/data/version-2: cannot be read: no such file or directory; run as the user that owns"
            + " ZooKeeper's files, and check the volume",
        outcome.rescanFault().orElseThrow());
  }

  @Test
  void deletesNothingWhereADirectoryCannotBeHeldOpen() throws Exception {
    try (FileSystem plain =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder()
                .setAttributeViews("basic", "unix")
                .setSupportedFeatures(Feature.LINKS, Feature.SYMBOLIC_LINKS)
                .build())) {
      Picture.draw(plain.getPath("/data/version-2"), PICTURE);
      PurgeOutcome outcome = Stages.carryOut(Stages.plan(Stages.options(plain.getPath("/data"))));
      assertEquals(List.of(), outcome.deleted());
      assertEquals(
          """
          snapshot.100: this file system cannot hold a directory open while deleting from it
          snapshot.200: this file system cannot hold a directory open while deleting from it
          log.1: kept: an older snapshot that may need it is still there
          log.101: kept: an older snapshot that may need it is still there
          """,
          survivors(outcome));
    }
  }

  @Test
  void tellsWhatTheServerHasMadeMeanwhile() throws Exception {
    PurgePlan plan = plan();
    Picture.draw(version2, "snapshot.600  sound  0s\nlog.601  empty  0s\n");
    assertEquals(
        List.of("snapshot.600", "log.601"),
        Stages.carryOut(plan).appeared().stream().map(file -> file.name()).toList());
  }
}

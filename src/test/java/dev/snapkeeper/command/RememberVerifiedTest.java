package dev.snapkeeper.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.ExitCode;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Run;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A proof that is left with a snapshot spares the next run the reading. That it was spared shows
 * where the middle of the file is altered behind its back, as a disk may do it.
 */
class RememberVerifiedTest {
  private static final String ATTRIBUTE = "snapkeeper.sound";
  private static final List<String> RETAINED = List.of("snapshot.400", "snapshot.300");

  private final FileSystem memory =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder().setAttributeViews("basic", "user").build());
  private final Path dir = memory.getPath("/data");
  private final Path version2 = dir.resolve("version-2");

  @BeforeEach
  void drawAHealthyDirectory() throws IOException {
    Files.createDirectories(version2);
    Picture.draw(version2, Picture.HEALTHY);
  }

  @AfterEach
  void closeMemory() throws IOException {
    memory.close();
  }

  /**
   * Only looks, but where it is told to remember it must not, so that one can see what it knows.
   */
  private Run look(Instant now, String... options) {
    return Run.purgeAt(
        now, dir, Stream.concat(Stream.of("--dry-run"), Stream.of(options)).toArray(String[]::new));
  }

  private Run purge(Instant now) {
    return Run.purgeAt(now, dir, "--remember-verified", "--retain", "3");
  }

  private static boolean remembers(Run run, String name) {
    return run.out()
        .lines()
        .anyMatch(line -> line.contains(name + " ") && line.matches(".*sound.*\\(read .* ago\\)"));
  }

  private UserDefinedFileAttributeView mark(String name) {
    return Files.getFileAttributeView(version2.resolve(name), UserDefinedFileAttributeView.class);
  }

  /** Alters a byte of a znode without a trace in the file's size, times or last bytes. */
  private void rot(String name) throws IOException {
    Path file = version2.resolve(name);
    FileTime modified = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, modified);
  }

  private void purgeAndBringBackWorkToDo(Instant now) {
    Run run = purge(now);
    assertEquals(ExitCode.OK, run.exit(), run.out());
    Picture.draw(version2, "snapshot.100 sound 6h\nlog.1 log:1..100 6h\n");
  }

  @Test
  void readsASnapshotOnceADay() throws IOException {
    purgeAndBringBackWorkToDo(Picture.NOW);
    for (String name : RETAINED) {
      rot(name);
    }
    Duration almostADay = Duration.ofDays(1).minusSeconds(1);

    Run soon = look(Picture.NOW.plus(almostADay), "--remember-verified");
    assertEquals(ExitCode.OK, soon.exit());
    assertTrue(remembers(soon, "snapshot.400") && remembers(soon, "snapshot.200"), soon.out());
    assertTrue(soon.out().contains("sound, 24 znodes (read 23h ago)"), soon.out());

    Run late = look(Picture.NOW.plus(Duration.ofDays(1)), "--remember-verified");
    assertEquals(ExitCode.REFUSED, late.exit());
    assertTrue(late.err().contains("2 damaged"), late.err());
  }

  @Test
  void neitherTakesNorLeavesAProofUnlessAsked() throws IOException {
    assertEquals(ExitCode.OK, Run.purgeAt(Picture.NOW, dir).exit());
    assertEquals(List.of(), mark("snapshot.400").list());

    Picture.draw(version2, "snapshot.100 sound 6h\n");
    purgeAndBringBackWorkToDo(Picture.NOW);
    assertEquals(List.of(ATTRIBUTE), mark("snapshot.400").list());
    rot("snapshot.400");
    assertTrue(look(Picture.NOW).out().contains("snapshot.400 is damaged"));
  }

  @Test
  void aDryRunLeavesNone() throws IOException {
    look(Picture.NOW, "--remember-verified");
    assertEquals(List.of(), mark("snapshot.400").list());
  }

  @Test
  void noneIsLeftWithASnapshotThatIsNotSoundOrWasNotReadInFull() throws IOException {
    Picture.draw(version2, "snapshot.500 truncated 2h\n");
    purge(Picture.NOW);
    assertEquals(List.of(), mark("snapshot.500").list());
    assertEquals(List.of(ATTRIBUTE), mark("snapshot.400").list());
  }

  @Test
  void aProofLeavesTheFileAsItWas() throws IOException {
    FileTime modified = Files.getLastModifiedTime(version2.resolve("snapshot.400"));
    byte[] bytes = Files.readAllBytes(version2.resolve("snapshot.400"));
    purge(Picture.NOW);
    assertEquals(modified, Files.getLastModifiedTime(version2.resolve("snapshot.400")));
    assertEquals(
        ByteBuffer.wrap(bytes),
        ByteBuffer.wrap(Files.readAllBytes(version2.resolve("snapshot.400"))));
  }

  @Test
  void aProofIsOfNoUseToAnotherFile() throws IOException {
    purgeAndBringBackWorkToDo(Picture.NOW);
    Path file = version2.resolve("snapshot.400");
    ByteBuffer proof = proof("snapshot.400");

    // touched
    FileTime modified = Files.getLastModifiedTime(file);
    Files.setLastModifiedTime(file, FileTime.from(modified.toInstant().plusSeconds(1)));
    assertEquals(1, timesRead());
    Files.setLastModifiedTime(file, modified);
    assertEquals(0, timesRead());

    // its end is another
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 2] ^= 1;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, modified);
    assertEquals(1, timesRead());

    // as good as before, but another inode
    bytes[bytes.length - 2] ^= 1;
    Files.delete(file);
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, modified);
    mark("snapshot.400").write(ATTRIBUTE, proof);
    assertEquals(1, timesRead());
  }

  /** Of the three snapshots that count. */
  private long timesRead() {
    Run run = look(Picture.NOW, "--remember-verified");
    return 3
        - Stream.of("snapshot.400", "snapshot.300", "snapshot.200")
            .filter(name -> remembers(run, name))
            .count();
  }

  private ByteBuffer proof(String name) throws IOException {
    UserDefinedFileAttributeView view = mark(name);
    ByteBuffer proof = ByteBuffer.allocate(view.size(ATTRIBUTE));
    view.read(ATTRIBUTE, proof);
    return proof.flip();
  }

  /** The disk that has damaged one may have damaged what an earlier run has read. */
  @Test
  void noneIsTakenWhereADamagedSnapshotIsToGo() throws IOException {
    purgeAndBringBackWorkToDo(Picture.NOW);
    for (String name : List.of("snapshot.200", "snapshot.300", "snapshot.400")) {
      rot(name);
    }
    Files.delete(version2.resolve("snapshot.100"));
    Picture.draw(version2, "snapshot.500 truncated 2h\n");
    String before = Picture.names(version2);
    for (String dryRun : List.of("--dry-run", "--output=text")) {
      Run run = Run.purgeAt(Picture.NOW, dir, "--remember-verified", "--delete-corrupt", dryRun);
      assertEquals(ExitCode.REFUSED, run.exit(), run.out());
      assertTrue(run.err().contains("only 0 are proven restorable (4 damaged"), run.err());
      assertEquals(before, Picture.names(version2));
    }
    assertEquals(List.of(), mark("snapshot.400").list(), "what is damaged keeps no proof");
  }

  @Test
  void aSnapshotThatWasReadAgainGetsANewProof() throws IOException {
    purgeAndBringBackWorkToDo(Picture.NOW);
    Picture.draw(version2, "snapshot.500 truncated 2h\n");
    Instant later = Picture.NOW.plus(Duration.ofHours(12));
    Run run = Run.purgeAt(later, dir, "--remember-verified", "--delete-corrupt");
    assertEquals(ExitCode.OK, run.exit(), run.out());
    assertFalse(remembers(run, "snapshot.400"), run.out());
    assertFalse(Files.exists(version2.resolve("snapshot.500")));
    Picture.draw(version2, "snapshot.100 sound 6h\nlog.1 log:1..100 6h\n");
    run = look(later.plus(Duration.ofHours(13)), "--remember-verified", "--delete-corrupt");
    assertTrue(remembers(run, "snapshot.400"), run.out());
  }

  /** The very file, but a server would inflate it. */
  @Test
  void aProofIsOfNoUseUnderAnotherName() throws IOException {
    purgeAndBringBackWorkToDo(Picture.NOW);
    Files.move(version2.resolve("snapshot.400"), version2.resolve("snapshot.400.gz"));
    String report = look(Picture.NOW, "--remember-verified").out();
    assertTrue(report.contains("snapshot.400.gz is damaged"), report);
  }

  @Test
  void aProofFromTheFutureIsNone() throws IOException {
    purgeAndBringBackWorkToDo(Picture.NOW.plusSeconds(1));
    assertEquals(3, timesRead());
  }

  static Stream<byte[]> junk() {
    return Stream.of(
        new byte[0], new byte[] {'1'}, new byte[] {' '}, new byte[100], new byte[100_000]);
  }

  @ParameterizedTest
  @MethodSource("junk")
  void junkIsNoProof(byte[] junk) throws IOException {
    purgeAndBringBackWorkToDo(Picture.NOW);
    mark("snapshot.400").write(ATTRIBUTE, ByteBuffer.wrap(junk));
    assertEquals(1, timesRead());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void aProofThatLacksItsEndIsNone(int fields) throws IOException {
    purgeAndBringBackWorkToDo(Picture.NOW);
    ByteBuffer proof = proof("snapshot.400");
    int end = proof.limit();
    for (int spaces = 0; spaces < fields; ) {
      if (proof.get(--end) == ' ') {
        spaces++;
      }
    }
    mark("snapshot.400").write(ATTRIBUTE, proof.limit(end));
    assertEquals(1, timesRead());
  }

  @Test
  void doesWithoutWhereTheFileSystemHasNoAttributes() throws IOException {
    try (FileSystem plain = Jimfs.newFileSystem(Configuration.unix())) {
      Path data = plain.getPath("/data");
      Files.createDirectories(data.resolve("version-2"));
      Picture.draw(data.resolve("version-2"), Picture.HEALTHY);
      Run run = Run.purgeAt(Picture.NOW, data, "--remember-verified");
      assertEquals(ExitCode.OK, run.exit(), run.out());
      assertEquals("", run.err());
    }
  }
}

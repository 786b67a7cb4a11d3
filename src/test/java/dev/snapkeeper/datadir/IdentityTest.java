package dev.snapkeeper.datadir;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file under the name of another is not the file that was scanned. */
class IdentityTest {
  private static final FileTime TIME = FileTime.from(Instant.parse("2026-03-01T12:00:00.5Z"));

  @TempDir Path dir;
  private Path file;
  private Identity scanned;

  @BeforeEach
  void scan() throws IOException {
    file = Files.writeString(dir.resolve("log.1"), "1234");
    Files.setLastModifiedTime(file, TIME);
    scanned = Identity.of(attributes());
  }

  private BasicFileAttributes attributes() throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
  }

  private void assertMatches(boolean matches) throws IOException {
    assertEquals(matches, scanned.matches(attributes()));
  }

  @Test
  void matchesTheSameFile() throws IOException {
    assertMatches(true);
    assertEquals(4, scanned.size());
    assertEquals(TIME.toInstant(), scanned.modified());
  }

  @Test
  void differsFromAFileThatHasGrown() throws IOException {
    Files.writeString(file, "5", StandardOpenOption.APPEND);
    Files.setLastModifiedTime(file, TIME);
    assertMatches(false);
  }

  @Test
  void differsFromAFileWrittenLater() throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(TIME.toInstant().plusMillis(1)));
    assertMatches(false);
  }

  @Test
  void differsFromACopyThatTookItsName() throws IOException {
    Path copy = Files.writeString(dir.resolve("copy"), "1234");
    Files.setLastModifiedTime(copy, TIME);
    Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
    assertMatches(false);
  }

  @Test
  void differsFromALinkToTheVeryFile() throws IOException {
    Files.createSymbolicLink(dir.resolve("link"), Files.move(file, dir.resolve("moved")));
    Files.move(dir.resolve("link"), file);
    assertMatches(false);
  }

  @Test
  void differsFromADirectory() throws IOException {
    Files.delete(file);
    Files.createDirectory(file);
    Files.setLastModifiedTime(file, TIME);
    assertMatches(false);
  }
}

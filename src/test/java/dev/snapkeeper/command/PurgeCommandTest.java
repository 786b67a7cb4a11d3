package dev.snapkeeper.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of directories that are drawn as pictures. */
class PurgeCommandTest {
  @TempDir Path dir;

  private String left(String picture, String... options) {
    Picture.draw(dir.resolve("version-2"), picture);
    assertEquals(ExitCode.OK, Run.purge(dir, options).exit());
    return Picture.names(dir.resolve("version-2"));
  }

  @Test
  void keepsTheLogThatStartsBelowTheOldestRetainedSnapshot() {
    assertEquals(
        """
        log.180
        log.301
        log.401
        snapshot.200
        snapshot.300
        snapshot.400
        """,
        left(
            """
            snapshot.100  sound          5h
            snapshot.200  sound          4h
            snapshot.300  sound          3h
            snapshot.400  sound          2h
            log.1         log:1..100     5h
            log.101       log:101..17f   5h
            log.180       log:180..300   3h
            log.301       log:301..400   2h
            log.401       log:401..420   1h
            """));
  }
}

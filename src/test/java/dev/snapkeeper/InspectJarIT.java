package dev.snapkeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import dev.snapkeeper.testing.Jar;
import dev.snapkeeper.testing.Jar.Ended;
import dev.snapkeeper.testing.Picture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar, looking into a directory. */
class InspectJarIT {
  @TempDir Path dataDir;

  @Test
  void tellsWhatIsThereAndExits0WhateverItFinds() throws Exception {
    Path version2 = dataDir.resolve("version-2");
    Picture.draw(version2, Picture.HEALTHY + "snapshot.500  flipped  2h\n", Instant.now());
    String before = Picture.names(version2);
    Path config = Files.writeString(dataDir.resolve("zoo.cfg"), "dataDir=" + dataDir + "\n");

    Ended text = Jar.asMyself().run("inspect", "--config", config.toString(), "-n", "4");
    Ended json =
        Jar.asMyself().run("inspect", "--data-dir", dataDir.toString(), "--output", "json", "-v");

    assertEquals("", text.err());
    assertEquals(0, text.status());
    assertTrue(
        text.out().startsWith("DAMAGED: 5 snapshots (1 damaged, 4 sound), 3 txn logs, "),
        text.out());
    assertEquals(0, json.status());
    assertEquals(1, json.out().lines().count());
    JsonObject report = JsonParser.object().from(json.out());
    assertEquals("damaged", report.getString("result"));
    assertEquals(2, report.getObject("purge").getObject("would_delete").getInt("count"));
    assertTrue(json.err().contains("snapshot.500: damaged"), json.err());
    assertEquals(before, Picture.names(version2));
  }
}

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
import java.util.List;
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

  @Test
  void logsNothingThatATerminalWouldTakeForACommand() throws Exception {
    Path evil = dataDir.resolve("evil\u001b[2J\nsnapkeeper: is well");
    Path version2 = evil.resolve("version-2");
    Picture.draw(version2, Picture.HEALTHY, Instant.now());
    // made by a shell, as this JVM may have no such characters in file names
    Ended ended =
        Jar.inShell("touch \"" + version2 + "/snapshot.$(printf '\\302\\2332J\\342\\200\\256')\"")
            .with("LC_ALL", "C.UTF-8")
            .run("inspect", "-v", "--data-dir", evil.toString());

    assertEquals(0, ended.status(), ended.err());
    assertTrue(ended.err().contains("evil\\u001b[2J\\u000asnapkeeper: is well/"), ended.err());
    assertTrue(ended.out().contains("snapshot.\\u009b2J\\u202e"), ended.out());
    for (String text : List.of(ended.out(), ended.err())) {
      String inLines = text.replaceAll("[\n\t]", "");
      assertEquals(Printable.line(inLines), inLines);
    }
  }
}

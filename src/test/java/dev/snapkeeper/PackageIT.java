package dev.snapkeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import dev.snapkeeper.testing.Picture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;

/** What is shipped. The list grows only on purpose. */
class PackageIT {
  private static final String LIBRARIES =
      """
      commons-cli-1.11.0.jar
      log4j-api-2.26.1.jar
      log4j-slf4j2-impl-2.26.1.jar
      nanojson-1.10.jar
      prometheus-metrics-config-1.5.1.jar
      prometheus-metrics-exporter-pushgateway-1.5.1.jar
      prometheus-metrics-exposition-textformats-1.5.1.jar
      prometheus-metrics-model-1.5.1.jar
      slf4j-api-2.0.20.jar
      snappy-java-1.1.10.12.jar
      zookeeper-3.9.5.jar
      zookeeper-jute-3.9.5.jar
      """;

  private final Path jar = Path.of(System.getProperty("snapkeeper.jar"));

  @Test
  void shipsTheseLibrariesAndNoOthers() {
    assertEquals(LIBRARIES, Picture.names(jar.resolveSibling("lib")));
  }

  /** The library that pages embed is no class path's affair, but its licence goes with it. */
  @Test
  void carriesTheScriptOfPagesWithItsLicences() throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      assertEquals(
          """
          LICENSE
          LICENSE-d3
          NOTICE
          echarts.min.js
          """,
          file.stream()
              .map(JarEntry::getName)
              .filter(name -> name.matches("dev/snapkeeper/report/echarts/.+"))
              .map(name -> name.replaceAll(".*/", "") + "\n")
              .sorted()
              .reduce("", String::concat));
    }
  }

  @Test
  void namesThemInItsManifest() throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      assertEquals(
          LIBRARIES,
          manifest
              .getMainAttributes()
              .getValue("Class-Path")
              .lines()
              .flatMap(line -> java.util.Arrays.stream(line.split(" ", -1)))
              .map(name -> name.replace("lib/", "") + "\n")
              .sorted()
              .reduce("", String::concat));
      assertEquals("dev.snapkeeper.Main", manifest.getMainAttributes().getValue("Main-Class"));
    }
  }

  @Test
  void listsThemInItsBillOfMaterialsWithTheirDigests() throws Exception {
    JsonObject bill;
    try (InputStream in = Files.newInputStream(jar.resolveSibling("snapkeeper.cdx.json"))) {
      bill = JsonParser.object().from(in);
    }
    StringBuilder listed = new StringBuilder();
    for (Object each : bill.getArray("components")) {
      JsonObject component = (JsonObject) each;
      String file = component.getString("name") + "-" + component.getString("version") + ".jar";
      listed.append(file).append('\n');
      byte[] library = Files.readAllBytes(jar.resolveSibling("lib").resolve(file));
      String digest =
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(library));
      assertTrue(component.getArray("hashes").toString().contains(digest), file);
    }
    assertEquals(
        LIBRARIES,
        listed.toString().lines().sorted().map(l -> l + "\n").reduce("", String::concat));
    assertFalse(bill.getObject("metadata").has("timestamp"), "two builds give the same bytes");
  }
}

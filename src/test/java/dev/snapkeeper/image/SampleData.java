package dev.snapkeeper.image;

import dev.snapkeeper.testing.Picture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Draws a version-2 directory from a picture on stdin: {@code java SampleData.java DIRECTORY}. The
 * image is trained and tested on what it draws.
 */
public final class SampleData {
  private SampleData() {}

  public static void main(String[] args) throws Exception {
    Picture.draw(
        Path.of(args[0]),
        new String(System.in.readAllBytes(), StandardCharsets.UTF_8),
        Instant.now());
  }
}

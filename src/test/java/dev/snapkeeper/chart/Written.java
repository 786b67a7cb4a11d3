package dev.snapkeeper.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are made from the chart, and kept under version control so that a change is seen. */
final class Written {
  private static final boolean UPDATE = Boolean.getBoolean("snapkeeper.update");

  private Written() {}

  /** Fails with the difference unless a file says this; {@code make chart-update} lets it. */
  static void matches(Path file, String text) {
    try {
      if (UPDATE) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
      }
      assertEquals(
          Files.exists(file) ? Files.readString(file) : "",
          text,
          file + " is not current; after a look at the difference: make chart-update");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

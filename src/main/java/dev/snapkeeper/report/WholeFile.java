package dev.snapkeeper.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/** A file that is replaced as a whole: a reader finds the old one or the new one. */
public final class WholeFile {
  private WholeFile() {}

  /** What the file is to hold. */
  public interface Content {
    /** Writes it. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Replaces a file, or makes it. It is written beside its place under a name that nobody can
   * foresee, over nothing, and moved there; if that fails, what was there stays.
   *
   * @throws IOException when the content cannot be written, or the file not replaced
   */
  public static void replace(Path file, Content content) throws IOException {
    Path unfinished =
        file.resolveSibling(".snapkeeper-" + ThreadLocalRandom.current().nextInt(1 << 30) + ".tmp");
    try {
      try (OutputStream out =
          new BufferedOutputStream(
              Files.newOutputStream(
                  unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
        content.writeTo(out);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}

package dev.snapkeeper.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Puts a test's temp directory where no disk is waited for, if there is such a place. For tests
 * that draw and delete thousands of directories.
 */
public final class InMemory implements TempDirFactory {
  private static final Path DEV_SHM = Path.of("/dev/shm");

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test)
      throws IOException {
    return Files.isDirectory(DEV_SHM) && Files.isWritable(DEV_SHM)
        ? Files.createTempDirectory(DEV_SHM, "junit-")
        : Files.createTempDirectory("junit-");
  }
}

package dev.snapkeeper.command;

import dev.snapkeeper.datadir.IoFault;
import dev.snapkeeper.options.UsageException;
import dev.snapkeeper.report.Page;
import dev.snapkeeper.report.PageHtml;
import dev.snapkeeper.report.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file that --html names. It is replaced as a whole or not at all, and only if it is a page
 * already: what else a slip of the hand may name stays.
 */
final class PageFile {
  private final Path given;
  private final Path real;

  private PageFile(Path given, Path real) {
    this.given = given;
    this.real = real;
  }

  /**
   * Finds out where the file lies, before minutes are spent on what it is to show. Writes nothing
   * yet.
   *
   * @throws UsageException when nothing may or can be written there
   */
  static PageFile at(Path given, OffLimits offLimits) throws UsageException {
    try {
      Path real = offLimits.resolve(name(given), given, "");
      if (Files.exists(real)) {
        requirePage(given, real);
      }
      Path directory = real.getParent();
      if (!Files.isWritable(directory)) {
        throw new UsageException(
            name(given)
                + ": nothing can be written to "
                + directory
                + "; name a file elsewhere, or run as a user that may write there");
      }
      return new PageFile(given, real);
    } catch (IOException e) {
      throw new UsageException(
          name(given)
              + ": cannot be written: "
              + IoFault.describe(e)
              + "; name a file in a directory that is there and that you may write to",
          e);
    }
  }

  private static void requirePage(Path given, Path real) throws UsageException, IOException {
    if (!Files.isRegularFile(real)) {
      throw new UsageException(name(given) + ": not a regular file; name one, or a new one");
    }
    try (InputStream in = Files.newInputStream(real)) {
      byte[] beginning = in.readNBytes(PageHtml.beginning());
      if (beginning.length > 0 && !PageHtml.isPage(beginning)) {
        throw new UsageException(
            name(given)
                + ": a file that is no page of Snapkeeper's, so it is not overwritten; name"
                + " another, or remove it first");
      }
    }
  }

  /** Writes the page; or says why not, leaving what was there. */
  Optional<String> write(Page page) {
    try {
      WholeFile.replace(real, out -> PageHtml.write(page, out));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          name(given) + ": not written: " + IoFault.describe(e) + "; name a file elsewhere");
    }
  }

  private static String name(Path given) {
    return "--html " + given;
  }
}

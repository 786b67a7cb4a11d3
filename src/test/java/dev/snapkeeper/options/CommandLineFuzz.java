package dev.snapkeeper.options;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.nio.file.FileSystem;
import java.util.List;

/** Any command line, a word a line: it is understood, or refused with a message of one line. */
public final class CommandLineFuzz {
  private static final FileSystem MEMORY = Jimfs.newFileSystem(Configuration.unix());

  private CommandLineFuzz() {}

  /** Some command lines to begin with. */
  public static List<byte[]> seeds() {
    return List.of(
            "purge\n--data-dir\n/data\n-n\n5\n--dry-run\n--output\njson",
            "purge\n--config\n/zoo.cfg\n--verify=tail\n--fail-above=85\n-v",
            "purge\n--data-dir=/data\n--data-log-dir=/log\n--delete-corrupt\n--trust-zxid-order",
            "purge\n--data-dir\n/data\n--termination-log\n/dev/termination-log\n--\n-x",
            "purge\n--retian\n3",
            "--help",
            "--version",
            "purgw")
        .stream()
        .map(text -> text.getBytes(UTF_8))
        .toList();
  }

  /** Parses one command line. */
  public static void check(byte[] input) {
    String[] args = new String(input, UTF_8).lines().toArray(String[]::new);
    try {
      Invocation invocation = new CommandLineParser(MEMORY).parse(args);
      if (invocation instanceof Invocation.Print print && print.text().isBlank()) {
        throw new AssertionError("nothing to print");
      }
    } catch (UsageException e) {
      if (e.getMessage().isBlank() || e.getMessage().lines().count() != 1) {
        throw new AssertionError("no message of one line", e);
      }
    }
  }
}

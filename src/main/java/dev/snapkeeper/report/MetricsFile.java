package dev.snapkeeper.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A file for the node exporter's textfile collector. */
public final class MetricsFile {
  private static final Pattern LINE =
      Pattern.compile("(?:# (?:HELP|TYPE) )?(" + Metric.PREFIX + "[a-z_]+)[ {].*");

  private static final Set<String> KNOWN =
      Arrays.stream(Metric.values()).map(Metric::label).collect(Collectors.toUnmodifiableSet());

  /** Of what we write ourselves there are a few kilobytes. */
  private static final long MAX_BYTES = 1 << 20;

  private MetricsFile() {}

  /**
   * Writes metrics, all at once: a reader finds the old file or the new one. A metric that the run
   * has no figure for keeps those that the file had, as it does in a Pushgateway; so the last
   * success survives a failure.
   *
   * @param file replaced if it holds metrics of ours, or nothing
   * @param labels for every sample, beside its own
   * @throws IOException when the file cannot be written, or something else lies there
   */
  public static void write(Path file, PurgeMetrics metrics, Map<String, String> labels)
      throws IOException {
    Map<String, String> byName = lines(old(file));
    byName.keySet().retainAll(KNOWN);
    byName.putAll(lines(Exposition.text(metrics, labels)));
    ByteBuffer text =
        StandardCharsets.UTF_8
            .newEncoder()
            .encode(CharBuffer.wrap(String.join("", byName.values())));
    // the collector takes names that end in .prom, so it never sees the unfinished one
    WholeFile.replace(file, out -> Channels.newChannel(out).write(text));
  }

  /** What a slip of the hand may name, such as a configuration file, is not overwritten. */
  private static String old(Path file) throws IOException {
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      return "";
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("not a regular file");
    }
    // of which each byte is a character
    String text =
        Files.size(file) > MAX_BYTES
            ? "too long"
            : Files.readString(file, StandardCharsets.ISO_8859_1);
    if (!text.isEmpty() && !text.startsWith("# HELP " + Metric.PREFIX)) {
      throw new IOException(
          "a file that holds no metrics of Snapkeeper's is not overwritten; name another, or remove"
              + " it first");
    }
    return Files.readString(file);
  }

  /** The lines of each metric, by its name. */
  private static Map<String, String> lines(String text) {
    Map<String, String> lines = new TreeMap<>();
    for (String line : text.split("\n", -1)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        lines.merge(matcher.group(1), line + "\n", String::concat);
      }
    }
    return lines;
  }
}

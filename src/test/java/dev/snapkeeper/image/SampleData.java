package dev.snapkeeper.image;

import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.testing.BigSnapshots;
import dev.snapkeeper.testing.Picture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/**
 * Draws a version-2 directory: {@code SampleData DIRECTORY < PICTURE}. The image is trained and
 * tested on what it draws. A picture's lines are {@link Picture}'s, or name a big snapshot in the
 * codec of its name, with so many znodes: {@code snapshot.300.gz big:100000 2h}.
 */
public final class SampleData {
  private static final String BIG = "big:";

  private SampleData() {}

  public static void main(String[] args) throws Exception {
    Path directory = Files.createDirectories(Path.of(args[0]));
    Instant now = Instant.now();
    StringBuilder small = new StringBuilder();
    for (String line :
        new String(System.in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
      String[] words = line.strip().split(" +", 3);
      if (words.length == 3 && words[1].startsWith(BIG)) {
        Path file = directory.resolve(words[0]);
        Codec codec =
            words[0].endsWith(".gz")
                ? Codec.GZIP
                : words[0].endsWith(".snappy") ? Codec.SNAPPY : Codec.PLAIN;
        BigSnapshots.of(Long.parseLong(words[1].substring(BIG.length()))).write(file, codec);
        Files.setLastModifiedTime(file, FileTime.from(now.minus(Duration.parse("PT" + words[2]))));
      } else {
        small.append(line).append('\n');
      }
    }
    Picture.draw(directory, small.toString(), now);
  }
}

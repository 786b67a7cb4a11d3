package dev.snapkeeper.bench;

import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.testing.BigSnapshots;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * A data directory with as many snapshots as logs, which can be brought back after each purge: what
 * is purged are hard links to files that stay.
 *
 * @param template holds the files that stay
 * @param dataDir what is purged
 */
record PurgeDirectory(Path template, Path dataDir) {

  /** Makes one, unless an earlier run has. */
  static PurgeDirectory of(Path directory, int pairs) throws IOException {
    PurgeDirectory made =
        new PurgeDirectory(directory.resolve("template"), directory.resolve("zk"));
    if (!Files.exists(directory.resolve("complete"))) {
      Files.createDirectories(made.template());
      Files.createDirectories(made.version2());
      Path one = directory.resolve("one");
      BigSnapshots.of(BigSnapshots.LEAST + 10).write(one, Codec.PLAIN);
      byte[] snapshot = Files.readAllBytes(one);
      for (int i = 1; i <= pairs; i++) {
        Files.write(
            made.template().resolve("snapshot." + Integer.toHexString(0x100 * i)), snapshot);
        Files.write(made.template().resolve("log." + Integer.toHexString(0x100 * i + 1)), log());
      }
      Files.createFile(directory.resolve("complete"));
    }
    made.bringBack();
    return made;
  }

  /** A header as {@code FileTxnLog} writes it (magic, version, dbId), and preallocated zeros. */
  private static byte[] log() {
    return ByteBuffer.allocate(64)
        .put("ZKLG".getBytes(StandardCharsets.US_ASCII))
        .putInt(2)
        .array();
  }

  Path version2() {
    return dataDir.resolve("version-2");
  }

  /** Brings back what was purged. */
  void bringBack() throws IOException {
    Set<String> there = names();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(template)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!there.contains(name)) {
          Files.createLink(version2().resolve(name), file);
        }
      }
    }
  }

  /** What is there. */
  Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(version2())) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    return names;
  }
}

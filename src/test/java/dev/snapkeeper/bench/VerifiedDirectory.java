package dev.snapkeeper.bench;

import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.snapshot.SnapshotSummary;
import dev.snapkeeper.testing.BigSnapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.List;

/**
 * Three big snapshots that a purge has to read in full, because there is an older one to go.
 *
 * @param dataDir the parent of version-2
 * @param retained the big ones
 * @param streamBytes what they hold together, after decompression
 */
record VerifiedDirectory(Path dataDir, List<Path> retained, long streamBytes) {

  VerifiedDirectory {
    retained = List.copyOf(retained);
  }

  static VerifiedDirectory of(Path dataDir, long znodes, Codec codec) throws IOException {
    Path version2 = Files.createDirectories(dataDir.resolve("version-2"));
    List<Path> big =
        List.of(
            version2.resolve("snapshot.200" + codec.extension()),
            version2.resolve("snapshot.300" + codec.extension()),
            version2.resolve("snapshot.400" + codec.extension()));
    Path length = dataDir.resolve("length");
    if (!Files.exists(length)) {
      SnapshotSummary summary = BigSnapshots.of(znodes).write(big.get(0), codec);
      Files.copy(big.get(0), big.get(1), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(big.get(0), big.get(2), StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(length, Long.toString(3 * summary.streamBytes()));
    }
    VerifiedDirectory made =
        new VerifiedDirectory(dataDir, big, Long.parseLong(Files.readString(length)));
    made.addWork();
    return made;
  }

  /** Puts an old snapshot there, which can go. */
  void addWork() throws IOException {
    Path old = dataDir.resolve("version-2").resolve("snapshot.100");
    BigSnapshots.of(BigSnapshots.LEAST).write(old, Codec.PLAIN);
    Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH.plusSeconds(1_000_000_000)));
  }

  /** Takes away what --remember-verified has left there. */
  void forget() throws IOException {
    for (Path file : retained) {
      UserDefinedFileAttributeView view =
          Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
      for (String name : view.list()) {
        view.delete(name);
      }
    }
  }
}

package dev.snapkeeper.plan;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.Log;
import dev.snapkeeper.datadir.IoFault;
import dev.snapkeeper.datadir.Zxid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.zookeeper.server.PurgeTxnLog;

/**
 * Asks ZooKeeper's own {@link PurgeTxnLog} what may go, without letting it near a real file: it
 * runs on a directory of stubs that have nothing of the real files but their zxids, and which stubs
 * it removes is its answer.
 */
final class ShadowRule {
  static final String PREFIX = "snapkeeper-shadow-";
  static final String VERSION_2 = "version-2";
  static final String SNAPSHOT = "snapshot.";
  static final String LOG = "log.";

  /**
   * The least that ZooKeeper's light check ({@code SnapStream.isValidSnapshot}) takes for a
   * snapshot: ten bytes or more, the last five being the length and the bytes of the string "/".
   */
  static final byte[] SNAPSHOT_STUB =
      ByteBuffer.allocate(13)
          .put("ZKSN".getBytes(StandardCharsets.US_ASCII))
          .position(8)
          .putInt(1)
          .put((byte) '/')
          .array();

  private final List<Path> places;
  private final Instant now;

  /**
   * Makes the rule.
   *
   * @param places directories to try in turn for the shadow; the temp directory may lie on the very
   *     disk that is full
   * @param now the time by the caller's clock
   */
  ShadowRule(List<Path> places, Instant now) {
    this.places = List.copyOf(places);
    this.now = requireNonNull(now);
  }

  /**
   * What the rule did with the stubs.
   *
   * @param snapshots zxids of the snapshots that it removed
   * @param logs zxids of the logs that it removed
   */
  record Removed(Set<Zxid> snapshots, Set<Zxid> logs) {
    Removed {
      snapshots = Set.copyOf(snapshots);
      logs = Set.copyOf(logs);
    }
  }

  /**
   * Runs the rule.
   *
   * @param snapshots zxids of the snapshots that it may see
   * @param logs zxids of the logs that it may see
   * @param retain how many snapshots it is to keep
   * @throws ShadowException when no place takes the shadow
   */
  Removed ask(Collection<Zxid> snapshots, Collection<Zxid> logs, int retain)
      throws ShadowException {
    List<String> faults = new ArrayList<>();
    IOException last = new IOException("no directory outside of ZooKeeper's own");
    for (Path place : places) {
      try {
        return askIn(place, snapshots, logs, retain);
      } catch (IOException e) {
        Log.info("no shadow in {}: {}", place, e.toString());
        faults.add(place + ": " + IoFault.describe(e));
        last = e;
      }
    }
    throw new ShadowException(
        "no place for a few small files to ask ZooKeeper's rule with ("
            + (faults.isEmpty() ? last.getMessage() : String.join("; ", faults))
            + "); name a directory with room by -Djava.io.tmpdir=DIR",
        last);
  }

  private Removed askIn(Path place, Collection<Zxid> snapshots, Collection<Zxid> logs, int retain)
      throws IOException {
    Path shadow = Files.createTempDirectory(place, PREFIX);
    Path version2 = shadow.resolve(VERSION_2);
    try {
      new ShadowSweep(shadow, now, ShadowSweep.MOST_ENTRIES).sweep(places);
      Files.createDirectory(version2);
      return askIn(shadow, version2, snapshots, logs, retain);
    } finally {
      remove(shadow, version2);
    }
  }

  private static Removed askIn(
      Path shadow, Path version2, Collection<Zxid> snapshots, Collection<Zxid> logs, int retain)
      throws IOException {
    // held open, so that no other directory can get its inode
    try (DirectoryStream<Path> held = Files.newDirectoryStream(version2)) {
      Object key = key(version2);
      for (Zxid zxid : snapshots) {
        Files.write(version2.resolve(SNAPSHOT + zxid.hex()), SNAPSHOT_STUB);
      }
      for (Zxid zxid : logs) {
        Files.createFile(version2.resolve(LOG + zxid.hex()));
      }
      Log.start();
      PurgeTxnLog.purge(shadow.toFile(), shadow.toFile(), retain);
      Set<String> left = names(held);
      if (!Objects.equals(key, key(version2))) {
        throw new IOException("swept away by another run; is the clock right?");
      }
      return new Removed(removed(snapshots, SNAPSHOT, left), removed(logs, LOG, left));
    }
  }

  private static Object key(Path directory) throws IOException {
    return Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
  }

  private static Set<Zxid> removed(Collection<Zxid> zxids, String prefix, Set<String> left) {
    Set<Zxid> removed = new TreeSet<>(zxids);
    removed.removeIf(zxid -> left.contains(prefix + zxid.hex()));
    return removed;
  }

  private static Set<String> names(DirectoryStream<Path> directory) throws IOException {
    try {
      Set<String> names = new HashSet<>();
      directory.forEach(entry -> names.add(entry.getFileName().toString()));
      return names;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static void remove(Path shadow, Path version2) {
    try {
      if (Files.exists(version2)) {
        try (DirectoryStream<Path> stubs = Files.newDirectoryStream(version2)) {
          for (String name : names(stubs)) {
            Files.deleteIfExists(version2.resolve(name));
          }
        }
        Files.deleteIfExists(version2);
      }
      Files.deleteIfExists(shadow);
    } catch (IOException e) {
      // it holds nothing but stubs, and a later run sweeps it
      Log.warn("{} could not be removed: {}", shadow, e.toString());
    }
  }
}

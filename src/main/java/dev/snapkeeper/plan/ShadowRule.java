package dev.snapkeeper.plan;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.Log;
import dev.snapkeeper.datadir.IoFault;
import dev.snapkeeper.datadir.Zxid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
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

  private static final Path PROC = Path.of("/proc/self");

  private static final int STICKY = 01000;
  private static final int WRITABLE_BY_OTHERS = 022;

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
    // an empty name has no parent to hold open
    this.places = places.stream().map(Path::toAbsolutePath).toList();
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
    for (Path place : guardedFirst(places)) {
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

  /** The rule goes by the path: at best nobody else can put a link in the place of the shadow. */
  private static List<Path> guardedFirst(List<Path> places) {
    List<Path> guarded = new ArrayList<>();
    List<Path> others = new ArrayList<>();
    places.forEach(place -> (isGuarded(place) ? guarded : others).add(place));
    guarded.addAll(others);
    return guarded;
  }

  /** Whether it is sticky, or no group or other may write to it. */
  private static boolean isGuarded(Path place) {
    try {
      int mode = (int) Files.getAttribute(place, "unix:mode");
      return (mode & STICKY) != 0 || (mode & WRITABLE_BY_OTHERS) == 0;
    } catch (IOException e) {
      Log.info("{}: its permissions are not known: {}", place, e.toString());
      return true; // it will hardly take a shadow
    }
  }

  private Removed askIn(Path place, Collection<Zxid> snapshots, Collection<Zxid> logs, int retain)
      throws IOException {
    Path shadow = Files.createTempDirectory(place, PREFIX);
    try {
      new ShadowSweep(shadow, now, ShadowSweep.MOST_ENTRIES).sweep(places);
      return askOn(shadow, snapshots, logs, retain);
    } finally {
      remove(shadow);
    }
  }

  /** The directories are held open: what takes the place of one is not led to. */
  private static Removed askOn(
      Path shadow, Collection<Zxid> snapshots, Collection<Zxid> logs, int retain)
      throws IOException {
    try (SecureDirectoryStream<Path> place = ShadowSweep.open(shadow.getParent());
        SecureDirectoryStream<Path> outer =
            place.newDirectoryStream(shadow.getFileName(), LinkOption.NOFOLLOW_LINKS)) {
      OptionalInt user = user();
      Optional<Path> descriptor = user.isPresent() ? descriptor(outer) : Optional.empty();
      if (descriptor.isPresent()) {
        requireOwn(descriptor.get(), user.getAsInt());
      }
      FileSystem files = shadow.getFileSystem();
      Path root = descriptor.map(path -> files.getPath(path.toString())).orElse(shadow);
      Path version2 = files.getPath(VERSION_2);
      Files.createDirectory(root.resolve(version2));
      try (SecureDirectoryStream<Path> held =
          outer.newDirectoryStream(version2, LinkOption.NOFOLLOW_LINKS)) {
        for (Zxid zxid : snapshots) {
          write(held, version2.resolve(SNAPSHOT + zxid.hex()), SNAPSHOT_STUB);
        }
        for (Zxid zxid : logs) {
          write(held, version2.resolve(LOG + zxid.hex()), new byte[0]);
        }
        Log.start();
        requireInPlace(held, shadow.resolve(version2));
        PurgeTxnLog.purge(root.toFile(), root.toFile(), retain);
        Set<String> left = names(held);
        requireInPlace(held, shadow.resolve(version2));
        return new Removed(removed(snapshots, SNAPSHOT, left), removed(logs, LOG, left));
      }
    }
  }

  /**
   * A path to a directory that is held open, which leads there whatever takes the name of that
   * directory: ZooKeeper's rule takes nothing but a path. Empty where the system has none.
   */
  private static Optional<Path> descriptor(SecureDirectoryStream<Path> held) throws IOException {
    Object key = key(held);
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(PROC.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (key.equals(key(descriptor))) {
          return Optional.of(descriptor);
        }
      }
    } catch (DirectoryIteratorException | IOException e) {
      Log.info("no path to what is held open: {}", e.toString());
    }
    return Optional.empty();
  }

  /** In a directory of somebody else, or one open to others, they could do what they like. */
  private static void requireOwn(Path directory, int user) throws IOException {
    Map<String, Object> found = Files.readAttributes(directory, "unix:uid,mode");
    boolean own = (int) found.get("uid") == user;
    if (!own || ((int) found.get("mode") & WRITABLE_BY_OTHERS) != 0) {
      throw new IOException("somebody else's directory has taken the place of the one made here");
    }
  }

  /** Who makes files here: the last of the four ids. Empty where the system does not tell. */
  private static OptionalInt user() {
    try {
      for (String line : Files.readAllLines(PROC.resolve("status"))) {
        if (line.startsWith("Uid:")) {
          return OptionalInt.of((int) Long.parseLong(line.substring(line.lastIndexOf('\t') + 1)));
        }
      }
      Log.info("{} does not tell who runs this", PROC.resolve("status"));
    } catch (IOException e) {
      Log.info("it is not known who runs this: {}", e.toString());
    }
    return OptionalInt.empty();
  }

  private static void write(SecureDirectoryStream<Path> directory, Path stub, byte[] bytes)
      throws IOException {
    try (SeekableByteChannel channel =
        directory.newByteChannel(
            stub.getFileName(), Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }
  }

  /** The rule goes by the path: that must lead to what is held open. */
  private static void requireInPlace(SecureDirectoryStream<Path> held, Path version2)
      throws IOException {
    if (!Objects.equals(key(held), key(version2))) {
      throw new IOException("swept away by another run; is the clock right?");
    }
  }

  private static Object key(SecureDirectoryStream<Path> held) throws IOException {
    return held.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
  }

  /** Null where nothing is. */
  private static Object key(Path directory) throws IOException {
    try {
      return Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
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

  private static void remove(Path shadow) {
    try {
      ShadowSweep.remove(shadow);
    } catch (NoSuchFileException e) {
      Log.info("{} has gone already: {}", shadow, e.toString());
    } catch (IOException e) {
      // it holds nothing but stubs, and a later run sweeps it
      Log.warn("{} could not be removed: {}", shadow, e.toString());
    }
  }
}

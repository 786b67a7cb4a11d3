package dev.snapkeeper.plan;

import static java.util.Objects.requireNonNull;

import dev.snapkeeper.Log;
import dev.snapkeeper.datadir.Zxid;
import dev.snapkeeper.snapshot.Verdicts;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;

/**
 * Removes the shadows that killed runs have left. Only what is beyond doubt: a directory of the
 * same user that nobody else can enter, unchanged for {@link Verdicts#SETTLED}, though a run needs
 * its shadow for moments, and with nothing in it but stubs.
 *
 * <p>Process ids would tell nothing: two containers that share a temp directory share none. So a
 * shadow may be in use all the same, if the clock was wrong. Therefore it is renamed, whole and at
 * once, before anything in it is removed; {@link ShadowRule} does not trust a shadow that is not in
 * its place any more.
 */
final class ShadowSweep {
  /** There may be anything in a temp directory; looking through it must not take long. */
  static final int MOST_ENTRIES = 10_000;

  private final Path own;
  private final UserPrincipal owner;
  private final Instant now;
  private int entries;

  /**
   * Makes a sweep.
   *
   * @param own the shadow of this run, which stays, and whose owner's shadows go
   * @param now the time by the caller's clock
   * @param entries how many entries of directories to look at
   */
  ShadowSweep(Path own, Instant now, int entries) throws IOException {
    this.own = own.getFileName();
    this.owner = Files.getOwner(own);
    this.now = requireNonNull(now);
    this.entries = entries;
  }

  /** Sweeps temp directories. What fails is logged, and no matter. */
  void sweep(List<Path> places) {
    for (Path place : places) {
      try {
        for (Path shadow : list(place)) {
          Path name = shadow.getFileName();
          if (name.toString().startsWith(ShadowRule.PREFIX) && !name.equals(own)) {
            sweep(shadow);
          }
        }
      } catch (IOException e) {
        Log.info("{} is not swept: {}", place, e.toString());
      }
    }
  }

  private void sweep(Path shadow) {
    try {
      if (!mayGo(shadow)) {
        return;
      }
      Path taken = shadow.resolveSibling(ShadowRule.PREFIX + UUID.randomUUID());
      Files.move(shadow, taken, StandardCopyOption.ATOMIC_MOVE);
      remove(taken);
      Log.info("removed {}, which a killed run has left", shadow);
    } catch (IOException e) {
      Log.info("{} is not swept: {}", shadow, e.toString());
    }
  }

  /**
   * Removes a shadow. Follows no link, and deletes nothing that is longer than a stub: where a temp
   * directory is open to all, anybody can put something else in the place of a shadow.
   *
   * @throws IOException when something else is there, or it cannot be removed
   */
  static void remove(Path shadow) throws IOException {
    Path name = shadow.getFileName();
    Path version2 = shadow.getFileSystem().getPath(ShadowRule.VERSION_2);
    try (SecureDirectoryStream<Path> place = open(shadow.getParent())) {
      try (SecureDirectoryStream<Path> held =
          place.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
        try (SecureDirectoryStream<Path> stubs =
            held.newDirectoryStream(version2, LinkOption.NOFOLLOW_LINKS)) {
          removeStubs(stubs);
          held.deleteDirectory(version2);
        } catch (NoSuchFileException e) {
          // the run did not come to that
        }
        place.deleteDirectory(name);
      }
    }
  }

  @SuppressWarnings("StreamResourceLeak") // whoever calls this closes it
  static SecureDirectoryStream<Path> open(Path place) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(place);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new IOException("this file system cannot hold a directory open");
  }

  private static void removeStubs(SecureDirectoryStream<Path> stubs) throws IOException {
    try {
      for (Path entry : stubs) {
        Path stub = entry.getFileName();
        BasicFileAttributes attributes =
            stubs
                .getFileAttributeView(stub, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
        if (!attributes.isRegularFile() || attributes.size() > ShadowRule.SNAPSHOT_STUB.length) {
          throw new IOException(stub + " is no stub");
        }
        stubs.deleteFile(stub);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** Whether a shadow is beyond doubt one that may go. */
  private boolean mayGo(Path shadow) throws IOException {
    PosixFileAttributes attributes = attributes(shadow);
    boolean entered = !PosixFilePermissions.toString(attributes.permissions()).endsWith("------");
    if (entered || !isOwnAndSettled(attributes)) {
      return false;
    }
    for (Path version2 : list(shadow)) {
      if (!version2.endsWith(ShadowRule.VERSION_2) || !isOwnAndSettled(attributes(version2))) {
        return false;
      }
      for (Path stub : list(version2)) {
        if (!isStub(stub)) {
          return false;
        }
      }
    }
    return entries > 0; // else there may be more in it
  }

  private boolean isOwnAndSettled(PosixFileAttributes attributes) {
    return attributes.isDirectory()
        && attributes.owner().equals(owner)
        && Verdicts.isSettled(attributes.lastModifiedTime().toInstant(), now);
  }

  private static boolean isStub(Path file) throws IOException {
    String name = file.getFileName().toString();
    return isNamed(name, ShadowRule.SNAPSHOT)
        ? beginsLike(ShadowRule.SNAPSHOT_STUB, file)
        : isNamed(name, ShadowRule.LOG) && beginsLike(new byte[0], file);
  }

  private static boolean isNamed(String name, String prefix) {
    return name.startsWith(prefix) && Zxid.parse(name.substring(prefix.length())).isPresent();
  }

  /** A run may have been killed before it had written the whole of a stub. */
  private static boolean beginsLike(byte[] stub, Path file) throws IOException {
    PosixFileAttributes attributes = attributes(file);
    return attributes.isRegularFile()
        && attributes.size() <= stub.length
        && Arrays.equals(Files.readAllBytes(file), Arrays.copyOf(stub, (int) attributes.size()));
  }

  private static PosixFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** The entries of a directory, as far as one looks. */
  private List<Path> list(Path directory) throws IOException {
    List<Path> list = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      Iterator<Path> all = stream.iterator();
      while (entries > 0 && all.hasNext()) {
        entries--;
        list.add(all.next());
      }
      return list;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}

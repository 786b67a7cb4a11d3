package dev.snapkeeper.command;

import dev.snapkeeper.options.UsageException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * ZooKeeper's directories, where nothing is ever written. Found without the help of {@code
 * DataDir}: they have to be known even where a run ends because something is wrong with them.
 *
 * @param directories real paths
 */
record OffLimits(List<Path> directories) {
  private static final String VERSION_2 = "version-2";

  /** As many as Linux follows. */
  private static final int MOST_LINKS = 40;

  OffLimits {
    directories = List.copyOf(directories);
  }

  /**
   * The directories that were asked for and, should it be a symbolic link, their version-2; if it
   * is version-2 itself that was asked for, its parent as well.
   */
  static OffLimits of(Path dataDir, Path dataLogDir) {
    Set<Path> directories = new LinkedHashSet<>();
    for (Path parent : List.of(dataDir, dataLogDir)) {
      Path real = real(parent);
      directories.add(real);
      directories.add(real(parent.resolve(VERSION_2)));
      if (real.endsWith(VERSION_2)) {
        directories.add(real.getParent());
      }
    }
    return new OffLimits(List.copyOf(directories));
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize(); // no reason to trust it more
    }
  }

  /** Those of some places that are none of these; nothing may be written to the others. */
  List<Path> outside(List<Path> places) {
    return places.stream().filter(place -> !holds(place)).toList();
  }

  /** Whether a place is one of these, or lies in one. */
  boolean holds(Path place) {
    return around(real(place)).isPresent();
  }

  /**
   * The directories of snapshots that were given file by file: each version-2 on the way to where a
   * file really lies, through whatever links.
   */
  static OffLimits around(List<Path> snapshots) {
    Set<Path> directories = new LinkedHashSet<>();
    for (Path snapshot : snapshots) {
      for (Path passed : passed(snapshot.toAbsolutePath())) {
        if (passed.endsWith(VERSION_2)) {
          directories.addAll(of(passed.getParent(), passed.getParent()).directories());
        }
      }
    }
    return new OffLimits(List.copyOf(directories));
  }

  /** What the system comes by when it looks for a file, links included. */
  private static List<Path> passed(Path file) {
    List<Path> passed = new ArrayList<>();
    Deque<Path> ahead = new ArrayDeque<>();
    file.forEach(ahead::add);
    Path at = file.getRoot();
    for (int links = 0; !ahead.isEmpty() && links <= MOST_LINKS; ) {
      Path name = ahead.remove();
      if (name.toString().equals("..")) {
        at = at.getParent() == null ? at : at.getParent();
        continue;
      }
      Path next = at.resolve(name).normalize(); // frees it of "."
      passed.add(next);
      Optional<Path> target = target(next);
      if (target.isEmpty()) {
        at = next;
        continue;
      }
      links++;
      if (target.get().isAbsolute()) {
        at = target.get().getRoot();
      }
      List<Path> names = new ArrayList<>();
      target.get().forEach(names::add);
      Collections.reverse(names);
      names.forEach(ahead::addFirst);
    }
    return passed;
  }

  /** Where a link leads; empty where it is none. */
  private static Optional<Path> target(Path path) {
    try {
      return Files.isSymbolicLink(path)
          ? Optional.of(Files.readSymbolicLink(path))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // it has gone since; then there is nothing to compare either
    }
  }

  /**
   * Finds out where a file really lies that is to be written. It need not exist.
   *
   * @param name the file as messages call it
   * @param instead where it could lie instead
   * @throws UsageException when it lies in one of the directories, or nowhere, or is no file
   * @throws IOException when there is no such directory
   */
  Path resolve(String name, Path given, String instead) throws UsageException, IOException {
    Path real;
    if (Files.exists(given)) {
      real = given.toRealPath();
      if (Files.readAttributes(real, BasicFileAttributes.class).isOther()) {
        // to open a pipe that nobody reads is to wait for ever
        throw new UsageException(name + ": not a regular file; name one, or a new one" + instead);
      }
    } else if (Files.isSymbolicLink(given)) {
      throw new UsageException(name + ": a symbolic link that leads nowhere; name the file itself");
    } else {
      Path file = given.toAbsolutePath();
      real = file.getParent().toRealPath().resolve(file.getFileName());
    }
    Optional<Path> directory = around(real);
    if (directory.isPresent()) {
      throw new UsageException(
          name
              + ": lies in ZooKeeper's directory "
              + directory.get()
              + ", where nothing is ever written; name a file elsewhere"
              + instead);
    }
    Optional<Path> twin = Files.exists(real) ? twin(real) : Optional.empty();
    if (twin.isPresent()) {
      throw new UsageException(
          name
              + ": the same file as ZooKeeper's "
              + twin.get()
              + ", under another name; name a file of its own"
              + instead);
    }
    return real;
  }

  /** The directory that a path lies in, if it is one of ZooKeeper's, these or another server's. */
  Optional<Path> around(Path realPath) {
    for (Path directory : directories) {
      if (realPath.startsWith(directory)) {
        return Optional.of(directory);
      }
    }
    for (Path parent = realPath; parent != null; parent = parent.getParent()) {
      if (parent.endsWith(VERSION_2)) {
        return Optional.of(parent);
      }
    }
    return Optional.empty();
  }

  /**
   * The file among ZooKeeper's that is this very file under another name: a hard link, or the same
   * directory mounted twice.
   *
   * @throws IOException when it may be one, and the directories cannot be looked through
   */
  private Optional<Path> twin(Path file) throws IOException {
    try {
      return find(key(file));
    } catch (IOException e) {
      if ((int) Files.getAttribute(file, "unix:nlink") > 1) {
        throw e; // it may be a name of a file that cannot be seen
      }
      return Optional.empty();
    }
  }

  private Optional<Path> find(Object key) throws IOException {
    for (Path directory : directories) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          if (key != null && key.equals(key(entry))) {
            return Optional.of(entry);
          }
        }
      } catch (NoSuchFileException | NotDirectoryException e) {
        // then nothing of ZooKeeper's is in it
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    return Optional.empty();
  }

  /** Null where there is none, or no such file any more. */
  private static Object key(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}

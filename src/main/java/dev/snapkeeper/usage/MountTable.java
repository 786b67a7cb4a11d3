package dev.snapkeeper.usage;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The kernel's table of mounts, as {@code proc(5)} describes {@code /proc/self/mountinfo}. */
final class MountTable {

  /**
   * One mount.
   *
   * @param source what is mounted, such as {@code /dev/sdb1}
   * @param mountPoint where
   */
  record Mount(String source, String mountPoint) {
    Mount {
      requireNonNull(source);
      requireNonNull(mountPoint);
    }
  }

  private final List<Mount> mounts;

  private MountTable(List<Mount> mounts) {
    this.mounts = List.copyOf(mounts);
  }

  /** Reads the table; empty where the system has none of this kind. */
  static MountTable read(Path mountInfo) {
    try {
      // The kernel writes bytes, not characters: keep them until the escapes are undone.
      return parse(Files.readString(mountInfo, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return new MountTable(List.of());
    }
  }

  static MountTable parse(String text) {
    List<Mount> mounts = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String[] halves = line.split(" - ", 2);
      if (halves.length == 2) {
        String[] left = halves[0].split(" ", -1);
        String[] right = halves[1].split(" ", -1);
        if (left.length > 4 && right.length > 1) {
          mounts.add(new Mount(unescape(right[1]), unescape(left[4])));
        }
      }
    }
    return new MountTable(mounts);
  }

  /** The mount that a path lies on: the longest that contains it; of equals the one on top. */
  Optional<Mount> of(Path realPath) {
    Mount best = null;
    for (Mount mount : mounts) {
      if (contains(mount.mountPoint, realPath.toString())
          && (best == null || mount.mountPoint.length() >= best.mountPoint.length())) {
        best = mount;
      }
    }
    return Optional.ofNullable(best);
  }

  /** As text: not every mount point can be made a path where the locale is POSIX. */
  private static boolean contains(String mountPoint, String path) {
    return (path + "/").startsWith(mountPoint.endsWith("/") ? mountPoint : mountPoint + "/");
  }

  /** Undoes the kernel's octal escapes of space, tab, newline and backslash. */
  private static String unescape(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && text.substring(i).matches("(?s)\\\\[0-3][0-7]{2}.*")) {
        bytes.write(Integer.parseInt(text.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

package dev.snapkeeper.report;

import dev.snapkeeper.Printable;
import dev.snapkeeper.usage.FileSystemUsage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Rows that tell where something lies. */
final class Places {
  private Places() {}

  /** A row for each directory that the user gave; one where both are the same. */
  static void addDirectories(Table table, Path dataDir, Path dataLogDir) {
    String data = Printable.line(dataDir.toString());
    String logs = Printable.line(dataLogDir.toString());
    table.row("data directory", data);
    if (!logs.equals(data)) {
      table.row("log directory", logs);
    }
  }

  /**
   * The header of the file systems' rows, as {@code df} prints them.
   *
   * @param first cells before those of the header
   */
  static void addUsageHeader(Table table, String... first) {
    table.row(behind(first, "Filesystem", "Size", "Used", "Avail", "Use%", "Mounted on"));
  }

  /**
   * A row for each file system.
   *
   * @param first cells before those of each row
   */
  static void addUsage(Table table, List<FileSystemUsage> usages, String... first) {
    for (FileSystemUsage usage : usages) {
      table.row(
          behind(
              first,
              Printable.line(usage.source()),
              Sizes.human(usage.size()),
              Sizes.human(usage.used()),
              Sizes.human(usage.available()),
              usage.percent() + "%",
              Printable.line(usage.mountPoint())));
    }
  }

  private static String[] behind(String[] first, String... cells) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(cells));
    return all.toArray(String[]::new);
  }
}

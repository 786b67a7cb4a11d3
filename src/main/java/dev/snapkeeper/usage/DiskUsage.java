package dev.snapkeeper.usage;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks the file systems how full they are. */
public final class DiskUsage {
  private static final String DEVICE = "unix:dev";

  private DiskUsage() {}

  /**
   * Measures the file systems that some directories lie on.
   *
   * @param directories real paths
   * @return one row for each distinct file system, in the order of the directories
   * @throws IOException when a directory is gone or cannot be asked about
   */
  public static List<FileSystemUsage> of(List<Path> directories) throws IOException {
    MountTable mounts = MountTable.read(Path.of("/proc/self/mountinfo"));
    Map<Object, FileSystemUsage> rows = new LinkedHashMap<>();
    for (Path directory : directories) {
      FileStore store = Files.getFileStore(directory);
      Object device = device(directory, store);
      if (!rows.containsKey(device)) {
        rows.put(device, usage(directory, store, mounts));
      }
    }
    return List.copyOf(rows.values());
  }

  /** Two directories may be mounted in two places from one file system, as Kubernetes does. */
  private static Object device(Path directory, FileStore store) throws IOException {
    return directory.getFileSystem().supportedFileAttributeViews().contains("unix")
            && directory.getFileSystem().equals(FileSystems.getDefault())
        ? Files.getAttribute(directory, DEVICE)
        : store;
  }

  private static FileSystemUsage usage(Path directory, FileStore store, MountTable mounts)
      throws IOException {
    MountTable.Mount mount =
        directory.getFileSystem().equals(FileSystems.getDefault())
            ? mounts
                .of(directory)
                .orElseGet(() -> new MountTable.Mount(store.name(), directory.toString()))
            : new MountTable.Mount(store.name(), directory.getRoot().toString());
    long size = store.getTotalSpace();
    return new FileSystemUsage(
        mount.source(),
        mount.mountPoint(),
        size,
        size - store.getUnallocatedSpace(),
        store.getUsableSpace());
  }
}

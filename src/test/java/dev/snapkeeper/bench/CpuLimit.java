package dev.snapkeeper.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A control group whose processes may use a tenth of a processor: what Kubernetes makes of a limit
 * of 100m.
 */
final class CpuLimit implements Closeable {
  private final Path group;

  private CpuLimit(Path group) {
    this.group = group;
  }

  /** Makes one, of either version of control groups; empty where that cannot be done. */
  static Optional<CpuLimit> ofTenth() {
    String name = "snapkeeper-bench";
    try {
      if (Files.isDirectory(Path.of("/sys/fs/cgroup/cpu"))) {
        Path group = Files.createDirectories(Path.of("/sys/fs/cgroup/cpu", name));
        Files.writeString(group.resolve("cpu.cfs_period_us"), "100000");
        Files.writeString(group.resolve("cpu.cfs_quota_us"), "10000");
        return Optional.of(new CpuLimit(group));
      }
      Path group = Files.createDirectories(Path.of("/sys/fs/cgroup", name));
      Files.writeString(group.resolve("cpu.max"), "10000 100000");
      return Optional.of(new CpuLimit(group));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The words that start a program in the group. */
  List<String> command() {
    return List.of(
        "sh", "-c", "echo $$ > " + group.resolve("cgroup.procs") + " && exec \"$@\"", "sh");
  }

  @Override
  public void close() throws IOException {
    Files.delete(group);
  }
}

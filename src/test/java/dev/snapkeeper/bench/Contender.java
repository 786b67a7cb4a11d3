package dev.snapkeeper.bench;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that is timed as a whole process.
 *
 * @param label what the table calls it
 * @param command the words of its command line
 */
record Contender(String label, List<String> command) {

  Contender {
    requireNonNull(label);
    command = List.copyOf(command);
  }

  /** With more words behind those that are there. */
  Contender with(String... words) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(words));
    return new Contender(label, all);
  }

  /** With words before all others, for a program that runs this one. */
  Contender under(List<String> words) {
    List<String> all = new ArrayList<>(words);
    all.addAll(command);
    return new Contender(label, all);
  }

  /**
   * How a run ended.
   *
   * @param seconds wall time from fork to exit
   * @param out file that holds stdout
   */
  record Ended(double seconds, Path out) {}

  /**
   * What a run took; read from /proc again and again, so it may miss the last milliseconds.
   *
   * @param peakKib most resident memory at any moment
   * @param cpuSeconds of all threads
   * @param readBytes what it read, from the page cache too, its own jars included
   */
  record Resources(long peakKib, double cpuSeconds, long readBytes) {}

  /**
   * Runs it to its end.
   *
   * @throws IOException also when it ends with any other status than 0
   */
  Ended run() throws IOException, InterruptedException {
    Path out = Files.createTempFile("snapkeeper-bench-", ".out");
    out.toFile().deleteOnExit();
    long start = System.nanoTime();
    Process process = start(out);
    int status = process.waitFor();
    double seconds = (System.nanoTime() - start) / 1e9;
    if (status != 0) {
      throw new IOException(
          label + " ended with " + status + ": " + command + "\n" + Files.readString(out));
    }
    return new Ended(seconds, out);
  }

  private Process start(Path out) throws IOException {
    return new ProcessBuilder(command)
        .redirectOutput(out.toFile())
        .redirectError(new File("/dev/null"))
        .start();
  }

  /** Runs it to its end and watches it, which makes it no faster. */
  Resources watch() throws IOException, InterruptedException {
    Process process = start(Path.of("/dev/null"));
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    Resources last = new Resources(0, 0, 0);
    while (process.isAlive()) {
      try {
        double cpu =
            process.toHandle().info().totalCpuDuration().map(d -> d.toNanos() / 1e9).orElse(0.0);
        last =
            new Resources(
                Math.max(last.peakKib(), number(proc.resolve("status"), "VmHWM:")),
                Math.max(last.cpuSeconds(), cpu),
                Math.max(last.readBytes(), number(proc.resolve("io"), "rchar:")));
      } catch (IOException ended) {
        break;
      }
      Thread.sleep(2);
    }
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(label + " ended with " + status + ": " + command);
    }
    return last;
  }

  private static long number(Path file, String field) throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new NoSuchFileException(field); // a process that has ended has no memory left
  }
}

package dev.snapkeeper.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged jar, run as a process of its own. */
public final class Jar {
  /** Nobody, on every Linux: owns no file. */
  private static final String NOBODY = "65534";

  /** This JVM's own, unless the image's is to be tested. */
  private static final Path JAVA =
      Path.of(System.getProperty("snapkeeper.java", System.getProperty("java.home") + "/bin/java"));

  private static final Path PACKAGED = packaged();

  private final List<String> command = new ArrayList<>();
  private final ProcessBuilder builder = new ProcessBuilder();

  private Jar() {}

  /** As the user that runs the tests. */
  public static Jar asMyself() {
    return new Jar().and(JAVA.toString());
  }

  /** As a user whom permissions stop: nobody where root runs the tests, else the same user. */
  public static Jar asOrdinaryUser() {
    return isRoot()
        ? new Jar()
            .and("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups")
            .and(JAVA.toString())
        : asMyself();
  }

  /**
   * As the same user, with SIGINT heard even where the tests run in a background that ignores it.
   */
  public static Jar thatHearsSigint() throws IOException {
    String ignored =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElse("0");
    boolean sigint = (Long.parseUnsignedLong(ignored, 16) & 2) != 0;
    return sigint ? new Jar().and("env", "--default-signal=INT").and(JAVA.toString()) : asMyself();
  }

  /**
   * As an ordinary user who owns the files and has nothing else: no environment but a PATH, no
   * directory of their own, a temp directory that is not there. Where root runs the tests also no
   * capability, no network, and nothing to write to but one directory and /dev/shm.
   */
  public static Jar asOneWithNothingBut(Path directory) throws InterruptedException {
    Jar jar = new Jar();
    jar.builder.environment().clear();
    jar.with("PATH", System.getenv("PATH"));
    jar.builder.directory(new File("/"));
    if (isRoot() && canMount()) {
      jar.inNamespaces(
              "mount --bind '" + directory + "' '" + directory + "'; mount -o remount,bind,ro /",
              "-n")
          .and("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups")
          .and("--no-new-privs", "--inh-caps", "-all", "--bounding-set", "-all");
    } else if (isRoot()) {
      jar.and("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups");
    }
    return jar.and(JAVA.toString(), "-Djava.io.tmpdir=/nonexistent");
  }

  /** In a place where file systems were mounted by a shell script; nobody else sees them. */
  public static Jar where(String script) {
    return new Jar().inNamespaces(script).and(JAVA.toString());
  }

  /** As the same user, after a shell has run a script. */
  public static Jar inShell(String script) {
    return new Jar().and("sh", "-ec", script + "; exec \"$@\"", "sh").and(JAVA.toString());
  }

  private Jar inNamespaces(String script, String... options) {
    and("unshare", isRoot() ? "-m" : "-rm");
    return and(options).and("sh", "-ec", script + "; exec \"$@\"", "sh");
  }

  /** Whether this machine lets the user that runs the tests mount something. */
  public static boolean canMount() throws InterruptedException {
    Jar probe = new Jar().inNamespaces("mount -t tmpfs none /tmp").and("true");
    try {
      return ended(probe.builder.command(probe.command).start()).status() == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }

  /** Whether root runs the tests. */
  public static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** Adds words to the command line, before {@code -jar}. */
  public Jar and(String... words) {
    command.addAll(List.of(words));
    return this;
  }

  /** Sets a variable of the environment. */
  public Jar with(String variable, String value) {
    builder.environment().put(variable, value);
    return this;
  }

  /** Sends stdout to a file. */
  public Jar to(Path file) {
    builder.redirectOutput(file.toFile());
    return this;
  }

  /** The words that start the program. */
  public List<String> command(String... args) {
    and("-jar", PACKAGED.toString()).and(args);
    return List.copyOf(command);
  }

  /** Starts the program. */
  public Process start(String... args) throws IOException {
    return builder.command(command(args)).start();
  }

  /** Runs the program to its end. */
  public Ended run(String... args) throws IOException, InterruptedException {
    return ended(start(args));
  }

  /** Starts ZooKeeper's own PurgeTxnLog, as zkCleanup.sh does. */
  public Process startPeer(String... args) throws IOException {
    and("-cp", PACKAGED.resolveSibling("lib") + "/*", "org.apache.zookeeper.server.PurgeTxnLog");
    return builder.command(and(args).command).start();
  }

  /** Runs ZooKeeper's own PurgeTxnLog to its end. */
  public Ended runPeer(String... args) throws IOException, InterruptedException {
    return ended(startPeer(args));
  }

  /** Waits for the end. */
  public static Ended ended(Process process) throws IOException, InterruptedException {
    // Both pipes have to be emptied, or a process that prints much never ends; at the same time,
    // for
    // which the common pool of a small machine has too few threads.
    Executor anew = task -> new Thread(task).start();
    CompletableFuture<byte[]> err =
        CompletableFuture.supplyAsync(() -> all(process.getErrorStream()), anew);
    CompletableFuture<byte[]> out =
        CompletableFuture.supplyAsync(() -> all(process.getInputStream()), anew);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("it did not end within a minute");
    }
    return new Ended(
        process.exitValue(),
        new String(out.join(), StandardCharsets.UTF_8),
        new String(err.join(), StandardCharsets.UTF_8));
  }

  private static byte[] all(InputStream in) {
    try {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A process that has ended.
   *
   * @param status what it exited with
   * @param out what it printed on stdout
   * @param err what it printed on stderr
   */
  public record Ended(int status, String out, String err) {}

  /** A copy that every user may read, wherever the project lies. */
  private static Path packaged() {
    try {
      Path built = Path.of(System.getProperty("snapkeeper.jar"));
      Path copy = Files.createTempDirectory("snapkeeper-jar-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(copy)));
      Path lib = Files.createDirectory(copy.resolve("lib"));
      Files.copy(built, copy.resolve("snapkeeper.jar"));
      try (Stream<Path> libraries = Files.list(built.resolveSibling("lib"))) {
        for (Path library : libraries.toList()) {
          Files.copy(library, lib.resolve(library.getFileName()));
        }
      }
      open(copy);
      return copy.resolve("snapkeeper.jar");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets every user read a directory and what is in it. */
  public static void open(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Files.setPosixFilePermissions(
            file,
            PosixFilePermissions.fromString(Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
  }

  private static void delete(Path directory) {
    try {
      Picture.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

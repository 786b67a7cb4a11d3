package dev.snapkeeper.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.Jazzer;
import dev.snapkeeper.fuzz.Fuzz.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Feeds whatever takes input from outside with what nobody would write. Jazzer runs in a JVM of its
 * own, since it changes the classes that it watches. {@code make fuzz} sets {@code fuzz.seconds},
 * and then each target has that long and a seed of its own.
 */
class FuzzTest {
  private static final Integer SECONDS = Integer.getInteger("fuzz.seconds");
  private static final int SHORT = 8;
  private static final int LEAST_RUNS = 1_000;

  /** Of libFuzzer's last line but for the time it took. */
  private static final Pattern RUNS = Pattern.compile("Done (\\d+) runs in");

  /** Where an input that was handled wrongly is left. */
  private static final Path FOUND = Path.of("target", "fuzz").toAbsolutePath();

  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource
  void everySeedPasses(Target target) {
    assertTrue(target.seeds().size() >= 3);
    target.seeds().forEach(target::check);
  }

  /** One run of Jazzer. */
  private record Run(String label, List<Target> targets, int seconds, int seed) {
    @Override
    public String toString() {
      return label + " for " + seconds + " s, seed " + seed;
    }
  }

  static List<Run> runs() {
    if (SECONDS == null) {
      return List.of(new Run("everything", List.of(Target.values()), SHORT, 1));
    }
    int seed = new Random().nextInt(Integer.MAX_VALUE);
    return Arrays.stream(Target.values())
        .map(target -> new Run(target.label(), List.of(target), SECONDS, seed))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("runs")
  void findsNoInputThatIsHandledWrongly(Run run) throws Exception {
    Files.createDirectories(FOUND);
    Path corpus = Files.createDirectory(temp.resolve("corpus"));
    List<byte[]> inputs = Fuzz.inputs(run.targets);
    for (int i = 0; i < inputs.size(); i++) {
      Files.write(corpus.resolve("seed-" + i), inputs.get(i));
    }
    Path log = temp.resolve("log");
    Process jazzer =
        new ProcessBuilder(command(run, corpus))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .directory(temp.toFile())
            .start();
    boolean ended = jazzer.waitFor(run.seconds + 60L, TimeUnit.SECONDS);
    jazzer.destroyForcibly();
    String said =
        Files.readAllLines(log, StandardCharsets.ISO_8859_1).stream()
            .filter(line -> !line.startsWith("INFO: ") || line.startsWith("INFO: Seed"))
            .collect(Collectors.joining("\n"));
    assertTrue(ended, said);
    assertEquals(0, jazzer.exitValue(), said);
    Matcher done = RUNS.matcher(said);
    assertTrue(done.find() && Integer.parseInt(done.group(1)) > LEAST_RUNS, said);
  }

  private static List<String> command(Run run, Path corpus) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    if (Runtime.version().feature() >= 21) {
      command.add("-XX:+EnableDynamicAgentLoading");
    }
    command.add("--enable-native-access=ALL-UNNAMED");
    if (run.targets.size() == 1) {
      command.add("-D" + Fuzz.ONLY + "=" + run.targets.get(0));
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
    command.add(Jazzer.class.getName());
    command.add("--target_class=" + Fuzz.class.getName());
    command.add("--instrumentation_includes=dev.snapkeeper.**");
    command.add("--custom_hook_includes=dev.snapkeeper.**");
    // a command line names files; to open them is no finding
    command.add("--disabled_hooks=com.code_intelligence.jazzer.sanitizers.FilePathTraversal");
    command.add("--reproducer_path=" + FOUND);
    command.add("-artifact_prefix=" + FOUND + "/");
    command.add("-max_total_time=" + run.seconds);
    command.add(
        "-timeout=30"); // seconds for one input, which takes milliseconds on a quiet machine
    command.add("-rss_limit_mb=0"); // the heap is bounded above; a JVM's other memory is no finding
    command.add("-seed=" + run.seed);
    command.add("-print_final_stats=1");
    command.add(corpus.toString());
    return command;
  }
}

package dev.snapkeeper.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.options.CommandLineParser;
import dev.snapkeeper.options.Invocation;
import dev.snapkeeper.options.PurgeOptions;
import dev.snapkeeper.options.UsageException;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart passes is what the program takes. */
class ChartArgsTest {
  static List<String> presets() {
    return Chart.presets();
  }

  private static List<String> args(CronJob job) {
    return Rendering.container(job).getArgs();
  }

  private static Invocation parse(List<String> args) throws UsageException {
    return new CommandLineParser(FileSystems.getDefault()).parse(args.toArray(String[]::new));
  }

  private static PurgeOptions purge(String... values) throws UsageException {
    CronJob job = Chart.render(values).cronJob("purge", 0);
    return ((Invocation.Purge) parse(args(job))).options();
  }

  /** A line for each preset: where the program of the last replica looks. */
  @Test
  void everyPresetParses() throws UsageException {
    StringBuilder seen = new StringBuilder();
    for (String preset : presets()) {
      for (CronJob job : Chart.render(Chart.preset(preset)).cronJobs("purge")) {
        PurgeOptions options = ((Invocation.Purge) parse(args(job))).options();
        if (job.getMetadata().getName().endsWith("-0")) {
          seen.append(preset + ": " + options.dataDir() + " " + options.dataLogDir() + "\n");
        }
      }
    }
    assertEquals(
        """
        bitnami: /bitnami/zookeeper/data /bitnami/zookeeper/data
        bitnami-datalog: /bitnami/zookeeper/data /bitnami/zookeeper-log
        official: /data /datalog
        posthog: /bitnami/zookeeper/data /bitnami/zookeeper/data
        single-claim: /zookeeper/data /zookeeper/log
        """,
        seen.toString());
  }

  @ParameterizedTest
  @MethodSource("presets")
  void everyDirectoryLiesOnAVolume(String preset) throws UsageException {
    for (CronJob job : Chart.render(Chart.preset(preset)).cronJobs("purge")) {
      PurgeOptions options = ((Invocation.Purge) parse(args(job))).options();
      for (Path directory : List.of(options.dataDir(), options.dataLogDir())) {
        assertEquals(
            1,
            Rendering.container(job).getVolumeMounts().stream()
                .map(VolumeMount::getMountPath)
                .filter(directory::startsWith)
                .count(),
            directory.toString());
      }
    }
  }

  @Test
  void asksForWhatTheProgramDoesByItselfUnlessToldOtherwise() throws UsageException {
    assertEquals(
        parse(
            List.of(
                "purge",
                "--data-dir=/bitnami/zookeeper/data",
                "--remember-verified",
                "--termination-log=/dev/termination-log")),
        new Invocation.Purge(purge(Chart.LEAST)));
  }

  @Test
  void handsEveryValueOn() throws UsageException {
    assertEquals(
        parse(
            List.of(
                "purge",
                "--data-dir=/d a/it's \"$HOME\"",
                "--data-log-dir=/log",
                "--retain=10",
                "--dry-run",
                "--verify=tail",
                "--delete-corrupt",
                "--fail-above=0",
                "--output=json",
                "--termination-log=/dev/termination-log",
                "-v")),
        new Invocation.Purge(
            purge(
                Chart.LEAST,
                """
                autopurge: {snapRetainCount: 10}
                purge:
                  dryRun: true
                  verify: tail
                  rememberVerified: false
                  deleteCorrupt: true
                  failAbovePercent: 0
                  output: json
                  verbose: true
                zookeeper:
                  data: {path: "/d a", subPath: "it's \\"$HOME\\""}
                  dataLog: {claimTemplate: log, path: /log}
                """)));
  }

  @Test
  void whatALookIsGivenInspectTakes() throws UsageException {
    List<String> values =
        Stream.concat(
                presets().stream().map(Chart::preset),
                Stream.of(
                    Chart.LEAST + "onDemand: {top: 20, verify: none, output: folded}",
                    Chart.LEAST + "onDemand: {verify: tail, output: json}"))
            .toList();
    for (String value : values) {
      List<CronJob> jobs = Chart.render(value).cronJobs("inspect");
      assertTrue(!jobs.isEmpty(), value);
      for (CronJob job : jobs) {
        assertInstanceOf(Invocation.Inspect.class, parse(args(job)), value);
      }
    }
  }

  @Test
  void aLookSeesTheDirectoriesAndTheNumberOfSnapshotsThatAPurgeSees() {
    for (String preset : presets()) {
      Rendering rendering = Chart.render(Chart.preset(preset));
      assertEquals(
          common(rendering.cronJob("purge", 0)), common(rendering.cronJob("inspect", 0)), preset);
    }
  }

  private static String common(CronJob job) {
    return args(job).stream()
        .filter(arg -> arg.matches("--(data-dir|data-log-dir|retain)=.*"))
        .collect(Collectors.joining(" "));
  }

  @Test
  void asksALookForNoMoreThanWasSaid() {
    assertEquals(
        List.of("inspect", "--data-dir=/bitnami/zookeeper/data", "--retain=3", "--output=text"),
        args(Chart.render(Chart.LEAST).cronJob("inspect", 0)));
    assertEquals(
        List.of(
            "inspect",
            "--data-dir=/bitnami/zookeeper/data",
            "--retain=3",
            "--top=20",
            "--verify=none",
            "--output=folded"),
        args(
            Chart.render(Chart.LEAST, "onDemand: {top: 20, verify: none, output: folded}")
                .cronJob("inspect", 0)));
  }
}

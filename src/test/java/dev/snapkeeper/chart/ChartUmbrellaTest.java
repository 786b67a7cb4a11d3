package dev.snapkeeper.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.PodSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart as a part of another, as the README shows it. */
class ChartUmbrellaTest {
  @TempDir Path temp;

  private Path umbrella;

  /** A block of code in the README, by its first line. */
  private static String block(String firstLine) {
    List<String> lines = Chart.read(Path.of("README.md")).lines().toList();
    int start = lines.indexOf("    " + firstLine);
    assertTrue(start > 0, firstLine);
    return lines.subList(start, lines.size()).stream()
        .takeWhile(line -> line.startsWith("    "))
        .map(line -> line.substring(4) + "\n")
        .collect(Collectors.joining());
  }

  @BeforeEach
  void make() throws IOException {
    umbrella = Files.createDirectories(temp.resolve("umbrella"));
    Files.writeString(
        umbrella.resolve("Chart.yaml"),
        "apiVersion: v2\nname: shop\nversion: 1.0.0\n"
            + block("# Chart.yaml of the umbrella chart"));
    Files.writeString(
        umbrella.resolve("values.yaml"), block("# values.yaml of the umbrella chart"));
    Chart.copy(Files.createDirectories(umbrella.resolve("charts")), "");
  }

  private Rendering render(String... values) {
    return Chart.renderChart(umbrella, "shop", values);
  }

  @Test
  void purgesTheZooKeeperOfTheSameRelease() {
    Rendering rendering = render();
    assertEquals(List.of(), ClusterRules.faults(rendering));
    assertEquals(3, rendering.cronJobs("purge").size());
    PodSpec pod = Rendering.pod(rendering.cronJob("purge", 0));
    assertEquals(
        "data-shop-zookeeper-0", pod.getVolumes().get(0).getPersistentVolumeClaim().getClaimName());
    assertEquals("shop-snapkeeper-0", rendering.cronJob("purge", 0).getMetadata().getName());
  }

  @Test
  void isNotThereWhenItsConditionIsFalse() {
    assertEquals(List.of(), render("snapkeeper: {enabled: false}").documents());
  }

  @Test
  void bearsTheUmbrellasGlobalsAndTakesTheRegistryFromThem() {
    Rendering rendering =
        render("global: {imageRegistry: r.example.com, storageClass: fast, imagePullSecrets: [a]}");
    PodSpec pod = Rendering.pod(rendering.cronJob("purge", 0));
    assertTrue(pod.getContainers().get(0).getImage().startsWith("r.example.com/snapkeeper:"));
    assertEquals("a", pod.getImagePullSecrets().get(0).getName());
  }

  /**
   * A dependency's alias becomes the chart's name; on labels it would be mistaken for ZooKeeper.
   */
  @Test
  void staysItselfUnderAnotherName() throws IOException {
    Path chart = umbrella.resolve("Chart.yaml");
    Files.writeString(
        chart,
        Files.readString(chart)
            .replace("condition: snapkeeper.enabled", "alias: zookeeper\n    condition: a.b"));
    Rendering rendering = render("zookeeper: {zookeeper: {statefulSet: zk}}");
    assertEquals(List.of(), ClusterRules.faults(rendering));
    assertEquals("shop-zookeeper-0", rendering.cronJob("purge", 0).getMetadata().getName());
  }

  @Test
  void takesKeysAwayFromBelowToo() {
    Rendering rendering =
        render(
            "snapkeeper: {podSecurityContext: {runAsUser: null}, job: {podFailurePolicy: null}}");
    assertEquals(List.of(), ClusterRules.faults(rendering));
    assertEquals(
        null,
        rendering.cronJob("purge", 0).getSpec().getJobTemplate().getSpec().getPodFailurePolicy());
  }
}

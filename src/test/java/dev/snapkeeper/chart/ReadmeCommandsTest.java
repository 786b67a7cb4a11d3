package dev.snapkeeper.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents give to kubectl and helm is what the chart has. */
class ReadmeCommandsTest {
  /** As the runbook installs it. */
  private static Rendering installed() {
    return Chart.renderAs("snapkeeper", "zookeeper: {statefulSet: my-zookeeper}");
  }

  private static Set<String> found(String regex, String text) {
    return Pattern.compile(regex)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "chart/README.md"})
  void cronJobsAreRendered(String document) {
    Set<String> rendered =
        installed().objects().stream()
            .filter(object -> object.getKind().equals("CronJob"))
            .map(HasMetadata::getMetadata)
            .map(metadata -> metadata.getName())
            .collect(Collectors.toSet());
    Set<String> named = found("cronjob[/ ](snapkeeper[a-z0-9-]*)", Chart.read(Path.of(document)));
    assertTrue(named.size() >= 2, named.toString());
    assertTrue(rendered.containsAll(named), named + " of " + rendered);
  }

  @Test
  void theRunbookKnowsTheJobsPods() {
    String readme = Chart.read(Path.of("README.md"));
    PodSpec pod = Rendering.pod(installed().cronJob("purge", 0));
    String claim = pod.getVolumes().get(0).getPersistentVolumeClaim().getClaimName();
    assertEquals(Set.of(claim), found("kubectl (?:get|patch) pvc (\\S+)", readme));
    assertEquals(Set.of("app.kubernetes.io/name=snapkeeper"), found("--selector (\\S+)", readme));
    assertEquals(
        "snapkeeper",
        installed().cronJob("purge", 0).getMetadata().getLabels().get("app.kubernetes.io/name"));
    // what its jq takes away, replaces and adds to
    assertNotNull(pod.getAffinity());
    assertEquals(1, pod.getContainers().size());
    assertTrue(
        Rendering.container(installed().cronJob("inspect", 0)).getArgs().contains("--output=text"));
    // the run inside ZooKeeper's own pod
    assertTrue(
        pod.getContainers()
            .get(0)
            .getArgs()
            .containsAll(found("(--data-dir=/bitnami\\S+)", readme)));
    assertTrue(
        readme.contains(
            "\"mountPath\": \""
                + pod.getContainers().get(0).getVolumeMounts().get(0).getMountPath()));
  }

  /** Helm refuses a key that is none of the chart's. */
  @ParameterizedTest
  @ValueSource(strings = {"README.md", "chart/README.md"})
  void valuesThatAreSetAreValues(String document) {
    List<MatchResult> set =
        Pattern.compile("--set ([a-zA-Z.]+)=([^\\s`]+)")
            .matcher(Chart.read(Path.of(document)))
            .results()
            .toList();
    assertTrue(set.size() >= 2, document);
    for (MatchResult value : set) {
      String yaml = value.group(2);
      String[] path = value.group(1).split("\\.", -1);
      for (int i = path.length - 1; i >= 0; i--) {
        yaml = "{" + path[i] + ": " + yaml + "}";
      }
      assertTrue(Chart.render(Chart.LEAST, yaml).text().contains("CronJob"), yaml);
    }
  }

  @Test
  void keysThatAreNamedAreValues() {
    String values = Chart.read(Chart.DIRECTORY.resolve("values.yaml"));
    Set<String> keys =
        ValuesTable.of(values).rows().stream()
            .map(ValuesTable.Row::key)
            .collect(Collectors.toSet());
    Set<String> named =
        found(
            "`((?:resources|job|autopurge|podSecurityContext|metrics|prometheusRule"
                + "|grafanaDashboard|purge|zookeeper|colocate)\\.?[a-zA-Z.]*)[`:]",
            Chart.read(Path.of("README.md")));
    // a word, and a setting of ZooKeeper's
    named.removeAll(Set.of("purge", "autopurge.", "zookeeper", "zookeeper.digest.enabled"));
    assertTrue(named.size() >= 6, named.toString());
    named.removeIf(
        name -> keys.contains(name) || keys.stream().anyMatch(key -> name.startsWith(key + ".")));
    assertEquals(Set.of(), named);
  }
}

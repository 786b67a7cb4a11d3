package dev.snapkeeper.chart;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What Helm rendered.
 *
 * @param text as {@code helm template} prints it
 */
record Rendering(String text) {

  Rendering {
    requireNonNull(text);
  }

  /** The documents, read as YAML in which no key may stand twice. */
  List<Map<String, Object>> documents() {
    return maps(text);
  }

  /** The documents of a text, those aside that are empty. */
  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> maps(String text) {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    List<Map<String, Object>> maps = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(strict)).loadAll(text)) {
      if (document != null) {
        maps.add((Map<String, Object>) document);
      }
    }
    return maps;
  }

  /** A text that is a list of maps. */
  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> lists(String text) {
    return (List<Map<String, Object>>) new Yaml().load(text);
  }

  /** Every object, if Kubernetes would take all that stands in them; in the order of the text. */
  List<HasMetadata> objects() {
    return documents().stream().map(KubernetesModel::read).toList();
  }

  /** The CronJobs of a component, by ordinal. */
  List<CronJob> cronJobs(String component) {
    return objects().stream()
        .filter(CronJob.class::isInstance)
        .map(CronJob.class::cast)
        .filter(
            job ->
                component.equals(job.getMetadata().getLabels().get("app.kubernetes.io/component")))
        .toList();
  }

  /** The CronJob of a component and an ordinal. */
  CronJob cronJob(String component, int ordinal) {
    return cronJobs(component).stream()
        .filter(job -> job.getMetadata().getName().endsWith("-" + ordinal))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException(component + " " + ordinal + " in:\n" + text));
  }

  static PodSpec pod(CronJob job) {
    return job.getSpec().getJobTemplate().getSpec().getTemplate().getSpec();
  }

  /** The only one of its pod. */
  static Container container(CronJob job) {
    return pod(job).getContainers().get(0);
  }
}

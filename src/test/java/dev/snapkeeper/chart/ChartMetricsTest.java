package dev.snapkeeper.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import dev.snapkeeper.options.CommandLineParser;
import dev.snapkeeper.options.Invocation;
import dev.snapkeeper.options.MetricsOptions;
import dev.snapkeeper.testing.Picture;
import dev.snapkeeper.testing.Run;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** What the chart has to do with Prometheus and Grafana. */
class ChartMetricsTest {
  /** What {@code make check} hands to promtool. */
  private static final Path RULES = Path.of("src/test/resources/dev/snapkeeper/alerts/rules.yaml");

  private static final String PUSH =
      "metrics: {pushgateway: {url: 'http://push.monitoring:9091'}}\n";
  private static final String ALERTS = "prometheusRule: {enabled: true}\n";
  private static final String DASHBOARD = "grafanaDashboard: {enabled: true}\n";

  private static MetricsOptions metrics(CronJob job) throws Exception {
    String[] args = Rendering.container(job).getArgs().toArray(String[]::new);
    return ((Invocation.Purge) new CommandLineParser(FileSystems.getDefault()).parse(args))
        .options()
        .metrics();
  }

  /** Not for the job's own pod, whose name is another each time. */
  @Test
  void eachReplicaPushesUnderTheNameOfItsPod() throws Exception {
    Rendering rendering = Chart.render(Chart.LEAST, PUSH);
    for (int ordinal = 0; ordinal < 3; ordinal++) {
      MetricsOptions metrics = metrics(rendering.cronJob("purge", ordinal));
      assertEquals(
          Map.of("namespace", "data", "statefulset", "zk", "pod", "zk-" + ordinal),
          metrics.labels());
      assertEquals("http://push.monitoring:9091", metrics.pushgateway().orElseThrow().toString());
    }
    assertFalse(rendering.cronJob("inspect", 0).toString().contains("push.monitoring"));
  }

  @Test
  void nothingIsPushedUnlessAskedFor() throws Exception {
    Rendering rendering = Chart.render(Chart.LEAST);
    assertEquals(MetricsOptions.NONE, metrics(rendering.cronJob("purge", 0)));
    assertFalse(rendering.text().contains("pushgateway"));
  }

  /** The egress that is open, a line for each rule. */
  private static String egress(String... values) {
    return Chart.render(
            Stream.concat(Stream.of(Chart.LEAST), Stream.of(values)).toArray(String[]::new))
        .objects()
        .stream()
        .filter(NetworkPolicy.class::isInstance)
        .map(NetworkPolicy.class::cast)
        .flatMap(
            policy ->
                policy.getSpec().getEgress().stream()
                    .map(
                        rule ->
                            policy
                                    .getSpec()
                                    .getPodSelector()
                                    .getMatchLabels()
                                    .get("app.kubernetes.io/component")
                                + ": "
                                + rule.getPorts().stream()
                                    .map(p -> p.getProtocol() + " " + p.getPort().getIntVal())
                                    .collect(Collectors.joining(", "))
                                + rule.getTo().stream()
                                    .map(to -> " to " + to.getIpBlock().getCidr())
                                    .collect(Collectors.joining())
                                + "\n"))
        .collect(Collectors.joining());
  }

  @Test
  void onlyPurgesMaySpeakAndOnlyToThePushgatewayAndTheNameServer() {
    assertEquals("", egress());
    assertEquals(
        """
        purge: TCP 9091
        purge: UDP 53, TCP 53
        """,
        egress(PUSH));
    assertEquals(
        "purge: TCP 8443 to 10.1.0.0/16\n",
        egress(
            PUSH,
            "metrics: {pushgateway: {networkPolicy: {port: 8443, to: [{ipBlock: {cidr: 10.1.0.0/16}}], dnsPorts: []}}}"));
    assertEquals("", egress(PUSH, "networkPolicy: {enabled: false}"));
  }

  @ParameterizedTest
  @CsvSource({
    "http://push, 80",
    "https://push/a:1/b, 443",
    "https://me:8@push:9443/prefix, 9443",
    "http://10.0.0.1:9091, 9091",
    "http://[fd00::1]:9091/, 9091",
    "http://[fd00::1], 80",
  })
  void thePortIsTheUrls(String url, int port) {
    assertTrue(
        egress("metrics: {pushgateway: {url: '" + url + "'}}")
            .startsWith("purge: TCP " + port + "\n"),
        url);
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> rules(String... values) {
    return Chart.render(
            Stream.concat(Stream.of(Chart.LEAST, ALERTS), Stream.of(values)).toArray(String[]::new))
        .documents()
        .stream()
        .filter(document -> document.get("kind").equals("PrometheusRule"))
        .map(document -> (Map<String, Object>) document.get("spec"))
        .flatMap(spec -> ((List<Map<String, Object>>) spec.get("groups")).stream())
        .flatMap(group -> ((List<Map<String, Object>>) group.get("rules")).stream())
        .toList();
  }

  private static List<Object> names(String... values) {
    return rules(values).stream().map(rule -> rule.get("alert")).toList();
  }

  @Test
  void theAlertsThatNeedOurMetricsComeWithThePushgateway() {
    assertEquals(
        List.of("SnapkeeperNoSuccess", "SnapkeeperJobFailed", "SnapkeeperVolumeFilling"), names());
    assertEquals(
        List.of(
            "SnapkeeperNoSuccess",
            "SnapkeeperJobFailed",
            "SnapkeeperVolumeFilling",
            "SnapkeeperMetricsMissing",
            "SnapkeeperNewestSoundSnapshotTooOld",
            "SnapkeeperDamagedSnapshots",
            "SnapkeeperPurgeRefused"),
        names(PUSH));
  }

  @Test
  void aSuspendedScheduleIsNotMissed() {
    assertEquals(
        List.of(
            "SnapkeeperJobFailed",
            "SnapkeeperVolumeFilling",
            "SnapkeeperNewestSoundSnapshotTooOld",
            "SnapkeeperDamagedSnapshots",
            "SnapkeeperPurgeRefused"),
        names(
            PUSH,
            "{schedule: '@weekly', autopurge: {purgeInterval: 0}, prometheusRule: {intervalSeconds: 604800}}"));
  }

  /** With a schedule of a week there are no metrics in the first. */
  @Test
  void metricsAreNotMissedBeforeAPurgeIsDue() {
    assertEquals(
        Map.of("10800s", "SnapkeeperMetricsMissing", "1814400s", "SnapkeeperMetricsMissing"),
        Stream.of(
                rules(PUSH),
                rules(PUSH, "{schedule: '@weekly', prometheusRule: {intervalSeconds: 604800}}"))
            .map(rules -> rules.get(3))
            .collect(Collectors.toMap(rule -> rule.get("for"), rule -> rule.get("alert"))));
  }

  private static String expr(String alert, String... values) {
    return rules(values).stream()
        .filter(rule -> rule.get("alert").equals(alert))
        .map(rule -> rule.get("expr").toString())
        .collect(Collectors.joining());
  }

  /** Each claim by its whole name: another replica's, or another StatefulSet's, may begin alike. */
  @Test
  void theVolumesAreTheClaimsThatAreMounted() {
    String filling = "SnapkeeperVolumeFilling";
    assertTrue(
        expr(
                filling,
                "zookeeper: {replicas: 2, data: {path: /data}, dataLog: {claimTemplate: data-log}}")
            .contains("=~`data-zk-0|data-log-zk-0|data-zk-1|data-log-zk-1`"));
    assertTrue(
        expr(
                filling,
                "zookeeper: {replicas: 1, data: {existingClaim: a.b}, dataLog: {subPath: log}}")
            .contains("=~`a\\.b`"));
    assertEquals("", expr(filling, "zookeeper: {replicas: 0}"));
    assertEquals("", expr("SnapkeeperPurgeRefused", PUSH, "zookeeper: {replicas: 0}"));
  }

  @Test
  void missedRunsAreCountedInIntervals() {
    assertTrue(
        rules("autopurge: {purgeInterval: 6}").get(0).get("expr").toString().endsWith("> 64800"));
    assertTrue(
        rules(
                "{schedule: '@weekly', prometheusRule: {intervalSeconds: 604800, missedIntervals: 2}}")
            .get(0)
            .get("expr")
            .toString()
            .endsWith("> 1209600"));
    assertTrue(
        Chart.refusal(Chart.LEAST, ALERTS, "schedule: '@weekly'")
            .contains("prometheusRule.intervalSeconds: how many seconds lie between two purges"));
  }

  @Test
  void everyAlertSaysHowBadItIsAndWhatToDo() {
    for (Map<String, Object> rule :
        rules(PUSH, "prometheusRule: {runbookUrl: 'https://example.com/r', alertLabels: {a: b}}")) {
      Map<?, ?> labels = (Map<?, ?>) rule.get("labels");
      assertTrue(Set.of("warning", "critical").contains(labels.get("severity")), rule.toString());
      assertEquals("b", labels.get("a"));
      Map<?, ?> annotations = (Map<?, ?>) rule.get("annotations");
      assertEquals(
          Set.of("summary", "description", "runbook", "runbook_url"), annotations.keySet());
      assertEquals(
          "https://example.com/r#"
              + rule.get("alert").toString().toLowerCase(java.util.Locale.ROOT),
          annotations.get("runbook_url"));
    }
    assertEquals(
        "page",
        ((Map<?, ?>) rules("prometheusRule: {alertLabels: {severity: page}}").get(0).get("labels"))
            .get("severity"));
  }

  @Test
  @SuppressWarnings("unchecked")
  void theRulesAreThoseThatPromtoolLooksAt() {
    Map<String, Object> rule =
        Chart.render(Chart.LEAST, ALERTS, PUSH).documents().stream()
            .filter(document -> document.get("kind").equals("PrometheusRule"))
            .findFirst()
            .orElseThrow();
    DumperOptions blocks = new DumperOptions();
    blocks.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    blocks.setDefaultScalarStyle(DumperOptions.ScalarStyle.PLAIN);
    Written.matches(RULES, new Yaml(blocks).dump((Map<String, Object>) rule.get("spec")));
  }

  private static JsonObject dashboard() throws Exception {
    ConfigMap map =
        Chart.render(Chart.LEAST, DASHBOARD).objects().stream()
            .filter(ConfigMap.class::isInstance)
            .map(ConfigMap.class::cast)
            .findFirst()
            .orElseThrow();
    assertEquals("1", map.getMetadata().getLabels().get("grafana_dashboard"));
    String json = map.getData().get("snapkeeper.json");
    assertEquals(
        Chart.read(Chart.DIRECTORY.resolve("dashboards/snapkeeper.json")).strip(), json.strip());
    return JsonParser.object().from(json);
  }

  /** Every string under a name, however deep. */
  private static List<String> strings(Object json, String name) {
    List<String> found = new ArrayList<>();
    if (json instanceof JsonObject object) {
      object.forEach(
          (key, value) -> {
            if (key.equals(name) && value instanceof String text) {
              found.add(text);
            }
            found.addAll(strings(value, name));
          });
    } else if (json instanceof JsonArray array) {
      array.forEach(value -> found.addAll(strings(value, name)));
    }
    return found;
  }

  @Test
  void theDashboardHasPanelsThatDoNotOverlap() throws Exception {
    JsonArray panels = dashboard().getArray("panels");
    Set<Integer> ids = new HashSet<>();
    Set<List<Integer>> cells = new HashSet<>();
    for (Object panel : panels) {
      JsonObject place = ((JsonObject) panel).getObject("gridPos");
      assertTrue(ids.add(((JsonObject) panel).getInt("id")));
      for (int x = place.getInt("x"); x < place.getInt("x") + place.getInt("w"); x++) {
        for (int y = place.getInt("y"); y < place.getInt("y") + place.getInt("h"); y++) {
          assertTrue(x < 24 && cells.add(List.of(x, y)), panel.toString());
        }
      }
    }
    assertTrue(ids.size() >= 10);
  }

  private static Set<String> ours(String text) {
    return Pattern.compile("snapkeeper_[a-z_]+")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** So that the dashboard and the alerts cannot drift away from the program. */
  @Test
  void everyMetricThatIsUsedIsOneThatTheProgramWrites(@TempDir Path temp) throws Exception {
    Picture.draw(temp.resolve("data/version-2"), Picture.HEALTHY);
    Path file = temp.resolve("zk.prom");
    Run.purge(
        temp.resolve("data"),
        Stream.concat(
                Stream.of("--metrics-file", file.toString()),
                metrics(Chart.render(Chart.LEAST, PUSH).cronJob("purge", 0))
                    .labels()
                    .entrySet()
                    .stream()
                    .map(label -> "--metrics-label=" + label))
            .toArray(String[]::new));
    Map<String, Set<String>> written =
        Files.readAllLines(file).stream()
            .filter(line -> !line.startsWith("#"))
            .collect(
                Collectors.groupingBy(
                    line -> line.split("[{ ]", 2)[0],
                    Collectors.flatMapping(line -> matchers(line).stream(), Collectors.toSet())));
    List<String> queries = new ArrayList<>();
    queries.addAll(strings(dashboard(), "expr"));
    queries.addAll(strings(dashboard(), "definition"));
    rules(PUSH).forEach(rule -> queries.add(rule.get("expr").toString()));
    Set<String> used = ours(String.join("\n", queries));
    assertTrue(used.size() > 10, used.toString());
    assertEquals(
        Set.of(),
        used.stream().filter(name -> !written.containsKey(name)).collect(Collectors.toSet()));
    // and has the labels that are asked for
    for (String query : queries) {
      for (MatchResult selector :
          Pattern.compile("(snapkeeper_[a-z_]+)\\{([^}]*)}").matcher(query).results().toList()) {
        for (String label : matchers("{" + selector.group(2) + "}")) {
          String name = label.replaceAll("=.*", "");
          assertTrue(
              name.equals("job") // which the Pushgateway adds
                  || label.contains("=~")
                  || written.get(selector.group(1)).contains(label),
              query + ": " + label);
        }
      }
    }
  }

  /** Such as {@code when="after"}. */
  private static Set<String> matchers(String sample) {
    return Pattern.compile("[a-z_]+=~?\"[^\"]*\"")
        .matcher(sample)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }
}

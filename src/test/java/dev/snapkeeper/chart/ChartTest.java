package dev.snapkeeper.chart;

import static dev.snapkeeper.chart.Rendering.container;
import static dev.snapkeeper.chart.Rendering.pod;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.ExitCode;
import dev.snapkeeper.options.CommandLineParser;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart makes of its values. */
class ChartTest {
  private static final String ONE = "zookeeper: {replicas: 1}";

  private static JobSpec job(CronJob cronJob) {
    return cronJob.getSpec().getJobTemplate().getSpec();
  }

  private static CronJob purge(String... values) {
    return Chart.render(
            Stream.concat(Stream.of(Chart.LEAST, ONE), Arrays.stream(values))
                .toArray(String[]::new))
        .cronJob("purge", 0);
  }

  /** Kind and name of every object, a line for each. */
  private static String names(Rendering rendering) {
    return rendering.documents().stream()
        .map(o -> o.get("kind") + " " + ((Map<?, ?>) o.get("metadata")).get("name") + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void makesACronJobOfEachKindForEachReplicaAndLittleElse() {
    assertEquals(
        """
        NetworkPolicy zk-snapkeeper
        ServiceAccount zk-snapkeeper
        CronJob zk-snapkeeper-inspect-0
        CronJob zk-snapkeeper-inspect-1
        CronJob zk-snapkeeper-0
        CronJob zk-snapkeeper-1
        """,
        names(Chart.render(Chart.LEAST, "zookeeper: {replicas: 2}")));
  }

  @Test
  void makesNothingThatIsSwitchedOff() {
    assertEquals("", names(Chart.render("{enabled: false, extraObjects: [{a: b}]}")));
    assertEquals(
        "CronJob zk-snapkeeper-0\n",
        names(
            Chart.render(
                Chart.LEAST,
                ONE,
                """
                onDemand: {enabled: false}
                networkPolicy: {enabled: false}
                serviceAccount: {create: false}
                """)));
    assertEquals(
        "NetworkPolicy zk-snapkeeper\nServiceAccount zk-snapkeeper\n",
        names(Chart.render("zookeeper: {replicas: 0}")));
  }

  /** Values that all presets must bear. */
  static List<String> variations() {
    return List.of(
        "zookeeper: {replicas: 0}",
        "{autopurge: {purgeInterval: 0}, schedule: '@hourly', timeZone: UTC, stagger: false}",
        "purge: {dryRun: true, verify: tail, rememberVerified: false, deleteCorrupt: true, failAbovePercent: 0, output: json, verbose: true}",
        "{colocate: false, nodeSelector: {a: 'true'}, tolerations: [{operator: Exists}], priorityClassName: low}",
        """
        affinity:
          nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]}}
          podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: zone}}]}
        topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}]
        """,
        "cronJob: {concurrencyPolicy: Replace, startingDeadlineSeconds: null, successfulJobsHistoryLimit: 0, failedJobsHistoryLimit: 0, annotations: {a: \"b: 'c'\"}, labels: {a: ''}}",
        "job: {backoffLimit: 0, activeDeadlineSeconds: null, ttlSecondsAfterFinished: 0, podFailurePolicy: null}",
        "job: {activeDeadlineSeconds: 31536000, ttlSecondsAfterFinished: 2000000000}",
        "{image: {registry: 'localhost:5000/a', tag: v1, pullSecrets: [a, {name: b}]}, global: {imagePullSecrets: [a, {name: c}], imageRegistry: r.example.com, anything: {else: 1}}}",
        "{global: null, image: {digest: 'sha256:" + "a".repeat(64) + "'}}",
        "podSecurityContext: {runAsUser: 1000650000, runAsGroup: 1000650000, supplementalGroups: [0], seLinuxOptions: {level: 's0:c123,c456'}}",
        "podSecurityContext: {runAsUser: null, runAsGroup: null}",
        "{serviceAccount: {name: other, annotations: {a: b}}, networkPolicy: {enabled: false}}",
        "{serviceAccount: {create: false}, onDemand: {enabled: false}}",
        "resources: null",
        "resources: {requests: {cpu: 0.5, memory: 1e9, ephemeral-storage: 1.5Gi}, limits: {cpu: 2}}",
        """
        commonLabels: {team: data, n: "1", b: "true"}
        podLabels: {sidecar.istio.io/inject: "false"}
        podAnnotations: {a: "line\\nline \\"quoted\\" {{ not rendered }}", b: "", c: "null"}
        """,
        """
        extraEnv: [{name: A, value: "1"}, {name: B, valueFrom: {fieldRef: {fieldPath: metadata.name}}}, {name: C, value: "{{ .Release.Name }}: 'x'"}]
        extraEnvFrom: [{configMapRef: {name: a}}]
        extraVolumes: [{name: extra, configMap: {name: a}}]
        extraVolumeMounts: [{name: extra, mountPath: /extra}]
        """,
        """
        metrics: {pushgateway: {url: "http://{{ .Release.Name }}-push.monitoring/p", networkPolicy: {to: [{ipBlock: {cidr: 10.0.0.0/8}}], dnsPorts: []}}}
        prometheusRule: {enabled: true, namespace: monitoring, labels: {release: a}, interval: 1m, alertLabels: {team: data}, runbookUrl: "https://example.com/r"}
        grafanaDashboard: {enabled: true, namespace: monitoring, annotations: {grafana_folder: a}}
        """,
        "{nameOverride: janitor, namespaceOverride: elsewhere, terminationGracePeriodSeconds: 0}",
        "fullnameOverride: abc." + "x".repeat(60));
  }

  static List<List<String>> matrix() {
    return Chart.presets().stream()
        .flatMap(preset -> variations().stream().map(values -> List.of(preset, values)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void keepsTheRulesWhateverTheValues(List<String> presetAndValues) {
    Rendering rendering =
        Chart.render(Chart.preset(presetAndValues.get(0)), presetAndValues.get(1));
    assertEquals(List.of(), ClusterRules.faults(rendering));
  }

  /** What is zero, false or empty has been said, and is not the default. */
  @Test
  void keepsWhatIsZeroFalseOrEmpty() {
    CronJob job =
        purge(
            """
            cronJob: {successfulJobsHistoryLimit: 0, failedJobsHistoryLimit: 0, labels: {a: ""}}
            job: {backoffLimit: 0, ttlSecondsAfterFinished: 0}
            terminationGracePeriodSeconds: 0
            podSecurityContext: {runAsUser: 0, runAsNonRoot: false}
            containerSecurityContext: {readOnlyRootFilesystem: false}
            zookeeper: {data: {subPath: ""}}
            podAnnotations: {a: ""}
            """);
    assertEquals(0, job.getSpec().getSuccessfulJobsHistoryLimit());
    assertEquals(0, job.getSpec().getFailedJobsHistoryLimit());
    assertEquals("", job.getMetadata().getLabels().get("a"));
    assertEquals(0, job(job).getBackoffLimit());
    assertEquals(0, job(job).getTtlSecondsAfterFinished());
    assertEquals(0, pod(job).getTerminationGracePeriodSeconds());
    assertEquals(0, pod(job).getSecurityContext().getRunAsUser());
    assertEquals(false, pod(job).getSecurityContext().getRunAsNonRoot());
    assertEquals(false, container(job).getSecurityContext().getReadOnlyRootFilesystem());
    assertEquals("", job(job).getTemplate().getMetadata().getAnnotations().get("a"));
    assertTrue(container(job).getArgs().contains("--data-dir=/bitnami/zookeeper"));
  }

  @Test
  void leavesOutWhatIsNull() {
    CronJob job =
        purge(
            """
            cronJob: {startingDeadlineSeconds: null}
            job: {activeDeadlineSeconds: null, podFailurePolicy: null}
            podSecurityContext: {runAsUser: null}
            resources: {limits: null}
            """);
    assertNull(job.getSpec().getStartingDeadlineSeconds());
    assertNull(job(job).getActiveDeadlineSeconds());
    assertNull(job(job).getTtlSecondsAfterFinished());
    assertNull(job(job).getPodFailurePolicy());
    assertNull(pod(job).getSecurityContext().getRunAsUser());
    assertEquals(Map.of(), container(job).getResources().getLimits());
  }

  @Test
  void endsAJobThatIsStuckAndNeverRunsTwoOfAScheduleAtOnce() {
    CronJob job = purge();
    assertEquals("Forbid", job.getSpec().getConcurrencyPolicy());
    assertEquals(1800, job(job).getActiveDeadlineSeconds());
    assertEquals(10, pod(job).getTerminationGracePeriodSeconds());
    assertNull(pod(job).getPriorityClassName());
  }

  @Test
  void failsAtOnceWhereRunningAgainCannotHelpAndCountsNoDisruption() {
    List<PodFailurePolicyRule> rules = job(purge()).getPodFailurePolicy().getRules();
    assertEquals(2, rules.size());
    assertEquals("FailJob", rules.get(0).getAction());
    assertEquals("In", rules.get(0).getOnExitCodes().getOperator());
    assertEquals(
        Arrays.stream(ExitCode.values())
            .filter(code -> code != ExitCode.OK && !code.retryHelps())
            .map(ExitCode::status)
            .sorted()
            .toList(),
        rules.get(0).getOnExitCodes().getValues());
    assertEquals("Ignore", rules.get(1).getAction());
    assertEquals("DisruptionTarget", rules.get(1).getOnPodConditions().get(0).getType());
    assertEquals("True", rules.get(1).getOnPodConditions().get(0).getStatus());
  }

  /** Where claims and pods come from, a line for each replica. */
  private static String volumes(String... values) {
    return Chart.render(values).cronJobs("purge").stream()
        .map(
            job ->
                "beside "
                    + terms(job).get(0).getLabelSelector().getMatchLabels()
                    + ": "
                    + pod(job).getVolumes().stream()
                        .filter(v -> v.getPersistentVolumeClaim() != null)
                        .map(v -> v.getName() + "=" + v.getPersistentVolumeClaim().getClaimName())
                        .collect(Collectors.joining(" "))
                    + " at "
                    + container(job).getVolumeMounts().stream()
                        .filter(mount -> !mount.getName().equals("tmp"))
                        .map(mount -> mount.getName() + "=" + mount.getMountPath())
                        .collect(Collectors.joining(" "))
                    + "\n")
        .collect(Collectors.joining());
  }

  private static List<PodAffinityTerm> terms(CronJob job) {
    return pod(job)
        .getAffinity()
        .getPodAffinity()
        .getRequiredDuringSchedulingIgnoredDuringExecution();
  }

  @Test
  void mountsEachReplicasOwnClaimsBesideItsPod() {
    assertEquals(
        """
        beside {statefulset.kubernetes.io/pod-name=zk-0}: data=data-zk-0 at data=/bitnami/zookeeper
        beside {statefulset.kubernetes.io/pod-name=zk-1}: data=data-zk-1 at data=/bitnami/zookeeper
        """,
        volumes(Chart.LEAST, "zookeeper: {replicas: 2}"));
    assertEquals(
        """
        beside {statefulset.kubernetes.io/pod-name=zk-0}: data=data-zk-0 data-log=log-zk-0 at data=/data data-log=/datalog
        beside {statefulset.kubernetes.io/pod-name=zk-1}: data=data-zk-1 data-log=log-zk-1 at data=/data data-log=/datalog
        """,
        volumes(
            Chart.LEAST,
            "zookeeper: {replicas: 2, data: {path: /data}, dataLog: {claimTemplate: log}}"));
  }

  @Test
  void mountsAClaimOnceForTwoDirectoriesOnIt() {
    assertEquals(
        "beside {statefulset.kubernetes.io/pod-name=zk-0}: data=one at data=/zookeeper\n",
        volumes(
            Chart.LEAST,
            """
            zookeeper:
              replicas: 1
              data: {existingClaim: one, path: /zookeeper, subPath: data}
              dataLog: {subPath: log, path: /zookeeper}
            """));
    assertEquals(
        "beside {statefulset.kubernetes.io/pod-name=zk-0}: data=data-zk-0 at data=/bitnami/zookeeper data=/datalog\n",
        volumes(Chart.LEAST, ONE, "zookeeper: {dataLog: {subPath: log}}"));
  }

  @Test
  void mountsTwoClaimsThatWereMadeByHand() {
    assertEquals(
        "beside {statefulset.kubernetes.io/pod-name=zk-0}: data=zk-one data-log=two at data=/bitnami/zookeeper data-log=/datalog\n",
        volumes(
            Chart.LEAST,
            ONE,
            "zookeeper: {data: {existingClaim: '{{ .Release.Name }}-one'}, dataLog: {existingClaim: two}}"));
  }

  @Test
  void needsNoStatefulSetForAClaimOfItsOwnAnywhere() {
    CronJob job =
        Chart.render(ONE, "{colocate: false, zookeeper: {data: {existingClaim: one}}}")
            .cronJob("purge", 0);
    assertNull(pod(job).getAffinity());
    assertEquals("one", pod(job).getVolumes().get(0).getPersistentVolumeClaim().getClaimName());
  }

  @Test
  void addsItsPlaceToTheAffinityThatWasAskedFor() {
    CronJob job =
        purge(
            """
            affinity:
              nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: Exists}]}]}}
              podAffinity:
                requiredDuringSchedulingIgnoredDuringExecution:
                  - {topologyKey: zone, labelSelector: {matchLabels: {a: b}}}
              podAntiAffinity:
                requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: rack}]
            """);
    assertEquals(
        List.of("zone", "kubernetes.io/hostname"),
        terms(job).stream().map(PodAffinityTerm::getTopologyKey).toList());
    assertEquals(
        Map.of("statefulset.kubernetes.io/pod-name", "zk-0"),
        terms(job).get(1).getLabelSelector().getMatchLabels());
    assertEquals(
        "rack",
        pod(job)
            .getAffinity()
            .getPodAntiAffinity()
            .getRequiredDuringSchedulingIgnoredDuringExecution()
            .get(0)
            .getTopologyKey());
    assertEquals(
        "disk",
        pod(job)
            .getAffinity()
            .getNodeAffinity()
            .getRequiredDuringSchedulingIgnoredDuringExecution()
            .getNodeSelectorTerms()
            .get(0)
            .getMatchExpressions()
            .get(0)
            .getKey());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      nullValues = "-",
      textBlock =
          """
          {}                                                  | snapkeeper:@
          image: {tag: "1"}                                   | snapkeeper:1
          image: {registry: r.example.com, repository: a/b}   | r.example.com/a/b:@
          image: {registry: "localhost:5000"}                 | localhost:5000/snapkeeper:@
          {image: {registry: a}, global: {imageRegistry: b}}  | b/snapkeeper:@
          image: {tag: "1", digest: "sha256:0123456789012345678901234567890123456789012345678901234567890123"} | snapkeeper@sha256:0123456789012345678901234567890123456789012345678901234567890123
          """)
  void namesTheImage(String values, String image) {
    assertEquals(
        image.replaceAll("@$", CommandLineParser.version()), container(purge(values)).getImage());
  }

  @Test
  void pullsWithTheSecretsOfTheImageAndOfAllCharts() {
    assertEquals(
        List.of("a", "b", "c"),
        pod(
                purge(
                    "{global: {imagePullSecrets: [a, {name: b}]}, image: {pullSecrets: [{name: a}, c]}}"))
            .getImagePullSecrets()
            .stream()
            .map(secret -> secret.getName())
            .toList());
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          a, a-snapkeeper
          snapkeeper, snapkeeper
          my-snapkeeper-1, my-snapkeeper-1
          a23456789-123456789-123456789, a23456789-123456789-123456789-snapkeeper
          a23456789-123456789-1234567890, a23456789-123456789-1234567890-b18ce004
          a23456789-123456789-12345678-a.bcdef, a23456789-123456789-12345678-a-fae1676c
          a23456789-123456789-123456789-123456789-123456789-123, a23456789-123456789-123456789-1-f073ff1e
          """)
  void cutsALongNameAndLeavesAHash(String release, String base) {
    String name =
        Chart.renderAs(release, Chart.LEAST, ONE).cronJob("purge", 0).getMetadata().getName();
    assertEquals(base + "-0", name);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 11, 255})
  void namesFitIntoTheirLimitsForEveryReplicaOfTheLongestRelease(int replicas) {
    Rendering rendering =
        Chart.renderAs("r".repeat(53), Chart.LEAST, "zookeeper: {replicas: " + replicas + "}");
    // among them: not too long, and none twice
    assertEquals(List.of(), ClusterRules.faults(rendering));
    assertEquals(2 + 2 * replicas, rendering.documents().size());
  }

  @Test
  void twoLongReleasesDoNotCollide() {
    String same = "r".repeat(50);
    List<String> names =
        Stream.of("one", "two")
            .map(last -> Chart.renderAs(same + last, Chart.LEAST, ONE).cronJob("purge", 0))
            .map(job -> job.getMetadata().getName())
            .toList();
    assertEquals(2, new HashSet<>(names).size(), names.toString());
  }

  @Test
  void putsEverythingIntoZooKeepersNamespace() {
    assertEquals(
        List.of("elsewhere"),
        Chart.render(Chart.LEAST, "namespaceOverride: elsewhere").objects().stream()
            .map(object -> object.getMetadata().getNamespace())
            .distinct()
            .toList());
  }

  @Test
  void labelsEverythingAndThePodsBesides() {
    Rendering rendering =
        Chart.render(
            Chart.LEAST,
            ONE,
            """
            commonLabels: {team: data}
            cronJob: {labels: {team: cron, of: cronjob}}
            podLabels: {of: pod}
            """);
    for (HasMetadata object : rendering.objects()) {
      boolean cron = object instanceof CronJob;
      assertEquals(cron ? "cron" : "data", object.getMetadata().getLabels().get("team"));
      assertEquals(cron ? "cronjob" : null, object.getMetadata().getLabels().get("of"));
    }
    PodTemplateSpec pod = job(rendering.cronJob("purge", 0)).getTemplate();
    assertEquals(
        Map.of(
            "app.kubernetes.io/name",
            "snapkeeper",
            "app.kubernetes.io/instance",
            "zk",
            "app.kubernetes.io/component",
            "purge",
            "app.kubernetes.io/version",
            CommandLineParser.version(),
            "app.kubernetes.io/managed-by",
            "Helm",
            "helm.sh/chart",
            "snapkeeper-0.1.0",
            "team",
            "data",
            "of",
            "pod"),
        pod.getMetadata().getLabels());
  }

  @Test
  void deniesItsOwnPodsAndNoOthersAllTraffic() {
    Rendering rendering = Chart.render(Chart.LEAST);
    NetworkPolicy policy =
        rendering.objects().stream()
            .filter(NetworkPolicy.class::isInstance)
            .map(NetworkPolicy.class::cast)
            .findFirst()
            .orElseThrow();
    assertEquals(List.of("Ingress", "Egress"), policy.getSpec().getPolicyTypes());
    assertEquals(List.of(), policy.getSpec().getIngress());
    assertEquals(List.of(), policy.getSpec().getEgress());
    Map<String, String> selector = policy.getSpec().getPodSelector().getMatchLabels();
    assertEquals("snapkeeper", selector.get("app.kubernetes.io/name"));
    for (CronJob job :
        Stream.of("purge", "inspect").flatMap(c -> rendering.cronJobs(c).stream()).toList()) {
      assertTrue(
          job(job)
              .getTemplate()
              .getMetadata()
              .getLabels()
              .entrySet()
              .containsAll(selector.entrySet()));
    }
  }

  @Test
  void usesTheServiceAccountThatItMakesOrTheOneThatIsNamed() {
    assertEquals("zk-snapkeeper", pod(purge()).getServiceAccountName());
    assertEquals("own", pod(purge("serviceAccount: {name: own}")).getServiceAccountName());
    assertEquals(
        "there",
        pod(purge("serviceAccount: {create: false, name: there}")).getServiceAccountName());
    assertEquals("default", pod(purge("serviceAccount: {create: false}")).getServiceAccountName());
  }

  @Test
  void rendersExtraObjectsAsTemplates() {
    List<Map<String, Object>> documents =
        Chart.render(
                "zookeeper: {replicas: 0}",
                """
                extraObjects:
                  - {apiVersion: v1, kind: ConfigMap, metadata: {name: "{{ .Release.Name }}-map"}}
                  - |
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: {{ include "snapkeeper.fullname" . }}-text
                """)
            .documents();
    assertEquals(
        List.of("zk-map", "zk-snapkeeper-text"),
        documents.stream()
            .filter(document -> document.get("kind").equals("ConfigMap"))
            .map(document -> ((Map<?, ?>) document.get("metadata")).get("name"))
            .toList());
  }

  @Test
  void handsExtraThingsOnToBothKinds() {
    Rendering rendering =
        Chart.render(
            Chart.LEAST,
            ONE,
            """
            extraEnv: [{name: RELEASE, value: "{{ .Release.Name }}"}]
            extraEnvFrom: [{secretRef: {name: "{{ .Release.Name }}-secret"}}]
            extraVolumes: [{name: extra, configMap: {name: "{{ .Release.Name }}-map"}}]
            extraVolumeMounts: [{name: extra, mountPath: /extra}]
            podAnnotations: {literally: "{{ .Release.Name }}"}
            """);
    for (String component : List.of("purge", "inspect")) {
      CronJob job = rendering.cronJob(component, 0);
      assertEquals("zk", container(job).getEnv().get(0).getValue());
      assertEquals("zk-secret", container(job).getEnvFrom().get(0).getSecretRef().getName());
      assertEquals("zk-map", pod(job).getVolumes().get(2).getConfigMap().getName());
      assertEquals("/extra", container(job).getVolumeMounts().get(2).getMountPath());
      assertEquals(
          "{{ .Release.Name }}",
          job(job).getTemplate().getMetadata().getAnnotations().get("literally"));
    }
  }

  /** The program writes its summary there; if it cannot, the end of the log stands in. */
  @Test
  void letsThePodTellHowItEnded() {
    assertEquals("/dev/termination-log", container(purge()).getTerminationMessagePath());
    assertEquals("FallbackToLogsOnError", container(purge()).getTerminationMessagePolicy());
    assertTrue(container(purge()).getArgs().contains("--termination-log=/dev/termination-log"));
    assertFalse(
        Chart.render(Chart.LEAST).cronJob("inspect", 0).toString().contains("--termination-log"));
  }
}

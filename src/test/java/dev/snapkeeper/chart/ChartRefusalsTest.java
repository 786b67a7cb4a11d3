package dev.snapkeeper.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that the chart does not take, and what it says of them. */
class ChartRefusalsTest {

  private static void assertRefused(String message, String... values) {
    String refusal = Chart.refusal(values);
    assertTrue(refusal.contains(message), refusal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          snapRetainCount: 5                          | at '': additional properties 'snapRetainCount' not allowed
          purge: {dry: true}                          | at '/purge': additional properties 'dry' not allowed
          zookeeper: {data: {mountPath: /data}}       | at '/zookeeper/data': additional properties 'mountPath' not allowed
          podSecurityContext: {runAsUsr: 1}           | at '/podSecurityContext': additional properties 'runAsUsr' not allowed
          resources: {limit: {}}                      | at '/resources': additional properties 'limit' not allowed
          tolerations: [{keys: a}]                    | at '/tolerations/0': additional properties 'keys' not allowed
          autopurge: {snapRetainCount: 2}             | at '/autopurge/snapRetainCount': minimum: got 2, want 3
          autopurge: {snapRetainCount: "3"}           | at '/autopurge/snapRetainCount': got string, want integer
          autopurge: {snapRetainCount: 3.5}           | at '/autopurge/snapRetainCount': got number, want integer
          autopurge: {purgeInterval: -1}              | at '/autopurge/purgeInterval': minimum: got -1, want 0
          autopurge: {purgeInterval: ""}              | at '/autopurge/purgeInterval': got string, want integer
          autopurge: null                             | at '': missing property 'autopurge'
          enabled: "false"                            | at '/enabled': got string, want boolean
          global: all                                 | at '/global': got string, want null or object
          commonLabels: null                          | at '': missing property 'commonLabels'
          stagger: 0                                  | at '/stagger': got number, want boolean
          purge: {dryRun: "false"}                    | at '/purge/dryRun': got string, want boolean
          purge: {verify: none}                       | at '/purge/verify': value must be one of 'full', 'tail'
          purge: {output: yaml}                       | at '/purge/output': value must be one of 'text', 'json'
          purge: {failAbovePercent: 101}              | at '/purge/failAbovePercent': maximum: got 101, want 100
          onDemand: {output: html}                    | at '/onDemand/output': value must be one of 'text', 'json', 'folded'
          onDemand: {top: 0}                          | at '/onDemand/top': minimum: got 0, want 1
          schedule: "60 * * * *"                      | at '/schedule': '60 * * * *' does not match pattern
          schedule: "0 24 * * *"                      | at '/schedule': '0 24 * * *' does not match pattern
          schedule: "0 0 0 * *"                       | at '/schedule': '0 0 0 * *' does not match pattern
          schedule: "0 0 * 13 *"                      | at '/schedule': '0 0 * 13 *' does not match pattern
          schedule: "0 0 * * 7"                       | at '/schedule': '0 0 * * 7' does not match pattern
          schedule: "*/0 * * * *"                     | at '/schedule': '*/0 * * * *' does not match pattern
          schedule: "* * * *"                         | at '/schedule': '* * * *' does not match pattern
          schedule: "0 * * * * *"                     | at '/schedule': '0 * * * * *' does not match pattern
          schedule: "0 0 * foo *"                     | at '/schedule': '0 0 * foo *' does not match pattern
          schedule: "0 0 * * foo"                     | at '/schedule': '0 0 * * foo' does not match pattern
          schedule: "TZ=UTC 0 0 * * *"                | at '/schedule': 'TZ=UTC 0 0 * * *' does not match pattern
          schedule: hourly                            | at '/schedule': 'hourly' does not match pattern
          timeZone: Local                             | at '/timeZone': 'not' failed
          timeZone: ../etc                            | at '/timeZone': '../etc' does not match pattern
          zookeeper: {replicas: -1}                   | at '/zookeeper/replicas': minimum: got -1, want 0
          zookeeper: {replicas: 256}                  | at '/zookeeper/replicas': maximum: got 256, want 255
          zookeeper: {data: {path: data}}             | at '/zookeeper/data/path': 'data' does not match pattern
          zookeeper: {data: {path: /}}                | at '/zookeeper/data/path': '/' does not match pattern
          zookeeper: {data: {path: /data/}}           | at '/zookeeper/data/path': '/data/' does not match pattern
          zookeeper: {data: {path: ""}}               | at '/zookeeper/data/path': '' does not match pattern
          zookeeper: {data: {path: "/a:b"}}           | at '/zookeeper/data/path': '/a:b' does not match pattern
          zookeeper: {data: {path: "/a\\nb"}}         | at '/zookeeper/data/path': '/a\\nb' does not match pattern
          zookeeper: {data: {path: /data/../etc}}     | at '/zookeeper/data/path': 'not' failed
          zookeeper: {data: {subPath: /data}}         | at '/zookeeper/data/subPath': '/data' does not match pattern
          zookeeper: {data: {subPath: ..}}            | at '/zookeeper/data/subPath': 'not' failed
          zookeeper: {data: {subPath: a/../b}}        | at '/zookeeper/data/subPath': 'not' failed
          zookeeper: {data: {claimTemplate: Data}}    | at '/zookeeper/data/claimTemplate': 'Data' does not match pattern
          cronJob: {startingDeadlineSeconds: 5}       | at '/cronJob/startingDeadlineSeconds': minimum: got 5, want 10
          job: {activeDeadlineSeconds: 0}             | at '/job/activeDeadlineSeconds': minimum: got 0, want 1
          resources: {limits: {memory: 64MB}}         | at '/resources/limits/memory': '64MB' does not match pattern
          resources: {limits: {memory: "-1"}}         | at '/resources/limits/memory': '-1' does not match pattern
          resources: {limits: {memory: -1}}           | at '/resources/limits/memory': minimum: got -1, want 0
          job: {backoffLimit: -1}                     | at '/job/backoffLimit': minimum: got -1, want 0
          job: {podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: In, values: [0, 2]}}]}} | minimum: got 0, want 1
          job: {podFailurePolicy: {rules: [{action: Ignore, onPodConditions: [{type: DisruptionTarget}]}]}} | missing property 'status'
          resources: {requests: {cpu: 1 core}}        | at '/resources/requests/cpu': '1 core' does not match pattern
          image: {digest: "sha256:123"}               | at '/image/digest': 'sha256:123' does not match pattern
          image: {tag: "a b"}                         | at '/image/tag': 'a b' does not match pattern
          image: {registry: "https://r.example.com"}  | at '/image/registry': 'https://r.example.com' does not match pattern
          commonLabels: {a: true}                     | at '/commonLabels/a': got boolean, want string
          podLabels: {a: "b c"}                       | at '/podLabels/a': 'b c' does not match pattern
          podLabels: {app.kubernetes.io/name: zookeeper} | invalid propertyName 'app.kubernetes.io/name'
          commonLabels: {app.kubernetes.io/component: zookeeper} | invalid propertyName 'app.kubernetes.io/component'
          podLabels: {statefulset.kubernetes.io/pod-name: zk-0} | invalid propertyName 'statefulset.kubernetes.io/pod-name'
          podAnnotations: {a: 1}                      | at '/podAnnotations/a': got number, want string
          extraEnv: [{name: A, value: 1}]             | at '/extraEnv/0/value': got number, want string
          extraEnv: [{value: a}]                      | at '/extraEnv/0': missing property 'name'
          metrics: {pushgateway: {url: "push:9091"}}  | at '/metrics/pushgateway/url': 'push:9091' does not match pattern
          metrics: {pushgateway: {networkPolicy: {port: 0}}} | at '/metrics/pushgateway/networkPolicy/port': minimum: got 0, want 1
          metrics: {pushgateway: {networkPolicy: {to: [{host: a}]}}} | at '/metrics/pushgateway/networkPolicy/to/0': additional properties 'host' not allowed
          prometheusRule: {volumeUsedPercent: 100}    | at '/prometheusRule/volumeUsedPercent': maximum: got 100, want 99
          prometheusRule: {missedIntervals: 0}        | at '/prometheusRule/missedIntervals': minimum: got 0, want 1
          prometheusRule: {interval: 60}              | at '/prometheusRule/interval': got number, want string
          prometheusRule: {alertLabels: {a-b: c}}     | invalid propertyName 'a-b'
          grafanaDashboard: {labels: {grafana_dashboard: 1}} | at '/grafanaDashboard/labels/grafana_dashboard': got number, want string
          fullnameOverride: My_Name                   | at '/fullnameOverride': 'My_Name' does not match pattern
          """)
  void theSchemaRefuses(String values, String message) {
    assertRefused("values don't meet the specifications of the schema", Chart.LEAST, values);
    assertRefused(message, Chart.LEAST, values);
  }

  @Test
  void aMissingStatefulSetIsAskedForAndHowToFindIt() {
    assertRefused(
        "zookeeper.statefulSet is empty: which StatefulSet runs ZooKeeper? Find its name with:"
            + " kubectl get statefulsets --namespace data; then give it: --set"
            + " zookeeper.statefulSet=NAME");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {statefulSet: "a b"}       | zookeeper.statefulSet "a b": not the name of a StatefulSet; find it with: kubectl get statefulsets --namespace data
          {statefulSet: "zk\\nfoo: bar"} | zookeeper.statefulSet "zk\\nfoo: bar": not the name of a StatefulSet
          {statefulSet: "{{ .Release.Name }}-"} | zookeeper.statefulSet "zk-": not the name of a StatefulSet
          {data: {existingClaim: one}} | zookeeper.data.existingClaim is one claim, but zookeeper.replicas is 3: with a claim for each replica give claimTemplate instead; with a single replica set zookeeper.replicas=1
          {replicas: 1, data: {existingClaim: "a/b"}} | zookeeper.data.existingClaim "a/b": not the name of a claim; find it with: kubectl get persistentvolumeclaims --namespace data
          {dataLog: {existingClaim: one}} | zookeeper.dataLog.existingClaim is one claim, but zookeeper.replicas is 3
          {data: {claimTemplate: ""}} | zookeeper.data: which claim? Set claimTemplate to the name in the StatefulSet's volumeClaimTemplates, or existingClaim to the claim's own
          {data: {path: /tmp/data}}  | zookeeper.data.path /tmp/data: the container needs that place itself; name another, such as /data
          {data: {path: /opt/snapkeeper/data}} | zookeeper.data.path /opt/snapkeeper/data: the container needs that place itself
          {data: {path: /usr}}       | zookeeper.data.path /usr: the container needs that place itself
          {data: {path: /proc}}      | zookeeper.data.path /proc: the container needs that place itself
          {dataLog: {claimTemplate: log, path: /dev}} | zookeeper.dataLog.path /dev: the container needs that place itself
          {dataLog: {claimTemplate: log, path: /bitnami/zookeeper/log}} | zookeeper.data.path /bitnami/zookeeper and zookeeper.dataLog.path /bitnami/zookeeper/log: one volume mounted at or below the other would hide files of it, or make a directory in it; mount them side by side, such as at /data and /datalog
          {dataLog: {claimTemplate: log, path: /bitnami}} | mount them side by side
          {dataLog: {claimTemplate: log, path: /bitnami/zookeeper}} | mount them side by side
          {dataLog: {subPath: log, path: /bitnami/zookeeper/log}} | mount them side by side
          {dataLog: {claimTemplate: data, subPath: data}} | zookeeper.dataLog is the same directory of the same claim as zookeeper.data: where ZooKeeper has no dataLogDir of its own, leave it empty
          """)
  void itMustMakeSense(String zookeeper, String message) {
    assertRefused(message, Chart.LEAST, "zookeeper: " + zookeeper);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {name: data, emptyDir: {}}     |                          | extraVolumes: the name "data" is taken by a volume of the chart's own (data, data-log, tmp); give it another
          {name: "{{ print `tmp` }}"}    |                          | extraVolumes: the name "tmp" is taken
          {emptyDir: {}}                 |                          | extraVolumes: a volume has no name
          {name: a}, {name: a}           |                          | extraVolumes: two volumes are named "a"
          {name: a}                      | {name: b, mountPath: /b} | extraVolumeMounts: /b: there is no volume "b"; add it to extraVolumes
          {name: a}                      | {name: a, mountPath: a}  | extraVolumeMounts: mountPath "a" of "a": a path from / on is needed
          {name: a}                      | {name: a}                | extraVolumeMounts: mountPath "" of "a": a path from / on is needed
          {name: a}                      | {name: a, mountPath: /bitnami} | extraVolumeMounts: /bitnami and /bitnami/zookeeper, where ZooKeeper's files are: one would hide files of the other; mount it elsewhere
          {name: a}                      | {name: a, mountPath: /bitnami/zookeeper/} | extraVolumeMounts: /bitnami/zookeeper and /bitnami/zookeeper
          {name: a}                      | {name: a, mountPath: /bitnami/zookeeper/data/x} | extraVolumeMounts: /bitnami/zookeeper/data/x and /bitnami/zookeeper
          {name: a}                      | {name: a, mountPath: /tmp/} | extraVolumeMounts: two volumes at /tmp
          {name: a}                      | {name: a, mountPath: /a}, {name: a, mountPath: /a} | extraVolumeMounts: two volumes at /a
          """)
  void whatIsAddedDoesNotGetInTheWay(String volumes, String mounts, String message) {
    String extraVolumes = "extraVolumes: [" + volumes + "]";
    assertRefused(
        message,
        Chart.LEAST,
        extraVolumes,
        mounts == null ? "" : "extraVolumeMounts: [" + mounts + "]");
  }

  @Test
  void whatLiesBesideIsTaken() {
    assertFalse(
        Chart.render(
                Chart.LEAST,
                "extraVolumes: [{name: a, emptyDir: {}}]",
                "extraVolumeMounts: [{name: a, mountPath: /bitnami/zookeeper-log}, {name: tmp, mountPath: /var/tmp}]",
                "resources: {limits: {memory: .5Gi, cpu: 1500m}}",
                "schedule: 0 3 * Jan-DEC mon,Fri")
            .objects()
            .isEmpty());
  }

  @Test
  void aPodNameThatIsTooLongCannotBeRight() {
    String longest = "z".repeat(61);
    assertFalse(Chart.render("zookeeper: {statefulSet: " + longest + "}").objects().isEmpty());
    assertRefused(
        "zookeeper.statefulSet: a pod cannot be called "
            + longest
            + "-10, which is longer than 63"
            + " characters; is that the StatefulSet's name?",
        "zookeeper: {replicas: 11, statefulSet: " + longest + "}");
  }

  /** Every key, as {@code a.b.c}; lists are values. */
  static List<String> keys() {
    List<String> keys = new ArrayList<>();
    keys("", Chart.defaults(), keys);
    return keys;
  }

  @SuppressWarnings("unchecked")
  private static void keys(String above, Map<String, Object> values, List<String> keys) {
    values.forEach(
        (key, value) -> {
          keys.add(above + key);
          if (value instanceof Map) {
            keys(above + key + ".", (Map<String, Object>) value, keys);
          }
        });
  }

  /** Null takes a key away in Helm; no template may stumble over that. */
  @ParameterizedTest
  @MethodSource("keys")
  void everyKeyMayBeTakenAwayOrIsAskedForByName(String key) {
    String values =
        key.replace(".", ": {")
            + ": null"
            + "}".repeat((int) key.chars().filter(c -> c == '.').count());
    try {
      Rendering rendering = Chart.render(Chart.LEAST, values);
      assertFalse(rendering.objects().isEmpty());
    } catch (IllegalStateException e) {
      String name = key.substring(key.lastIndexOf('.') + 1);
      assertTrue(e.getMessage().contains("missing property '" + name + "'"), e.getMessage());
    }
  }

  @Test
  void thereAreAsManyKeysAsTheFileHas() {
    assertEquals(keys().size(), keys().stream().distinct().count());
    assertTrue(keys().size() > 80, "keys: " + keys().size());
  }
}

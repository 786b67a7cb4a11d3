package dev.snapkeeper.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules that the chart's tests lean on can be broken. */
class ChartRulesTest {
  /** One replica, with a label of the pod's and a CronJob of each component. */
  private static final String TEXT =
      Chart.render(Chart.LEAST, "{zookeeper: {replicas: 1}, podLabels: {pod: label}}").text();

  private static Rendering replaced(String part, String replacement) {
    assertTrue(TEXT.contains(part), part);
    return new Rendering(TEXT.replace(part, replacement.replace("\\n", "\n")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          name: "zk-snapkeeper-0"              | name: "Zk"                             | not a name: Zk
          name: "zk-snapkeeper-0"              | name: "zk-snapkeeper-inspect-0"        | twice: zk-snapkeeper-inspect-0
          name: "zk-snapkeeper-0"              | name: "a23456789-123456789-123456789-123456789-123456789-123" | too long for a CronJob: a23456789-123456789-123456789-123456789-123456789-123
          namespace: "data"                    | labels: {}                             | found duplicate key labels
          app.kubernetes.io/version: 0.1.0     | app.kubernetes.io/version: "0+1"       | not a label: app.kubernetes.io/version=0+1
          pod: label                           | app: zookeeper                         | taken for ZooKeeper: {app=zookeeper}
          pod: label                           | statefulset.kubernetes.io/pod-name: zk-0 | taken for ZooKeeper: {statefulset.kubernetes.io/pod-name=zk-0}
          suspend: true                        | suspend: false                         | a look that is scheduled
          readOnly: true                       | readOnly: false                        | a look that may write: data
          mountPath: /tmp                      | mountPath: /bitnami/zookeeper          | mount path twice: [/bitnami/zookeeper, /bitnami/zookeeper]
          - name: tmp\\n                  mountPath | - name: other\\n                  mountPath | mount of no volume: other
          mountPath: "/bitnami/zookeeper"      | mountPath: /x\\n                  subPath: y | a directory the kubelet may make
          restartPolicy: Never                 | restartPolicy: OnFailure               | restartPolicy OnFailure
          restartPolicy: Never                 | restartPolicy: Never\\n          activeDeadlineSeconds: 5 | a pod's own deadline
          restartPolicy: Never                 | restartPolicy: Never\\n          hostPID: true | restricted: a namespace of the host's
          terminationGracePeriodSeconds: 10    | terminationGracePeriodSeconds: 300     | lingers
          automountServiceAccountToken: false  | automountServiceAccountToken: true     | a token
          enableServiceLinks: false            | enableServiceLinks: true               | service links
          containerName: snapkeeper            | containerName: zookeeper               | exit codes of no container: zookeeper
          - 2\\n                               | - 5\\n                                 | not sorted: [5, 3, 4, 6, 7]
          - 2\\n                               | - 0\\n                                 | success fails the Job
          - status: "True"\\n            type   | - type                                 | a CronJob is refused before Kubernetes 1.34: no status of DisruptionTarget
          runAsNonRoot: true                   | runAsNonRoot: false                    | restricted: runAsNonRoot
          runAsUser: 1001                      | runAsUser: 0                           | restricted: root
          runAsUser: 1001                      | fsGroup: 1001                          | the live volume's group would be changed
          runAsUser: 1001                      | seLinuxOptions: {user: system_u}       | restricted: SELinux user or role
          runAsUser: 1001                      | sysctls: [{name: a, value: b}]         | restricted: sysctls
          type: RuntimeDefault                 | type: Unconfined                       | restricted: seccomp
          allowPrivilegeEscalation: false      | allowPrivilegeEscalation: true         | restricted: escalation
          allowPrivilegeEscalation: false      | allowPrivilegeEscalation: false\\n                privileged: true | restricted: privileged
          allowPrivilegeEscalation: false      | allowPrivilegeEscalation: false\\n                procMount: Unmasked | restricted: procMount
          - ALL                                | - NET_RAW                              | restricted: capabilities
          readOnlyRootFilesystem: true         | readOnlyRootFilesystem: false          | writable root
          imagePullPolicy: IfNotPresent        | ports: [{containerPort: 80}]           | restricted: ports
          emptyDir:\\n                sizeLimit: 64Mi | hostPath: {path: /tmp}           | restricted: volume tmp
          """)
  void everyRuleCanBeBroken(String part, String replacement, String fault) {
    Rendering broken = replaced(part.replace("\\n", "\n"), replacement);
    if (fault.startsWith("found duplicate key")) {
      assertTrue(
          assertThrows(RuntimeException.class, broken::objects).getMessage().contains(fault));
    } else {
      assertTrue(
          ClusterRules.faults(broken).contains(fault), ClusterRules.faults(broken).toString());
    }
  }

  /** What the one of the two models refuses the other may miss. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          suspend: true          | suspended: true          | suspended
          suspend: true          | suspend: "true"          | suspend
          backoffLimit: 2        | backoffLimit: "2"        | backoffLimit
          backoffLimit: 2        | backoffLimit: 2.5        | backoffLimit
          pod: label             | pod: 1                   | java.lang.String
          restartPolicy: Never   | restartPolicie: Never    | restartPolicie
          cpu: 50m               | cpu: {a: b}              | asString
          podSelector:           | podSelectors:            | podSelector
          kind: ServiceAccount   | kind: ServiceAcount      | not an object of this chart
          """)
  void theModelsRefuseUnknownFieldsAndWrongTypes(String part, String replacement, String named) {
    RuntimeException refusal =
        assertThrows(RuntimeException.class, () -> replaced(part, replacement).objects());
    assertTrue(refusal.getMessage().contains(named), refusal.getMessage());
  }

  @Test
  void theTextItselfKeepsThem() {
    assertEquals(List.of(), ClusterRules.faults(new Rendering(TEXT)));
  }
}

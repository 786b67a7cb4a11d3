package dev.snapkeeper.chart;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What holds whatever the values are: what Kubernetes refuses though it parses, what the restricted
 * Pod Security Standard forbids, and what would harm the ZooKeeper beside.
 */
final class ClusterRules {
  /** A CronJob's Jobs add 11 characters to its name, and may have 63. */
  private static final int LONGEST_CRON_JOB = 52;

  private static final int LONGEST_LABEL = 63;

  /** What Services, PodDisruptionBudgets and NetworkPolicies of a ZooKeeper named zk select by. */
  private static final List<Map<String, String>> ZOOKEEPER_SELECTORS =
      List.of(
          // Bitnami, and the same under PostHog's name
          Map.of(
              "app.kubernetes.io/name",
              "zookeeper",
              "app.kubernetes.io/instance",
              "zk",
              "app.kubernetes.io/component",
              "zookeeper"),
          Map.of("app.kubernetes.io/name", "zookeeper"),
          Map.of("app.kubernetes.io/name", "posthog-zookeeper"),
          Map.of("app.kubernetes.io/component", "zookeeper"),
          // older charts, Kubernetes' own tutorial, operators
          Map.of("app", "zookeeper", "release", "zk"),
          Map.of("app", "zookeeper"),
          Map.of("app", "zk"),
          Map.of("statefulset.kubernetes.io/pod-name", "zk-0"));

  private final List<String> faults = new ArrayList<>();

  private ClusterRules() {}

  /** What a cluster, or its ZooKeeper, would have against a rendering. */
  static List<String> faults(Rendering rendering) {
    ClusterRules rules = new ClusterRules();
    List<HasMetadata> objects = rendering.objects();
    Set<String> names = new HashSet<>();
    for (HasMetadata object : objects) {
      ObjectMeta meta = object.getMetadata();
      String name = meta.getName();
      rules.demand(names.add(object.getKind() + " " + name), "twice: " + name);
      rules.demand(
          name.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"),
          "not a name: " + name);
      rules.demand(meta.getNamespace() != null, "no namespace: " + name);
      rules.labels(meta);
      if (object instanceof CronJob job) {
        rules.cronJob(job);
      }
    }
    return rules.faults;
  }

  private void demand(boolean holds, String fault) {
    if (!holds) {
      faults.add(fault);
    }
  }

  private void labels(ObjectMeta meta) {
    meta.getLabels()
        .forEach(
            (key, value) ->
                demand(
                    value.length() <= LONGEST_LABEL
                        && value.matches("([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?"),
                    "not a label: " + key + "=" + value));
  }

  private void cronJob(CronJob job) {
    String name = job.getMetadata().getName();
    demand(name.length() <= LONGEST_CRON_JOB, "too long for a CronJob: " + name);
    labels(job.getSpec().getJobTemplate().getMetadata());
    job(job.getSpec().getJobTemplate().getSpec());
    boolean looks = name.matches(".*-inspect-\\d+");
    demand(!looks || job.getSpec().getSuspend(), "a look that is scheduled");
    PodSpec pod = Rendering.pod(job);
    for (VolumeMount mount : pod.getContainers().get(0).getVolumeMounts()) {
      boolean claim =
          pod.getVolumes().stream()
              .anyMatch(
                  volume ->
                      volume.getName().equals(mount.getName())
                          && volume.getPersistentVolumeClaim() != null);
      demand(
          !looks || !claim || Boolean.TRUE.equals(mount.getReadOnly()),
          "a look that may write: " + mount.getName());
      demand(!claim || mount.getSubPath() == null, "a directory the kubelet may make");
    }
  }

  private void job(JobSpec job) {
    demand(job.getTemplate().getSpec().getActiveDeadlineSeconds() == null, "a pod's own deadline");
    if (job.getPodFailurePolicy() != null) {
      for (PodFailurePolicyRule rule : job.getPodFailurePolicy().getRules()) {
        if (rule.getOnExitCodes() != null) {
          List<Integer> codes = rule.getOnExitCodes().getValues();
          demand(codes.equals(List.copyOf(new TreeSet<>(codes))), "not sorted: " + codes);
          demand(!codes.contains(0), "success fails the Job");
          demand(
              job.getTemplate().getSpec().getContainers().stream()
                  .anyMatch(c -> c.getName().equals(rule.getOnExitCodes().getContainerName())),
              "exit codes of no container: " + rule.getOnExitCodes().getContainerName());
        }
        rule.getOnPodConditions()
            .forEach(
                condition ->
                    demand(
                        condition.getStatus() != null,
                        "a CronJob is refused before Kubernetes 1.34: no status of "
                            + condition.getType()));
      }
    }
    pod(job.getTemplate());
  }

  private void pod(PodTemplateSpec template) {
    labels(template.getMetadata());
    Set<Map.Entry<String, String>> labels = template.getMetadata().getLabels().entrySet();
    for (Map<String, String> selector : ZOOKEEPER_SELECTORS) {
      demand(!labels.containsAll(selector.entrySet()), "taken for ZooKeeper: " + selector);
    }
    PodSpec pod = template.getSpec();
    demand("Never".equals(pod.getRestartPolicy()), "restartPolicy " + pod.getRestartPolicy());
    demand(Boolean.FALSE.equals(pod.getAutomountServiceAccountToken()), "a token");
    demand(Boolean.FALSE.equals(pod.getEnableServiceLinks()), "service links");
    demand(pod.getTerminationGracePeriodSeconds() <= 30, "lingers");
    demand(pod.getContainers().size() == 1, "containers");
    Container container = pod.getContainers().get(0);
    unique("volume", pod.getVolumes().stream().map(Volume::getName).toList());
    unique(
        "mount path", container.getVolumeMounts().stream().map(VolumeMount::getMountPath).toList());
    for (VolumeMount mount : container.getVolumeMounts()) {
      demand(
          pod.getVolumes().stream().anyMatch(v -> v.getName().equals(mount.getName())),
          "mount of no volume: " + mount.getName());
    }
    restricted(pod, container);
  }

  private void unique(String what, Collection<String> names) {
    demand(new HashSet<>(names).size() == names.size(), what + " twice: " + names);
  }

  /** The restricted Pod Security Standard, control by control. */
  private void restricted(PodSpec pod, Container container) {
    PodSecurityContext podContext = pod.getSecurityContext();
    SecurityContext context = container.getSecurityContext();
    demand(
        Stream.of(pod.getHostNetwork(), pod.getHostPID(), pod.getHostIPC())
            .noneMatch(Boolean.TRUE::equals),
        "restricted: a namespace of the host's");
    demand(!Boolean.TRUE.equals(context.getPrivileged()), "restricted: privileged");
    demand(
        context.getCapabilities() != null
            && context.getCapabilities().getDrop().contains("ALL")
            && List.of("NET_BIND_SERVICE").containsAll(context.getCapabilities().getAdd()),
        "restricted: capabilities");
    for (Volume volume : pod.getVolumes()) {
      demand(
          Stream.of(
                  volume.getConfigMap(),
                  volume.getCsi(),
                  volume.getDownwardAPI(),
                  volume.getEmptyDir(),
                  volume.getEphemeral(),
                  volume.getPersistentVolumeClaim(),
                  volume.getProjected(),
                  volume.getSecret())
              .anyMatch(Objects::nonNull),
          "restricted: volume " + volume.getName());
    }
    demand(container.getPorts().isEmpty(), "restricted: ports");
    demand(Boolean.FALSE.equals(context.getAllowPrivilegeEscalation()), "restricted: escalation");
    demand(
        Boolean.TRUE.equals(
            context.getRunAsNonRoot() != null
                ? context.getRunAsNonRoot()
                : podContext.getRunAsNonRoot()),
        "restricted: runAsNonRoot");
    demand(
        Stream.of(podContext.getRunAsUser(), context.getRunAsUser())
            .noneMatch(Long.valueOf(0)::equals),
        "restricted: root");
    demand(
        podContext.getSeccompProfile() != null
            && Set.of("RuntimeDefault", "Localhost")
                .contains(podContext.getSeccompProfile().getType()),
        "restricted: seccomp");
    demand(
        podContext.getSeLinuxOptions() == null
            || Stream.of(
                    podContext.getSeLinuxOptions().getUser(),
                    podContext.getSeLinuxOptions().getRole())
                .allMatch(Objects::isNull),
        "restricted: SELinux user or role");
    demand(podContext.getSysctls().isEmpty(), "restricted: sysctls");
    demand(context.getProcMount() == null, "restricted: procMount");
    demand(podContext.getFsGroup() == null, "the live volume's group would be changed");
    demand(Boolean.TRUE.equals(context.getReadOnlyRootFilesystem()), "writable root");
  }
}

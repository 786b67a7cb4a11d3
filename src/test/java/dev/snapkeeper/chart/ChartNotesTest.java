package dev.snapkeeper.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told after {@code helm install}. */
class ChartNotesTest {
  @Test
  void giveTheCommandsAndTheWarnings() {
    assertEquals(
        """
        Snapkeeper 0.1.0 purges 3 ZooKeeper replicas and keeps 3 snapshots of each.

          zk-snapkeeper-0  17 * * * *
          zk-snapkeeper-1  37 * * * *
          zk-snapkeeper-2  57 * * * *

        Purge a replica now, and read the report (a Job's name serves once: take another the next time):

          kubectl --namespace data create job --from=cronjob/zk-snapkeeper-0 zk-snapkeeper-0-now
          kubectl --namespace data logs --follow job/zk-snapkeeper-0-now

        See what is growing on a replica (the volume is mounted read-only):

          kubectl --namespace data create job --from=cronjob/zk-snapkeeper-inspect-0 zk-snapkeeper-look-0
          kubectl --namespace data logs --follow job/zk-snapkeeper-look-0

        Watch the jobs; see how the last ones ended:

          kubectl --namespace data get jobs --watch --selector app.kubernetes.io/name=snapkeeper,app.kubernetes.io/instance=zk
          kubectl --namespace data describe jobs,pods --selector app.kubernetes.io/name=snapkeeper,app.kubernetes.io/instance=zk

        At 3 a.m. (Runbook in Snapkeeper's README has more):

        - The disk is filling: look, then purge now, as above.
        - A job has failed: the summary above tells the exit code. 1 or 5: run it again. 2 or 3: mend what it names. 4: it was
          refused because data might be lost; do not force it. 6: all is purged that may be; make the volume larger.
        - ZooKeeper crash-loops on a full disk: purge now, as above. A job needs neither the server nor a free byte on that disk.
        - A job stays Pending: ZooKeeper's pod is on no node, or its volume is ReadWriteOncePod.

        Mind:

        - Of two purgers the one that keeps fewer wins. Bitnami's chart switches ZooKeeper's own on (each hour, 10 are
          kept); turn it off there (autopurge.purgeInterval=0) and leave the disk to this one, which looks before it deletes.
        - Where nodes enforce SELinux, set podSecurityContext.seLinuxOptions.level to that of ZooKeeper's pods. A pod
          with another level relabels the volume, and the running server can no longer write to it.
        """,
        Chart.notes(Chart.preset("bitnami")).strip() + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          autopurge: {purgeInterval: 0}             | THE SCHEDULE IS SUSPENDED (autopurge.purgeInterval is 0): nothing is purged but by hand.
          purge: {dryRun: true}                     | NOTHING IS DELETED (purge.dryRun is on): the reports say what would be.
          zookeeper: {replicas: 1}                  | purges 1 ZooKeeper replica and keeps
          zookeeper: {replicas: 0}                  | zookeeper.replicas is 0: there is nothing to purge, and no CronJob was made.
          enabled: false                            | Snapkeeper is switched off (enabled is false): nothing was made, and nothing is purged.
          podSecurityContext: {fsGroup: 0}          | podSecurityContext.fsGroup is set
          priorityClassName: high                   | priorityClassName is set: a job of higher priority may preempt ZooKeeper's own pod.
          colocate: false                           | colocate is off: a ReadWriteOnce volume cannot be mounted on another node
          namespaceOverride: elsewhere              | kubectl --namespace elsewhere create job
          """)
  void tellWhatIsUnusual(String values, String line) {
    String usual = Chart.notes(Chart.LEAST);
    String notes = Chart.notes(Chart.LEAST, values);
    assertFalse(usual.contains(line), usual);
    assertTrue(notes.contains(line), notes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          podSecurityContext: {seLinuxOptions: {level: "s0:c1,c2"}} | SELinux
          onDemand: {enabled: false}                | inspect
          """)
  void tellNothingOfWhatHasBeenSeenTo(String values, String word) {
    String usual = Chart.notes(Chart.LEAST);
    String notes = Chart.notes(Chart.LEAST, values);
    assertTrue(usual.contains(word), usual);
    assertFalse(notes.contains(word), notes);
  }

  /** A Job's name, and so a pod's label, has 63 characters at most. */
  @Test
  void nameJobsThatKubernetesTakesEvenForTheLongestRelease() {
    java.util.List<String> jobs =
        Chart.notes(Chart.LEAST, "fullnameOverride: " + "x".repeat(63))
            .lines()
            .filter(line -> line.contains("logs --follow job/"))
            .map(line -> line.replaceFirst(".*job/", ""))
            .toList();
    assertEquals(2, jobs.size());
    for (String job : jobs) {
      assertTrue(job.length() <= 63, job);
    }
  }
}

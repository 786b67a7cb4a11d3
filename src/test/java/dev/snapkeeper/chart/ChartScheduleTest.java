package dev.snapkeeper.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a replica is purged. */
class ChartScheduleTest {
  private static String schedules(String... values) {
    return Chart.render(values).cronJobs("purge").stream()
        .map(job -> job.getSpec().getSchedule() + (job.getSpec().getSuspend() ? " suspended" : ""))
        .collect(Collectors.joining("; "));
  }

  private static String ofHours(int hours) {
    return schedules(
        Chart.LEAST, "zookeeper: {replicas: 1}", "autopurge: {purgeInterval: " + hours + "}");
  }

  @Test
  void saysEveryNumberOfHoursInCron() {
    assertEquals(
        """
        0: 17 * * * * suspended
        1: 17 * * * *
        2: 17 */2 * * *
        3: 17 */3 * * *
        5: 17 */5 * * *
        12: 17 */12 * * *
        23: 17 */23 * * *
        24: 17 0 * * *
        """,
        IntStream.of(0, 1, 2, 3, 5, 12, 23, 24)
            .mapToObj(hours -> hours + ": " + ofHours(hours) + "\n")
            .collect(Collectors.joining()));
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 36, 48, 168})
  void asksForACronExpressionWhereHoursCannotBeSaidInCron(int hours) {
    String refusal = Chart.refusal(Chart.LEAST, "autopurge: {purgeInterval: " + hours + "}");
    assertTrue(
        refusal.contains(
            "autopurge.purgeInterval "
                + hours
                + ": cron cannot say every "
                + hours
                + " hours; give 24 or less, or a cron expression in schedule"),
        refusal);
  }

  @Test
  void givesEachReplicaItsOwnMinute() {
    assertEquals(
        """
        1: 17
        2: 17 47
        3: 17 37 57
        5: 17 29 41 53 5
        7: 17 25 33 41 49 57 5
        """,
        IntStream.of(1, 2, 3, 5, 7)
            .mapToObj(replicas -> replicas + ": " + String.join(" ", minutes(replicas)) + "\n")
            .collect(Collectors.joining()));
    assertEquals(60, new HashSet<>(minutes(60)).size());
    assertEquals(60, new HashSet<>(minutes(255)).size());
  }

  private static List<String> minutes(int replicas) {
    return Chart.render(Chart.LEAST, "zookeeper: {replicas: " + replicas + "}")
        .cronJobs("purge")
        .stream()
        .map(job -> job.getSpec().getSchedule().replaceFirst(" .*", ""))
        .toList();
  }

  @Test
  void purgesAllAtOnceIfTheyAreNotToBeStaggered() {
    assertEquals(
        "17 */6 * * *; 17 */6 * * *; 17 */6 * * *",
        schedules(Chart.LEAST, "autopurge: {purgeInterval: 6}", "stagger: false"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/20 * * * *",
        "0 3 * * MON-FRI",
        "0,30 8-18/2 1,15 jan,JUL ?",
        "@daily",
        "@every 1h30m"
      })
  void takesACronExpressionLiterallyForEveryReplica(String schedule) {
    assertEquals(
        schedule + "; " + schedule + "; " + schedule,
        schedules(Chart.LEAST, "schedule: '" + schedule + "'"));
  }

  @Test
  void prefersACronExpressionToHoursButNotToASuspension() {
    String schedule = "schedule: '17 3 */2 * *'";
    assertEquals(
        "17 3 */2 * *",
        schedules(
            Chart.LEAST, schedule, "{autopurge: {purgeInterval: 48}, zookeeper: {replicas: 1}}"));
    assertEquals(
        "17 3 */2 * * suspended",
        schedules(
            Chart.LEAST, schedule, "{autopurge: {purgeInterval: 0}, zookeeper: {replicas: 1}}"));
  }

  @Test
  void leavesTheTimeZoneToTheClusterUnlessOneIsGiven() {
    assertEquals(null, purge(Chart.LEAST).getSpec().getTimeZone());
    assertEquals(
        "Europe/Vienna", purge(Chart.LEAST, "timeZone: Europe/Vienna").getSpec().getTimeZone());
  }

  private static CronJob purge(String... values) {
    return Chart.render(values).cronJob("purge", 0);
  }

  /** It can be resumed by mistake; then it looks once a year. */
  @Test
  void neverLooksByItself() {
    for (CronJob look : Chart.render(Chart.LEAST, "schedule: '@hourly'").cronJobs("inspect")) {
      assertEquals("0 0 1 1 *", look.getSpec().getSchedule());
      assertTrue(look.getSpec().getSuspend());
    }
  }
}

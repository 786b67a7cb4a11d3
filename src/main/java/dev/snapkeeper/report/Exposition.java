package dev.snapkeeper.report;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Metrics in the terms of Prometheus' client, and in its text format. */
final class Exposition {
  private Exposition() {}

  /**
   * What the client writes and pushes.
   *
   * @param labels for every sample, beside its own
   */
  static MetricSnapshots snapshots(PurgeMetrics metrics, Map<String, String> labels) {
    Map<Metric, GaugeSnapshot.Builder> gauges = new EnumMap<>(Metric.class);
    for (PurgeMetrics.Sample sample : metrics.samples()) {
      Map<String, String> all = new TreeMap<>(labels);
      all.putAll(sample.labels());
      gauges
          .computeIfAbsent(
              sample.metric(),
              metric -> GaugeSnapshot.builder().name(metric.label()).help(metric.help()))
          .dataPoint(
              GaugeDataPointSnapshot.builder()
                  .labels(
                      Labels.of(
                          all.keySet().toArray(String[]::new), all.values().toArray(String[]::new)))
                  .value(sample.value())
                  .build());
    }
    MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
    gauges.values().forEach(gauge -> snapshots.metricSnapshot(gauge.build()));
    return snapshots.build();
  }

  /** Prometheus' text format, version 0.0.4. Ends with a line feed. */
  static String text(PurgeMetrics metrics, Map<String, String> labels) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create()
          .write(text, snapshots(metrics, labels), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString(StandardCharsets.UTF_8);
  }
}

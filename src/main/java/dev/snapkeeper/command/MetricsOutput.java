package dev.snapkeeper.command;

import dev.snapkeeper.Log;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.IoFault;
import dev.snapkeeper.options.MetricsOptions;
import dev.snapkeeper.options.UsageException;
import dev.snapkeeper.report.MetricsFile;
import dev.snapkeeper.report.PurgeMetrics;
import dev.snapkeeper.report.PurgeReport;
import dev.snapkeeper.report.Pushgateway;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells Prometheus how a purge went. That this fails is worth a warning, no more; Prometheus'
 * classes are not loaded unless they are asked for.
 */
final class MetricsOutput {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** Kubernetes and Docker give a process that is to stop ten seconds, for all it has to do. */
  private static final Duration LIMIT_WHEN_STOPPED = Duration.ofSeconds(2);

  private static final String NOT_WRITTEN = ": not written: ";

  private final MetricsOptions options;
  private final Optional<Path> file;
  private final List<String> warnings = new ArrayList<>();

  /**
   * Finds out where the file really lies. Writes nothing yet.
   *
   * @throws UsageException when that is among ZooKeeper's files
   */
  MetricsOutput(MetricsOptions options, OffLimits offLimits) throws UsageException {
    this.options = options;
    Path real = null;
    if (options.file().isPresent()) {
      try {
        real =
            offLimits.resolve(
                name(),
                options.file().get(),
                ", such as /var/lib/prometheus/node-exporter/snapkeeper.prom");
      } catch (IOException e) {
        warnings.add(name() + NOT_WRITTEN + IoFault.describe(e));
      }
    }
    this.file = Optional.ofNullable(real);
  }

  private String name() {
    return "--metrics-file " + options.file().orElseThrow();
  }

  /** Tells whoever wants to know; returns what went wrong. */
  List<String> publish(PurgeReport report, StopSignal stop) {
    if (!options.isWanted()) {
      return List.of();
    }
    PurgeMetrics metrics = PurgeMetrics.of(report);
    if (file.isPresent()) {
      try {
        MetricsFile.write(file.get(), metrics, options.labels());
      } catch (IOException e) {
        warnings.add(name() + NOT_WRITTEN + IoFault.describe(e));
      }
    }
    options
        .pushgateway()
        .ifPresent(
            target ->
                Pushgateway.push(
                        target,
                        metrics,
                        options.labels(),
                        stop.raised().isPresent() ? LIMIT_WHEN_STOPPED : LIMIT)
                    .ifPresent(
                        fault -> warnings.add("metrics not pushed to " + target + ": " + fault)));
    warnings.forEach(warning -> Log.warn("{}", warning));
    return List.copyOf(warnings);
  }
}

package dev.snapkeeper.options;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whom to tell of a run in Prometheus' terms.
 *
 * @param pushgateway where to push, if anywhere
 * @param file where to write, if anywhere
 * @param labels what tells these figures from those of other servers, by name
 */
public record MetricsOptions(
    Optional<PushTarget> pushgateway, Optional<Path> file, Map<String, String> labels) {

  /** Nobody. */
  public static final MetricsOptions NONE =
      new MetricsOptions(Optional.empty(), Optional.empty(), Map.of());

  public MetricsOptions {
    requireNonNull(pushgateway);
    requireNonNull(file);
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /** Whether anybody is to be told. */
  public boolean isWanted() {
    return pushgateway.isPresent() || file.isPresent();
  }
}

package dev.snapkeeper.options;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The options of {@code purge} that have to do with metrics. */
final class MetricsArguments {
  static final String PUSHGATEWAY = "pushgateway";
  static final String METRICS_FILE = "metrics-file";
  static final String METRICS_LABEL = "metrics-label";

  /** Labels that the metrics have of themselves. */
  private static final Set<String> OWN = Set.of("kind", "when", "mountpoint");

  private MetricsArguments() {}

  static MetricsOptions parse(Arguments line) throws UsageException {
    MetricsOptions options =
        new MetricsOptions(pushgateway(line), line.path(METRICS_FILE), labels(line));
    if (!options.isWanted() && !options.labels().isEmpty()) {
      throw new UsageException(
          "--metrics-label needs --pushgateway or --metrics-file: whose label is it?");
    }
    if (options.pushgateway().isPresent() && options.labels().isEmpty()) {
      // two servers that push under one name would hide each other's trouble
      throw new UsageException(
          "--pushgateway needs a --metrics-label that tells this server's figures from another's,"
              + " such as --metrics-label pod=zookeeper-0");
    }
    return options;
  }

  private static Optional<PushTarget> pushgateway(Arguments line) throws UsageException {
    Optional<String> url = line.text(PUSHGATEWAY);
    if (url.isEmpty()) {
      return Optional.empty();
    }
    Optional<PushTarget> target = PushTarget.of(url.get());
    if (target.isEmpty()) {
      // not shown: there may be a password in it
      throw new UsageException(
          "--pushgateway: not the URL of a Pushgateway; it looks like"
              + " http://pushgateway.example.com:9091 (http or https, no query)");
    }
    return target;
  }

  private static Map<String, String> labels(Arguments line) throws UsageException {
    Map<String, String> labels = new TreeMap<>();
    for (String label : line.all(METRICS_LABEL)) {
      int equals = label.indexOf('=');
      String name = label.substring(0, Math.max(0, equals));
      String value = label.substring(equals + 1);
      if (!name.matches("[a-zA-Z_][a-zA-Z0-9_]*") || name.startsWith("__")) {
        throw fault(label, "must be NAME=VALUE, such as pod=zookeeper-0");
      }
      if (OWN.contains(name)) {
        throw fault(label, "the metrics have a label of that name themselves");
      }
      if (!value.matches("[^\\s\\p{Cntrl}]+")) {
        throw fault(label, "the value must not be empty, nor hold blanks");
      }
      if (labels.put(name, value) != null) {
        throw fault(label, "the label is given twice; which one is meant?");
      }
    }
    return labels;
  }

  private static UsageException fault(String label, String fault) {
    return new UsageException("--metrics-label " + label + ": " + fault);
  }
}

package dev.snapkeeper.report;

import dev.snapkeeper.Printable;
import dev.snapkeeper.options.PushTarget;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.exporter.pushgateway.Format;
import io.prometheus.metrics.exporter.pushgateway.PushGateway;
import io.prometheus.metrics.exporter.pushgateway.Scheme;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Pushes metrics to a Pushgateway. */
public final class Pushgateway {
  private static final String JOB = "job";

  /** The value of the label {@code job} where none is given. */
  private static final String DEFAULT_JOB = "snapkeeper";

  /** An error page can be long. */
  private static final int LONGEST_FAULT = 300;

  private Pushgateway() {}

  /**
   * Pushes metrics. What is in the group already and is not pushed now stays, so that the last
   * success survives a failure.
   *
   * @param group the labels that name the group
   * @param limit how long it may take in all: looking the host up, connecting, waiting
   * @return why it failed, in a few words, if it did
   */
  public static Optional<String> push(
      PushTarget target, PurgeMetrics metrics, Map<String, String> group, Duration limit) {
    FutureTask<Void> push =
        new FutureTask<>(
            () -> {
              // loads the client's classes, so it is part of what is limited
              MetricSnapshots snapshots = Exposition.snapshots(metrics, Map.of());
              client(target, group, limit).pushAdd((MultiCollector) () -> snapshots);
              return null;
            });
    // neither a lookup nor a trickle of an answer can be timed otherwise
    Thread thread = new Thread(push, "pushgateway");
    thread.setDaemon(true);
    thread.start();
    try {
      push.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (TimeoutException e) {
      return Optional.of(late(limit));
    } catch (ExecutionException e) {
      return Optional.of(fault(e.getCause(), limit));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  private static PushGateway client(PushTarget target, Map<String, String> group, Duration limit) {
    // properties of our own making: those of the environment would go before what is asked for here
    PushGateway.Builder builder =
        PushGateway.builder(PrometheusProperties.builder().build())
            .scheme(target.tls() ? Scheme.HTTPS : Scheme.HTTP)
            .address(target.address())
            .job(group.getOrDefault(JOB, DEFAULT_JOB))
            .format(Format.PROMETHEUS_TEXT)
            .connectionFactory(Pushgateway::connection)
            .connectionTimeout(limit)
            .readTimeout(limit);
    group.forEach(
        (name, value) -> {
          if (!name.equals(JOB)) {
            builder.groupingKey(name, value);
          }
        });
    target.login().ifPresent(login -> builder.basicAuth(login.user(), login.password()));
    return builder.build();
  }

  /** A redirection would be followed with a GET, and the push lost without a word. */
  private static HttpURLConnection connection(URL url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    connection.setInstanceFollowRedirects(false);
    return connection;
  }

  private static String late(Duration limit) {
    return "no answer within " + limit.toMillis() / 1e3 + " s";
  }

  private static String fault(Throwable thrown, Duration limit) {
    Throwable cause = thrown;
    while (cause.getCause() != null) { // the client says what it was about, its cause what happened
      cause = cause.getCause();
    }
    if (cause instanceof SocketTimeoutException) { // it may be the first to see that the time is up
      return late(limit);
    }
    if (cause instanceof UnknownHostException) {
      return "no such host";
    }
    String message =
        cause instanceof IOException && cause.getMessage() != null
            ? cause.getMessage()
            : cause.toString();
    String line = Printable.line(message.strip().replaceAll("\\s+", " "));
    return line.length() <= LONGEST_FAULT ? line : line.substring(0, LONGEST_FAULT) + "...";
  }
}

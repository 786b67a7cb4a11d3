package dev.snapkeeper.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.snapkeeper.options.PushTarget;
import dev.snapkeeper.report.PurgeMetrics.Sample;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a Pushgateway that is none: what is said to it, and what it may do to us. */
class PushgatewayTest {
  private static final PurgeMetrics METRICS =
      new PurgeMetrics(
          List.of(
              new Sample(Metric.EXIT_CODE, Map.of(), 0),
              new Sample(Metric.DELETED_FILES, Map.of("kind", "log"), 2),
              new Sample(Metric.DELETED_FILES, Map.of("kind", "snapshot"), 1)));

  /** Far more than is needed; whoever waits for its end is told to. */
  private static final Duration LONG = Duration.ofSeconds(30);

  private static final Duration SHORT = Duration.ofMillis(300);

  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void answers(HttpHandler handler) {
    server.createContext(
        "/",
        exchange -> {
          requests.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + "\n"
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          handler.handle(exchange);
          exchange.close();
        });
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private Optional<String> push(Duration limit) {
    return push(address(), limit);
  }

  private static Optional<String> push(String address, Duration limit) {
    return Pushgateway.push(
        new PushTarget(false, address, Optional.empty()), METRICS, Map.of("pod", "zk-0"), limit);
  }

  @Test
  void isToldTheGroupAndTheMetrics() {
    answers(exchange -> answer(exchange, 202, ""));
    assertEquals(
        Optional.empty(),
        Pushgateway.push(
            new PushTarget(
                false, address() + "/prefix", Optional.of(new PushTarget.Login("me", "a:b"))),
            METRICS,
            Map.of("pod", "zk-0", "namespace", "a/b"),
            LONG));
    assertEquals(
        List.of(
            """
            POST /prefix/metrics/job/snapkeeper/namespace@base64/YS9i/pod/zk-0 Basic %s
            # HELP snapkeeper_deleted_files Files that the last purge deleted.
            # TYPE snapkeeper_deleted_files gauge
            snapkeeper_deleted_files{kind="log"} 2.0
            snapkeeper_deleted_files{kind="snapshot"} 1.0
            # HELP snapkeeper_exit_code Exit code of the last purge; 4 is a refusal.
            # TYPE snapkeeper_exit_code gauge
            snapkeeper_exit_code 0.0
            """
                .formatted(
                    Base64.getEncoder().encodeToString("me:a:b".getBytes(StandardCharsets.UTF_8)))),
        // the group is a set
        requests.stream()
            .map(
                request ->
                    request.replace(
                        "/pod/zk-0/namespace@base64/YS9i", "/namespace@base64/YS9i/pod/zk-0"))
            .toList());
  }

  @Test
  void goesByTheJobThatIsGiven() {
    answers(exchange -> answer(exchange, 200, ""));
    Pushgateway.push(
        new PushTarget(false, address(), Optional.empty()),
        METRICS,
        Map.of("job", "purge", "pod", "zk-0"),
        LONG);
    assertTrue(requests.get(0).startsWith("POST /metrics/job/purge/pod/zk-0 "), requests.get(0));
  }

  @Test
  void itsComplaintIsPassedOnInALine() {
    answers(exchange -> answer(exchange, 400, "text format\nparsing \u001b[2J error\n"));
    assertEquals(
        "Response code from http://"
            + address()
            + "/metrics/job/snapkeeper/pod/zk-0 was 400, response body: text format parsing"
            + " \\u001b[2J error",
        push(LONG).orElseThrow());
  }

  @Test
  void anErrorPageIsCutShort() {
    answers(exchange -> answer(exchange, 500, "<p>no</p>\n".repeat(10_000)));
    String fault = push(LONG).orElseThrow();
    assertTrue(fault.contains(" was 500, response body: <p>no</p> <p>"), fault);
    assertEquals(303, fault.length());
  }

  /** Followed, it would be with a GET, and nothing pushed. */
  @Test
  void aRedirectionIsNotFollowed() {
    answers(
        exchange -> {
          exchange.getResponseHeaders().add("Location", "http://" + address() + "/elsewhere");
          answer(exchange, 302, "");
        });
    String fault = push(LONG).orElseThrow();
    assertTrue(fault.contains(" was 302"), fault);
    assertEquals(1, requests.size(), requests.toString());
  }

  @Test
  void isNotWaitedForWhenItNeverAnswers() {
    answers(exchange -> await(end));
    assertEquals(Optional.of("no answer within 0.3 s"), push(SHORT));
  }

  /** Each byte comes in time, so that no timeout of a socket ends this. */
  @Test
  void isNotWaitedForWhenItAnswersByteByByte() throws IOException {
    try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      threads.execute(
          () -> {
            try (Socket socket = slow.accept()) {
              socket.getOutputStream().write("HTTP/1.1 200 ".getBytes(StandardCharsets.US_ASCII));
              while (!end.await(10, TimeUnit.MILLISECONDS)) {
                socket.getOutputStream().write('O');
              }
            } catch (IOException | InterruptedException e) {
              requests.add(e.toString());
            }
          });
      assertEquals(
          Optional.of("no answer within 0.3 s"), push("127.0.0.1:" + slow.getLocalPort(), SHORT));
    }
  }

  @Test
  void isNotThere() {
    String address = address();
    server.stop(0);
    assertEquals(Optional.of("Connection refused"), push(address, LONG));
  }

  @Test
  void hasNoSuchName() {
    assertEquals(Optional.of("no such host"), push("pushgateway.invalid:9091", LONG));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

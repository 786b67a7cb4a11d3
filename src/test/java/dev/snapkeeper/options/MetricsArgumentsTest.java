package dev.snapkeeper.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.FileSystems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsArgumentsTest {
  private static MetricsOptions parse(String... options) throws UsageException {
    List<String> args = new ArrayList<>(List.of("purge", "--data-dir", "/data"));
    args.addAll(Arrays.asList(options));
    return ((Invocation.Purge)
            new CommandLineParser(FileSystems.getDefault()).parse(args.toArray(String[]::new)))
        .options()
        .metrics();
  }

  private static String refusal(String... options) {
    return assertThrows(UsageException.class, () -> parse(options)).getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://push:9091              | http://push:9091
          http://push:9091/             | http://push:9091
          HTTPS://push.example.com      | https://push.example.com
          https://example.com/a/b/      | https://example.com/a/b
          http://my_push-gw.monitoring  | http://my_push-gw.monitoring
          http://[fd00::1]:9091         | http://[fd00::1]:9091
          http://10.0.0.1:65535         | http://10.0.0.1:65535
          """)
  void takesAUrl(String url, String target) throws UsageException {
    assertEquals(
        target,
        parse("--pushgateway", url, "--metrics-label", "pod=zk-0")
            .pushgateway()
            .orElseThrow()
            .toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "push:9091",
        "push",
        "ftp://push:9091",
        "http://",
        "http:///metrics",
        "http://push:",
        "http://push:0",
        "http://push:65536",
        "http://push:9091?a=b",
        "http://push:9091#a",
        "http://push :9091",
        "http://push:9091/a b",
        "http://secret%zz@push:9091",
        "http://a:secret@b@push:9091",
        "--metrics-file"
      })
  void refusesWhatIsNoUrlAndShowsNoPassword(String url) {
    assertEquals(
        "--pushgateway: not the URL of a Pushgateway; it looks like"
            + " http://pushgateway.example.com:9091 (http or https, no query)",
        refusal("--pushgateway=" + url, "--metrics-label", "pod=zk-0"));
  }

  @Test
  void takesALoginOutOfTheUrlAndShowsItNowhere() throws UsageException {
    MetricsOptions options =
        parse("--pushgateway", "http://me:p%40ss+w:d@push:9091", "--metrics-label", "pod=zk-0");
    assertEquals(
        Optional.of(
            new PushTarget(
                false, "push:9091", Optional.of(new PushTarget.Login("me", "p@ss+w:d")))),
        options.pushgateway());
    assertFalse(options.toString().contains("p@ss"), options.toString());
    assertFalse(options.pushgateway().get().login().toString().contains("me"));
    assertEquals(
        new PushTarget.Login("me", ""),
        PushTarget.of("http://me@push").orElseThrow().login().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pod        | must be NAME=VALUE, such as pod=zookeeper-0
          =zk        | must be NAME=VALUE, such as pod=zookeeper-0
          po-d=zk    | must be NAME=VALUE, such as pod=zookeeper-0
          0pod=zk    | must be NAME=VALUE, such as pod=zookeeper-0
          __pod=zk   | must be NAME=VALUE, such as pod=zookeeper-0
          pod=       | the value must not be empty, nor hold blanks
          pod=z k    | the value must not be empty, nor hold blanks
          when=ever  | the metrics have a label of that name themselves
          kind=zk    | the metrics have a label of that name themselves
          """)
  void refusesALabelThatPrometheusWouldNotTake(String label, String fault) {
    assertEquals(
        "--metrics-label " + label + ": " + fault,
        refusal("--metrics-file", "/m/zk.prom", "--metrics-label", label));
  }

  @Test
  void refusesALabelThatIsGivenTwice() {
    assertEquals(
        "--metrics-label pod=b: the label is given twice; which one is meant?",
        refusal(
            "--metrics-file", "/m/a.prom", "--metrics-label", "pod=a", "--metrics-label", "pod=b"));
  }

  @Test
  void refusesToPushUnderANameThatAnotherServerWouldPushUnderAsWell() {
    String fault = refusal("--pushgateway", "http://push:9091");
    assertTrue(fault.startsWith("--pushgateway needs a --metrics-label that tells "), fault);
  }

  @Test
  void refusesALabelOfNothing() {
    assertEquals(
        "--metrics-label needs --pushgateway or --metrics-file: whose label is it?",
        refusal("--metrics-label", "pod=zk-0"));
  }

  @Test
  void wantsNoLabelForAFile() throws UsageException {
    assertTrue(parse("--metrics-file", "/m/zk.prom").labels().isEmpty());
  }
}

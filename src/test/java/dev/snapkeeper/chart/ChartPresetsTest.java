package dev.snapkeeper.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The presets in chart/ci, and what has been agreed that they render to. */
class ChartPresetsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/dev/snapkeeper/chart");

  static List<String> presets() {
    return Chart.presets();
  }

  @Test
  void areThese() {
    assertEquals(
        List.of("bitnami", "bitnami-datalog", "official", "posthog", "single-claim"), presets());
  }

  @ParameterizedTest
  @MethodSource("presets")
  void renderAsWrittenDown(String preset) {
    Written.matches(GOLDEN.resolve(preset + ".yaml"), Chart.render(Chart.preset(preset)).text());
  }

  @ParameterizedTest
  @MethodSource("presets")
  void renderTheSameTwice(String preset) {
    String values = Chart.preset(preset);
    assertEquals(Chart.render(values), Chart.render(values));
  }

  @ParameterizedTest
  @MethodSource("presets")
  void keepTheRules(String preset) {
    Rendering rendering = Chart.render(Chart.preset(preset));
    assertFalse(rendering.objects().isEmpty());
    assertEquals(List.of(), ClusterRules.faults(rendering));
  }

  @ParameterizedTest
  @MethodSource("presets")
  void passHelmsStrictLint(String preset, @TempDir Path temp) throws IOException {
    LintResult lint = new Helm(Chart.copy(temp, Chart.preset(preset))).lint().strict().call();
    assertEquals(List.of("[INFO] Chart.yaml: icon is recommended"), lint.getMessages());
    assertFalse(lint.isFailed());
  }

  @Test
  void theGoldenFilesAreThoseOfThePresets() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      assertEquals(
          presets(),
          files.map(f -> f.getFileName().toString().replace(".yaml", "")).sorted().toList());
    }
  }
}

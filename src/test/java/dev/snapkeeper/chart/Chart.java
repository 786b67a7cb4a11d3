package dev.snapkeeper.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The chart, and what Helm makes of it. */
final class Chart {
  static final Path DIRECTORY = Path.of("chart");

  /** What must be given at the least. */
  static final String LEAST = "zookeeper: {statefulSet: zk}\n";

  /** Any that the chart accepts; helm-java's own default is too old. */
  private static final String KUBERNETES = "1.31.0";

  /** What Helm puts before them. */
  private static final String NOTES = "NOTES:\n";

  private Chart() {}

  /** The names of the presets, such as {@code bitnami}. */
  static List<String> presets() {
    try (Stream<Path> files = Files.list(DIRECTORY.resolve("ci"))) {
      return files
          .map(file -> file.getFileName().toString().replace("-values.yaml", ""))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The values of a preset. */
  static String preset(String name) {
    return read(DIRECTORY.resolve("ci").resolve(name + "-values.yaml"));
  }

  /** What a release named {@code zk} in the namespace {@code data} is made of. Later values win. */
  static Rendering render(String... values) {
    return renderAs("zk", values);
  }

  static Rendering renderAs(String release, String... values) {
    return renderChart(DIRECTORY, release, values);
  }

  static Rendering renderChart(Path chart, String release, String... values) {
    return withFiles(
        values,
        files -> {
          TemplateCommand helm =
              new Helm(chart)
                  .template()
                  .withName(release)
                  .withNamespace("data")
                  .withKubeVersion(KUBERNETES);
          files.forEach(helm::withValuesFile);
          // null where a chart renders to nothing
          return new Rendering(Objects.requireNonNullElse(helm.call(), ""));
        });
  }

  /** Why Helm refuses values; without its own first words. */
  static String refusal(String... values) {
    try {
      String rendered = render(values).text();
      throw new AssertionError("not refused:\n" + rendered);
    } catch (IllegalStateException e) {
      return e.getMessage();
    }
  }

  /** What {@code helm install} tells when it is done. */
  static String notes(String... values) {
    return withFiles(
        values,
        files -> {
          InstallCommand helm =
              new Helm(DIRECTORY)
                  .install()
                  .withName("zk")
                  .withNamespace("data")
                  .withKubeVersion(KUBERNETES)
                  .clientOnly()
                  .dryRun();
          files.forEach(helm::withValuesFile);
          String output = helm.call().getOutput();
          return output.substring(output.indexOf(NOTES) + NOTES.length());
        });
  }

  /** The values that the chart has by itself. */
  static Map<String, Object> defaults() {
    return Rendering.maps(read(DIRECTORY.resolve("values.yaml"))).get(0);
  }

  /** A copy of the chart named snapkeeper in a directory, with values that are changed to these. */
  static Path copy(Path directory, String values) throws IOException {
    Path copy = directory.resolve("snapkeeper");
    try (Stream<Path> files = Files.walk(DIRECTORY)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(DIRECTORY.relativize(file).toString()));
      }
    }
    Map<String, Object> merged = defaults();
    Rendering.maps(values).forEach(map -> merge(merged, map));
    Files.writeString(copy.resolve("values.yaml"), new Yaml().dump(merged));
    return copy;
  }

  @SuppressWarnings("unchecked")
  private static void merge(Map<String, Object> into, Map<String, Object> values) {
    values.forEach(
        (key, value) -> {
          if (value instanceof Map && into.get(key) instanceof Map) {
            merge((Map<String, Object>) into.get(key), (Map<String, Object>) value);
          } else {
            into.put(key, value);
          }
        });
  }

  private interface Use<T> {
    T of(List<Path> files);
  }

  /** Helm takes values as files; they live as long as the call. */
  private static <T> T withFiles(String[] values, Use<T> use) {
    try {
      Path directory = Files.createTempDirectory("snapkeeper-values");
      try {
        List<Path> files =
            IntStream.range(0, values.length)
                .mapToObj(i -> write(directory.resolve(i + ".yaml"), values[i]))
                .toList();
        return use.of(files);
      } finally {
        for (int i = 0; i < values.length; i++) {
          Files.deleteIfExists(directory.resolve(i + ".yaml"));
        }
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.snapkeeper.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.snapkeeper.options.CommandLineParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart's values, schema, description and metadata say the same. */
class ChartValuesTest {
  private static final String MARK = "<!-- What follows is made from values.yaml";
  private static final Path VALUES = Chart.DIRECTORY.resolve("values.yaml");
  private static final ValuesTable TABLE = ValuesTable.of(Chart.read(VALUES));

  @Test
  void theReadmeIsMadeFromTheValues() {
    Path readme = Chart.DIRECTORY.resolve("README.md");
    String text = Chart.read(readme);
    int end = text.indexOf('\n', text.indexOf(MARK)) + 1;
    assertTrue(end > 0);
    Written.matches(readme, text.substring(0, end) + TABLE.markdown(Chart.defaults()));
  }

  @Test
  void aTableHasARowForEachKeyThatIsExplained() {
    assertEquals(
        """

        ### One

        | key | default | meaning |
        |---|---|---|
        | `a` | `1` | What a is. |
        | `b` |  | Of all below. |
        | `b.c` | `"x"` | On two lines. |
        | `b.d` | `{"e":null}` | As a whole. |

        ### Two

        | key | default | meaning |
        |---|---|---|
        | `f` | `[]` | this \\| &lt;that> |
        """,
        ValuesTable.of(
                """
                # About the file.

                ## One

                # What a is.
                a: 1
                # Of all below.
                b:
                  # On two
                  # lines.
                  c: x
                  # As a whole.
                  d:
                    e: null

                ## Two

                # this | <that>
                f: []
                """)
            .markdown(Rendering.maps("{a: 1, b: {c: x, d: {e: null}}, f: []}").get(0)));
  }

  /** Every key, or one above it, is explained. */
  @Test
  void everyValueIsExplained() {
    List<String> leaves =
        TABLE.rows().stream().filter(TABLE::isLeaf).map(ValuesTable.Row::key).toList();
    assertEquals(
        List.of(),
        ChartRefusalsTest.keys().stream()
            .filter(
                key -> ChartRefusalsTest.keys().stream().noneMatch(k -> k.startsWith(key + ".")))
            .filter(key -> leaves.stream().noneMatch(leaf -> (key + ".").startsWith(leaf + ".")))
            .toList());
    assertTrue(leaves.size() > 60, leaves.toString());
  }

  private static JsonObject schema() throws JsonParserException {
    return JsonParser.object().from(Chart.read(Chart.DIRECTORY.resolve("values.schema.json")));
  }

  /** A schema, or what a reference in it leads to. */
  private static JsonObject resolve(JsonObject root, JsonObject schema) {
    String reference = schema.getString("$ref");
    return reference == null
        ? schema
        : root.getObject("definitions").getObject(reference.replace("#/definitions/", ""));
  }

  /** The keys that can be documented: those of objects that the values spell out. */
  static List<String> spelledOut() {
    return ChartRefusalsTest.keys().stream()
        .filter(key -> ValuesTable.value(Chart.defaults(), key) instanceof Map)
        .filter(key -> TABLE.rows().stream().anyMatch(row -> row.key().startsWith(key + ".")))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("spelledOut")
  void theSchemaHasTheKeysThatTheValuesHave(String key) throws JsonParserException {
    JsonObject root = schema();
    JsonObject object = root;
    for (String name : List.of(key.split("\\.", -1))) {
      object = resolve(root, object.getObject("properties").getObject(name));
    }
    assertEquals(
        new TreeSet<>(((Map<?, ?>) ValuesTable.value(Chart.defaults(), key)).keySet()),
        new TreeSet<>(object.getObject("properties").keySet()));
    assertEquals(
        key.equals("global"), object.getBoolean("additionalProperties", true), "is it open?");
  }

  @Test
  void theSchemaHasTheSameKeysAtTheTop() throws JsonParserException {
    assertEquals(
        new TreeSet<>(Chart.defaults().keySet()),
        new TreeSet<>(schema().getObject("properties").keySet()));
    assertEquals(false, schema().getBoolean("additionalProperties"));
  }

  /** But for maps whose keys are anybody's: labels, annotations, globals, other APIs' objects. */
  @Test
  void everyObjectOfTheSchemaThatNamesKeysAllowsNoOthers() throws JsonParserException {
    List<JsonObject> open = new ArrayList<>();
    assertTrue(collectOpen(schema(), open) > 20);
    assertEquals(List.of(schema().getObject("properties").getObject("global")), open);
  }

  /**
   * Collects the objects that name keys and allow others; gives the number of those that do not.
   */
  private static int collectOpen(Object json, List<JsonObject> open) {
    int closed = 0;
    if (json instanceof JsonObject object) {
      if (object.get("properties") instanceof JsonObject && object.has("type")) {
        if (object.getBoolean("additionalProperties", true)) {
          open.add(object);
        } else {
          closed++;
        }
      }
      for (Object value : object.values()) {
        closed += collectOpen(value, open);
      }
    } else if (json instanceof JsonArray array) {
      for (Object value : array) {
        closed += collectOpen(value, open);
      }
    }
    return closed;
  }

  @Test
  void theChartIsTheProgramsAndNamesTheImageThatItRuns() {
    Map<String, Object> chart =
        Rendering.maps(Chart.read(Chart.DIRECTORY.resolve("Chart.yaml"))).get(0);
    assertEquals(CommandLineParser.version(), chart.get("appVersion"));
    assertEquals(">=1.27.0-0", chart.get("kubeVersion"));
    Map<?, ?> annotations = (Map<?, ?>) chart.get("annotations");
    assertEquals(
        Rendering.container(Chart.render(Chart.LEAST).cronJob("purge", 0)).getImage(),
        Rendering.lists((String) annotations.get("artifacthub.io/images")).get(0).get("image"));
  }

  @Test
  void theReadmeNamesEveryPreset() {
    String readme = Chart.read(Chart.DIRECTORY.resolve("README.md"));
    for (String preset : Chart.presets()) {
      assertTrue(readme.contains("`ci/" + preset + "-values.yaml`"), preset);
    }
  }

  @Test
  void theDefaultsAreThePresetOfBitnami() {
    String name = "zookeeper: {statefulSet: my-zookeeper}";
    assertEquals(Chart.render(Chart.preset("bitnami")), Chart.render(name));
    assertEquals(
        Set.of("zookeeper", "podSecurityContext"),
        Rendering.maps(Chart.preset("bitnami")).get(0).keySet());
  }
}

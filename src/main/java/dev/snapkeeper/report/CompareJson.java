package dev.snapkeeper.report;

import static dev.snapkeeper.compare.Side.LEFT;
import static dev.snapkeeper.compare.Side.RIGHT;

import com.grack.nanojson.JsonAppendableWriter;
import com.grack.nanojson.JsonWriter;
import dev.snapkeeper.compare.ContentChanges;
import dev.snapkeeper.compare.ContentChanges.Change;
import dev.snapkeeper.compare.ContentChanges.Kind;
import dev.snapkeeper.compare.ContentChanges.State;
import dev.snapkeeper.compare.DepthOrder;
import dev.snapkeeper.compare.DiffTree;
import dev.snapkeeper.compare.Growth;
import dev.snapkeeper.compare.Growth.Place;
import dev.snapkeeper.compare.Side;
import dev.snapkeeper.compare.SnapshotFile;
import dev.snapkeeper.compare.Thresholds;
import dev.snapkeeper.compare.Totals;
import dev.snapkeeper.options.CompareOptions.Analysis;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came of a comparison, for a machine: one object on one line. Names are in snake case and end
 * in their unit; a field that has nothing to say is left out. The README documents each.
 */
public final class CompareJson {
  /** Grows when a field changes its meaning or goes; not when one is added. */
  private static final int SCHEMA = 1;

  private CompareJson() {}

  /** Prints a report and a line feed. */
  public static void print(CompareReport report, PrintStream out) {
    JsonAppendableWriter json = JsonWriter.on((OutputStream) out);
    json.object();
    head(report).forEach(json::value);
    report.options().analysis().ifPresent(analysis -> analysis(json, report, analysis));
    json.end();
    json.done();
    out.print("\n");
  }

  private static Map<String, Object> head(CompareReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schema", SCHEMA);
    json.put("command", "compare");
    json.put("version", report.version());
    json.put("result", report.diff().differ() ? "different" : "same");
    json.put("exit_code", report.exit().status());
    json.put("exit_name", report.exit().label());
    json.put("message", report.headline());
    json.put("started_at", report.startedAt().toString());
    json.put("duration_ms", report.took().toMillis());
    json.put("verify", report.options().verify().name().toLowerCase(Locale.ROOT));
    json.put("left", snapshot(report.left(), report.diff().left()));
    json.put("right", snapshot(report.right(), report.diff().right()));
    report.pace().elapsed().ifPresent(elapsed -> json.put("elapsed_seconds", elapsed.toSeconds()));
    report
        .bytes()
        .ifPresent(growth -> json.put("grew_in_bytes", growth(growth, report.pace(), "bytes")));
    report
        .znodes()
        .ifPresent(growth -> json.put("grew_in_znodes", growth(growth, report.pace(), "znodes")));
    report.diff().content().ifPresent(content -> json.put("content", content(content)));
    json.put("warnings", report.warnings());
    return json;
  }

  static Map<String, Object> snapshot(SnapshotFile file, Totals totals) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("path", file.path().toString());
    json.put("codec", file.codec().label());
    json.put("size_bytes", file.size());
    json.put("modified", file.modified().toString());
    json.put("znodes", totals.summary().znodes());
    json.put("ephemerals", totals.summary().ephemerals());
    json.put("sessions", totals.summary().sessions());
    json.put("data_bytes", totals.bytes());
    json.put("znodes_at_depth", totals.znodesAtDepth());
    return json;
  }

  static Map<String, Object> growth(Growth growth, Pace pace, String unit) {
    String rateName = unit + "_" + pace.per().label();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("total_" + unit, growth.total());
    pace.of(growth.total()).ifPresent(rate -> json.put(rateName, rate));
    List<Map<String, Object>> places = new ArrayList<>();
    for (Place place : growth.places()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("path", place.path());
      row.put("grew_" + unit, place.grew());
      pace.of(place.grew()).ifPresent(rate -> row.put(rateName, rate));
      row.put("left_" + unit, place.left());
      row.put("right_" + unit, place.right());
      row.put("is_rest", place.isRest());
      places.add(row);
    }
    json.put("subtrees", places);
    json.put("further_subtrees", growth.further());
    return json;
  }

  private static Map<String, Object> content(ContentChanges content) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      Map<String, Object> changes = new LinkedHashMap<>();
      changes.put("count", content.counts().get(kind));
      changes.put("znodes", content.znodes().get(kind).stream().map(CompareJson::change).toList());
      json.put(label(kind), changes);
    }
    return json;
  }

  private static String label(Kind kind) {
    return switch (kind) {
      case DATA -> "data_changed";
      case LENGTH -> "length_changed";
      case REWRITTEN -> "rewritten";
      case ACL -> "acl_changed";
      case OWNER -> "owner_changed";
    };
  }

  private static Map<String, Object> change(Change change) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("path", path(change.path()));
    json.put("left", state(change.left()));
    json.put("right", state(change.right()));
    return json;
  }

  private static Map<String, Object> state(State state) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("data_bytes", state.dataLength());
    json.put("version", state.version());
    json.put("owner", "0x" + Long.toHexString(state.owner()));
    return json;
  }

  /** Node by node, since there may be millions. */
  private static void analysis(JsonAppendableWriter json, CompareReport report, Analysis analysis) {
    Thresholds thresholds = new Thresholds(analysis.bytes(), analysis.nodes());
    DiffTree tree = report.diff().tree();
    json.object("analysis");
    json.value("above_bytes", analysis.bytes());
    json.value("above_descendants", analysis.nodes());
    json.array("depths");
    DepthOrder order = new DepthOrder(tree);
    int depths =
        Math.max(
            report.diff().left().znodesAtDepth().size(),
            report.diff().right().znodesAtDepth().size());
    for (int depth = 0; depth < depths; depth++) {
      json.object();
      json.value("depth", depth);
      json.array("znodes");
      for (int node : order.nodes()) {
        if (thresholds.wants(tree, node)) {
          json.object(node(tree, node));
        }
      }
      json.end();
      json.end();
      order.descend();
    }
    json.end();
    json.end();
  }

  private static Map<String, Object> node(DiffTree tree, int node) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("path", path(new String(tree.path(node), StandardCharsets.UTF_8)));
    addSide(json, tree, LEFT, "left", node);
    addSide(json, tree, RIGHT, "right", node);
    return json;
  }

  private static void addSide(
      Map<String, Object> json, DiffTree tree, Side side, String name, int node) {
    if (tree.isIn(side, node)) {
      json.put(name + "_bytes", tree.bytes(side, node));
      json.put(name + "_descendants", tree.below(side, node));
    }
  }

  private static String path(String path) {
    return path.isEmpty() ? "/" : path;
  }
}

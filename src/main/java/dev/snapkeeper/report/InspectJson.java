package dev.snapkeeper.report;

import com.grack.nanojson.JsonAppendableWriter;
import com.grack.nanojson.JsonWriter;
import dev.snapkeeper.compare.Growth;
import dev.snapkeeper.compare.Growth.Place;
import dev.snapkeeper.datadir.DataFile;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.DataFile.Stray;
import dev.snapkeeper.datadir.DataFile.TxnLog;
import dev.snapkeeper.datadir.Zxid;
import dev.snapkeeper.inspect.DryRun;
import dev.snapkeeper.inspect.Inflow;
import dev.snapkeeper.inspect.Trees;
import dev.snapkeeper.inspect.Trees.Grown;
import dev.snapkeeper.plan.PurgePlan.Entry;
import dev.snapkeeper.plan.Reason;
import dev.snapkeeper.report.InspectReport.Forecast;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is in a directory, for a machine: one object on one line. Names are in snake case and end in
 * their unit; a field that has nothing to say is left out. The README documents each.
 */
public final class InspectJson {
  /** Grows when a field changes its meaning or goes; not when one is added. */
  private static final int SCHEMA = 1;

  private final InspectReport report;
  private final Map<Path, Entry> entries;

  private InspectJson(InspectReport report) {
    this.report = report;
    this.entries = report.entries();
  }

  /** Prints a report and a line feed. */
  public static void print(InspectReport report, PrintStream out) {
    new InspectJson(report).print(JsonWriter.on((OutputStream) out));
    out.print("\n");
  }

  private void print(JsonAppendableWriter json) {
    json.object();
    head().forEach(json::value);
    // file by file, since there may be very many
    json.array("snapshots");
    report.listing().snapshots().forEach(snapshot -> json.object(snapshot(snapshot)));
    json.end();
    json.array("logs");
    report.listing().logs().forEach(log -> json.object(log(log)));
    json.end();
    json.array("temporaries");
    report.listing().temps().forEach(temp -> json.object(file(temp)));
    json.end();
    json.array("others");
    report.listing().strays().forEach(stray -> json.object(stray(stray)));
    json.end();
    json.value("warnings", report.warnings());
    json.end();
    json.done();
  }

  private Map<String, Object> head() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schema", SCHEMA);
    json.put("command", "inspect");
    json.put("version", report.version());
    json.put("result", report.result());
    json.put("exit_code", report.exit().status());
    json.put("exit_name", report.exit().label());
    json.put("message", report.headline());
    json.put("started_at", report.startedAt().toString());
    json.put("duration_ms", report.took().toMillis());
    json.put("data_dir", report.options().dataDir().toString());
    json.put("data_log_dir", report.options().dataLogDir().toString());
    json.put("retain", report.options().retain());
    json.put("top", report.options().top());
    json.put("verify", report.options().verify().name().toLowerCase(Locale.ROOT));
    json.put("disk", report.disk().stream().map(JsonReport::usage).toList());
    json.put("files", JsonReport.byKind(report.listing().all()));
    report.logDataBytes().ifPresent(bytes -> json.put("log_data_bytes", bytes));
    json.put("purge", purge());
    json.put("filling", filling());
    report.trees().ifPresent(trees -> trees(json, trees));
    return json;
  }

  private Map<String, Object> purge() {
    Map<String, Object> json = new LinkedHashMap<>();
    if (report.dryRun() instanceof DryRun.Unknown unknown) {
      json.put("unknown", unknown.why());
    }
    report.wouldGo().ifPresent(go -> json.put("would_delete", JsonReport.deletion(go)));
    report.keepsAll().ifPresent(why -> json.put("keeps_all", why));
    report.refusal().ifPresent(refused -> json.put("refusal", JsonReport.refusal(refused)));
    return json;
  }

  private Map<String, Object> filling() {
    Map<String, Object> json = new LinkedHashMap<>();
    if (report.inflow() instanceof Inflow.Unknown unknown) {
      json.put("unknown", unknown.why());
      return json;
    }
    Inflow.Measured measured = (Inflow.Measured) report.inflow();
    json.put("since", measured.since().toString());
    json.put("until", measured.until().toString());
    json.put("snapshots", measured.snapshots());
    json.put("snapshot_bytes", measured.snapshotBytes());
    json.put("logs", measured.logs());
    json.put("log_data_bytes", measured.logBytes());
    List<Map<String, Object>> forecasts = new ArrayList<>();
    for (Forecast forecast : report.forecasts()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("mounted_on", forecast.usage().mountPoint());
      row.put("bytes_per_day", forecast.bytesPerDay());
      if (forecast.isLeast()) {
        row.put("is_least", true);
      }
      forecast.fullIn().ifPresent(time -> row.put("full_in_seconds", time.toSeconds()));
      forecasts.add(row);
    }
    json.put("file_systems", forecasts);
    return json;
  }

  private static void trees(Map<String, Object> json, Trees trees) {
    trees
        .grown()
        .ifPresent(
            grown -> json.put("oldest", CompareJson.snapshot(grown.oldest(), grown.totals())));
    json.put("newest", CompareJson.snapshot(trees.newest(), trees.totals()));
    trees.grown().ifPresent(grown -> grown(json, grown, trees));
    json.put("biggest_in_bytes", held(trees.bytes(), "bytes"));
    json.put("biggest_in_znodes", held(trees.znodes(), "znodes"));
  }

  private static void grown(Map<String, Object> json, Grown grown, Trees trees) {
    Pace pace = Pace.between(grown.oldest(), trees.newest(), Pace.Per.DAY);
    pace.elapsed().ifPresent(elapsed -> json.put("elapsed_seconds", elapsed.toSeconds()));
    json.put("grew_in_bytes", CompareJson.growth(grown.bytes(), pace, "bytes"));
    json.put("grew_in_znodes", CompareJson.growth(grown.znodes(), pace, "znodes"));
  }

  private static Map<String, Object> held(Growth held, String unit) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("total_" + unit, held.total());
    List<Map<String, Object>> places = new ArrayList<>();
    for (Place place : held.places()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("path", place.path());
      row.put("holds_" + unit, place.grew());
      row.put("all_" + unit, place.right());
      row.put("is_rest", place.isRest());
      places.add(row);
    }
    json.put("subtrees", places);
    json.put("further_subtrees", held.further());
    return json;
  }

  private Map<String, Object> file(DataFile file) {
    Map<String, Object> json = JsonReport.file(file);
    JsonReport.age(json, file, report.listing().at());
    Entry entry = entries.get(file.path());
    if (entry != null) {
      json.put("fate", entry.fate().name().toLowerCase(Locale.ROOT));
      json.put("reason", entry.reason().label());
    }
    return json;
  }

  private static void zxid(Map<String, Object> json, Zxid zxid) {
    json.put("epoch", zxid.epoch());
    json.put("counter", zxid.counter());
  }

  private Map<String, Object> snapshot(Snapshot snapshot) {
    Map<String, Object> json = file(snapshot);
    zxid(json, snapshot.zxid());
    JsonReport.verdict(json, report.verdict(snapshot));
    return json;
  }

  private Map<String, Object> log(TxnLog log) {
    Map<String, Object> json = file(log);
    zxid(json, log.zxid());
    report
        .summary(log)
        .ifPresent(
            summary -> {
              summary.first().ifPresent(zxid -> json.put("first_zxid", zxid.toString()));
              summary.last().ifPresent(zxid -> json.put("last_zxid", zxid.toString()));
              json.put("transactions", summary.transactions());
              json.put("data_bytes", summary.dataBytes());
              summary.fault().ifPresent(fault -> json.put("fault", fault));
            });
    return json;
  }

  private Map<String, Object> stray(Stray stray) {
    Map<String, Object> json = file(stray);
    json.put("reason", Reason.of(stray.kind()).label());
    return json;
  }
}

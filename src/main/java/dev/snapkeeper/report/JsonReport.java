package dev.snapkeeper.report;

import com.grack.nanojson.JsonWriter;
import dev.snapkeeper.datadir.DataFile;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.DataFile.SnapshotTemp;
import dev.snapkeeper.datadir.DataFile.Stray;
import dev.snapkeeper.datadir.DataFile.TxnLog;
import dev.snapkeeper.options.PurgeOptions;
import dev.snapkeeper.plan.Fate;
import dev.snapkeeper.plan.PurgePlan;
import dev.snapkeeper.plan.PurgePlan.Entry;
import dev.snapkeeper.plan.Retention;
import dev.snapkeeper.purge.PurgeOutcome;
import dev.snapkeeper.report.PurgeReport.Total;
import dev.snapkeeper.snapshot.Verdict;
import dev.snapkeeper.usage.FileSystemUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A report for a machine: one object on one line. Names are in snake case and end in their unit; a
 * field that has nothing to say is left out. The README documents each.
 */
public final class JsonReport {
  /** Grows when a field changes its meaning or goes; not when one is added. */
  private static final int SCHEMA = 1;

  private JsonReport() {}

  /** Formats a report. Ends with a line feed. */
  public static String of(PurgeReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schema", SCHEMA);
    json.put("command", "purge");
    json.put("version", report.version());
    json.put("result", report.result());
    json.put("exit_code", report.exit().status());
    json.put("exit_name", report.exit().label());
    json.put("retry_helps", report.exit().retryHelps());
    json.put("message", report.headline());
    json.put("started_at", report.startedAt().toString());
    json.put("duration_ms", report.took().toMillis());
    options(json, report.options());
    json.put("disk", disk(report));
    report.plan().ifPresent(plan -> plan(json, report, plan));
    report.outcome().ifPresent(outcome -> outcome(json, outcome));
    json.put("warnings", report.warnings());
    json.put("problems", problems(report));
    if (report.options().verbose()) {
      report.plan().ifPresent(plan -> json.put("all_files", files(plan.entries(), plan)));
    }
    return JsonWriter.string(json) + "\n";
  }

  private static void options(Map<String, Object> json, PurgeOptions options) {
    json.put("data_dir", options.dataDir().toString());
    json.put("data_log_dir", options.dataLogDir().toString());
    json.put("retain", options.retain());
    json.put("dry_run", options.dryRun());
    json.put("verify", options.verify().name().toLowerCase(Locale.ROOT));
    json.put("remember_verified", options.rememberVerified());
    json.put("delete_corrupt", options.deleteCorrupt());
    json.put("trust_zxid_order", options.trustZxidOrder());
    options.failAbove().ifPresent(percent -> json.put("fail_above_percent", percent));
  }

  private static Map<String, Object> disk(PurgeReport report) {
    Map<String, Object> disk = new LinkedHashMap<>();
    disk.put("before", report.before().stream().map(JsonReport::usage).toList());
    if (!report.after().isEmpty()) {
      disk.put("after", report.after().stream().map(JsonReport::usage).toList());
    }
    return disk;
  }

  static Map<String, Object> usage(FileSystemUsage row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("filesystem", row.source());
    json.put("mounted_on", row.mountPoint());
    json.put("size_bytes", row.size());
    json.put("used_bytes", row.used());
    json.put("available_bytes", row.available());
    json.put("use_percent", row.percent());
    return json;
  }

  private static void plan(Map<String, Object> json, PurgeReport report, PurgePlan plan) {
    Map<String, Object> files = new LinkedHashMap<>();
    files.put("before", byKind(report.filesBefore()));
    if (report.outcome().map(outcome -> outcome.after().isPresent()).orElse(true)) {
      files.put("after", byKind(report.filesAfter()));
    }
    json.put("files", files);

    List<Entry> retained = plan.of(Fate.RETAIN);
    json.put(
        "retained_snapshots",
        files(retained.stream().filter(e -> e.file() instanceof Snapshot).toList(), plan));
    json.put(
        "retained_logs",
        total(Total.of(PurgeReport.only(TxnLog.class, PurgeReport.files(retained)))));
    json.put("left_alone", files(plan.of(Fate.LEAVE), plan));
    json.put("deleted", deletion(report.options().dryRun() ? List.of() : report.gone()));
    if (report.options().dryRun()) {
      json.put("would_delete", deletion(report.gone()));
    }
    if (plan.retention() instanceof Retention.Refused refused) {
      json.put("refusal", refusal(refused));
    }
  }

  static Map<String, Object> refusal(Retention.Refused refused) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("cause", refused.cause().label());
    json.put("message", refused.why());
    return json;
  }

  private static void outcome(Map<String, Object> json, PurgeOutcome outcome) {
    json.put("already_gone", total(Total.of(PurgeReport.files(outcome.alreadyGone()))));
    List<Map<String, Object>> survivors = new ArrayList<>();
    for (PurgeOutcome.Survivor survivor : outcome.survivors()) {
      Map<String, Object> file = file(survivor.file());
      file.put("cause", survivor.cause());
      survivors.add(file);
    }
    json.put("survived", survivors);
    json.put("not_reached", total(Total.of(PurgeReport.files(outcome.notReached()))));
    json.put("lost", outcome.lost().stream().map(entry -> file(entry.file())).toList());
    json.put("appeared", outcome.appeared().stream().map(JsonReport::file).toList());
  }

  private static List<String> problems(PurgeReport report) {
    List<String> problems = new ArrayList<>();
    report.failure().ifPresent(problems::add);
    if (report.plan().map(PurgePlan::retention).orElse(null) instanceof Retention.Refused refused) {
      problems.add(refused.why());
    }
    report
        .outcome()
        .ifPresent(
            outcome ->
                outcome.lost().stream()
                    .map(entry -> entry.file().path() + ": should have stayed, and has gone")
                    .forEach(problems::add));
    report
        .outcome()
        .ifPresent(
            outcome ->
                outcome.survivors().stream()
                    .map(survivor -> survivor.file().path() + ": " + survivor.cause())
                    .forEach(problems::add));
    return problems;
  }

  static Map<String, Object> byKind(Collection<? extends DataFile> files) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("snapshots", total(Total.of(PurgeReport.only(Snapshot.class, files))));
    json.put("logs", total(Total.of(PurgeReport.only(TxnLog.class, files))));
    json.put("temporaries", total(Total.of(PurgeReport.only(SnapshotTemp.class, files))));
    json.put("others", total(Total.of(PurgeReport.only(Stray.class, files))));
    return json;
  }

  static Map<String, Object> deletion(List<Entry> entries) {
    List<DataFile> files = PurgeReport.files(entries);
    Map<String, Object> json = total(Total.of(files));
    Map<String, Object> byKind = byKind(files);
    byKind.remove("others");
    json.put("by_kind", byKind);
    Map<String, List<DataFile>> byReason = new TreeMap<>();
    for (Entry entry : entries) {
      byReason
          .computeIfAbsent(entry.reason().label(), label -> new ArrayList<>())
          .add(entry.file());
    }
    Map<String, Object> reasons = new LinkedHashMap<>();
    byReason.forEach((label, group) -> reasons.put(label, total(Total.of(group))));
    json.put("by_reason", reasons);
    return json;
  }

  private static Map<String, Object> total(Total total) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("count", total.count());
    json.put("bytes", total.bytes());
    return json;
  }

  private static List<Map<String, Object>> files(List<Entry> entries, PurgePlan plan) {
    List<Map<String, Object>> files = new ArrayList<>();
    for (Entry entry : entries) {
      Map<String, Object> file = file(entry.file());
      file.put("fate", entry.fate().name().toLowerCase(Locale.ROOT));
      file.put("reason", entry.reason().label());
      entry.detail().ifPresent(detail -> file.put("detail", detail));
      if (entry.file() instanceof Snapshot snapshot) {
        age(file, snapshot, plan.listing().at());
        verdict(file, plan.verdicts().of(snapshot));
      }
      files.add(file);
    }
    return files;
  }

  static Map<String, Object> file(DataFile file) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("path", file.path().toString());
    json.put("name", file.name());
    json.put("size_bytes", file.size());
    json.put("modified", file.modified().toString());
    if (file instanceof Snapshot snapshot) {
      json.put("zxid", snapshot.zxid().toString());
      json.put("codec", snapshot.codec().label());
    } else if (file instanceof TxnLog log) {
      json.put("zxid", log.zxid().toString());
    } else if (file instanceof SnapshotTemp temp) {
      json.put("zxid", temp.zxid().toString());
    }
    return json;
  }

  static void age(Map<String, Object> json, DataFile file, Instant now) {
    json.put("age_seconds", Duration.between(file.modified(), now).toSeconds());
  }

  static void verdict(Map<String, Object> json, Verdict verdict) {
    json.put("verdict", verdict.label().replace(' ', '_'));
    if (verdict instanceof Verdict.Sound sound) {
      json.put("znodes", sound.summary().znodes());
      json.put("ephemerals", sound.summary().ephemerals());
      json.put("sessions", sound.summary().sessions());
      sound.readAt().ifPresent(at -> json.put("read_at", at.toString()));
    } else if (verdict instanceof Verdict.Damaged damaged) {
      json.put("fault", damaged.fault());
    } else if (verdict instanceof Verdict.Unreadable unreadable) {
      json.put("fault", unreadable.cause());
    }
  }
}

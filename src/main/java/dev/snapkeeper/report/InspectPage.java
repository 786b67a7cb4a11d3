package dev.snapkeeper.report;

import dev.snapkeeper.compare.Growth;
import dev.snapkeeper.compare.Growth.Measure;
import dev.snapkeeper.compare.Outline;
import dev.snapkeeper.compare.Totals;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.inspect.Trees;
import dev.snapkeeper.plan.Fate;
import dev.snapkeeper.plan.PurgePlan.Entry;
import dev.snapkeeper.snapshot.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What was found in ZooKeeper's directories, as a page to look at. */
public final class InspectPage {
  private InspectPage() {}

  /** The page of a report whose trees have an outline. */
  public static Page of(InspectReport report) {
    return new Page(
        "inspect",
        report.version(),
        report.startedAt(),
        report.headline(),
        report.trees().flatMap(Trees::grown).isPresent(),
        report.trees().map(trees -> trees.outline().orElseThrow()).orElse(Outline.NOTHING),
        report.trees().map(InspectPage::places).orElse(List.of()),
        snapshots(report),
        report.disk(),
        report.warnings());
  }

  private static List<Page.Places> places(Trees trees) {
    List<Page.Places> places = new ArrayList<>();
    places.add(held("Holds most data", Measure.BYTES, trees.bytes()));
    places.add(held("Holds most znodes", Measure.ZNODES, trees.znodes()));
    trees
        .grown()
        .ifPresent(
            grown -> {
              Optional<Pace> pace =
                  Optional.of(Pace.between(grown.oldest(), trees.newest(), Pace.Per.DAY));
              places.add(new Page.Places("Grew most, in data", Measure.BYTES, grown.bytes(), pace));
              places.add(
                  new Page.Places("Grew most, in znodes", Measure.ZNODES, grown.znodes(), pace));
            });
    return places;
  }

  private static Page.Places held(String title, Measure measure, Growth growth) {
    return new Page.Places(title, measure, growth, Optional.empty());
  }

  private static List<Page.Snapshot> snapshots(InspectReport report) {
    Map<Path, Totals> read = new HashMap<>();
    report
        .trees()
        .ifPresent(
            trees -> {
              read.put(trees.newest().path(), trees.totals());
              trees.grown().ifPresent(grown -> read.put(grown.oldest().path(), grown.totals()));
            });
    Map<Path, Entry> entries = report.entries();
    List<Page.Snapshot> snapshots = new ArrayList<>();
    for (Snapshot snapshot : report.listing().snapshots()) {
      Verdict verdict = report.verdict(snapshot);
      Optional<Totals> totals = Optional.ofNullable(read.get(snapshot.path()));
      Entry entry = entries.get(snapshot.path());
      boolean goes = entry != null && entry.fate() == Fate.DELETE;
      snapshots.add(
          0, // they come newest first
          new Page.Snapshot(
              snapshot.name(),
              snapshot.modified(),
              snapshot.size(),
              znodes(verdict, totals),
              totals.map(all -> OptionalLong.of(all.bytes())).orElse(OptionalLong.empty()),
              !(verdict instanceof Verdict.Damaged) && !(verdict instanceof Verdict.Unreadable),
              verdict.label() + (goes ? ", a purge would delete it" : "")));
    }
    return snapshots;
  }

  private static OptionalLong znodes(Verdict verdict, Optional<Totals> totals) {
    if (verdict instanceof Verdict.Sound sound) {
      return OptionalLong.of(sound.summary().znodes());
    }
    return totals.map(all -> OptionalLong.of(all.summary().znodes())).orElse(OptionalLong.empty());
  }
}

package dev.snapkeeper.report;

import dev.snapkeeper.compare.Growth;
import dev.snapkeeper.compare.Growth.Measure;
import dev.snapkeeper.compare.SnapshotFile;
import dev.snapkeeper.compare.Totals;
import dev.snapkeeper.options.VerifyMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What came of a comparison, as a page to look at. */
public final class ComparePage {
  private ComparePage() {}

  /** The page of a report that has an outline. */
  public static Page of(CompareReport report) {
    return new Page(
        "compare",
        report.version(),
        report.startedAt(),
        report.headline(),
        true,
        report.outline().orElseThrow(),
        Stream.of(
                places(report, "Grew most, in data", Measure.BYTES, report.bytes()),
                places(report, "Grew most, in znodes", Measure.ZNODES, report.znodes()))
            .flatMap(Optional::stream)
            .toList(),
        List.of(
            snapshot(report, report.left(), report.diff().left()),
            snapshot(report, report.right(), report.diff().right())),
        List.of(),
        report.warnings());
  }

  private static Optional<Page.Places> places(
      CompareReport report, String title, Measure measure, Optional<Growth> growth) {
    return growth.map(found -> new Page.Places(title, measure, found, Optional.of(report.pace())));
  }

  private static Page.Snapshot snapshot(CompareReport report, SnapshotFile file, Totals totals) {
    return new Page.Snapshot(
        file.path().toString(),
        file.modified(),
        file.size(),
        OptionalLong.of(totals.summary().znodes()),
        OptionalLong.of(totals.bytes()),
        true,
        report.options().verify() == VerifyMode.NONE ? "not checked" : "sound");
  }
}

package dev.snapkeeper.testing;

import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.DataDir;
import dev.snapkeeper.datadir.DataDirListing;
import dev.snapkeeper.options.CommandLineParser;
import dev.snapkeeper.options.Invocation;
import dev.snapkeeper.options.PurgeOptions;
import dev.snapkeeper.plan.PurgePlan;
import dev.snapkeeper.plan.PurgePlanner;
import dev.snapkeeper.purge.PurgeOutcome;
import dev.snapkeeper.purge.Purger;
import dev.snapkeeper.snapshot.SnapshotVerifier;
import dev.snapkeeper.snapshot.Verdicts;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The stages of a purge one by one, for tests that do something between two of them. */
public final class Stages {
  private Stages() {}

  /** The options of a purge of this data directory. */
  public static PurgeOptions options(Path dataDir, String... options) throws Exception {
    List<String> args = new ArrayList<>(List.of("purge", "--data-dir", dataDir.toString()));
    args.addAll(List.of(options));
    return ((Invocation.Purge)
            new CommandLineParser(dataDir.getFileSystem()).parse(args.toArray(String[]::new)))
        .options();
  }

  /** Scans, verifies and plans at {@link Picture#NOW}. */
  public static PurgePlan plan(PurgeOptions options) throws Exception {
    StopSignal stop = new StopSignal();
    DataDirListing listing =
        DataDir.open(options.dataDir(), options.dataLogDir()).scan(Picture.NOW);
    Verdicts verdicts =
        Verdicts.gather(
            listing,
            options.retain(),
            options.deleteCorrupt(),
            new SnapshotVerifier(options.verify(), stop),
            stop);
    Path temp = Path.of(System.getProperty("java.io.tmpdir"));
    return PurgePlanner.plan(options, listing, verdicts, List.of(temp), stop);
  }

  /** Deletes what a plan says, and looks again. */
  public static PurgeOutcome carryOut(PurgePlan plan) {
    return Purger.carryOut(plan, new StopSignal(), Clock.fixed(Picture.NOW, ZoneOffset.UTC));
  }
}

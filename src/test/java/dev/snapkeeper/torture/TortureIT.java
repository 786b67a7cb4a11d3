package dev.snapkeeper.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.snapkeeper.torture.Torture.Blow;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A round of {@code make torture} that takes less than a minute. */
class TortureIT {
  private static final long SEED = 20_260_301;

  /** The ones that matter most: the leader and all die, and both ways to catch up. */
  private static final List<Blow> BLOWS =
      List.of(Blow.KILL_LEADER, Blow.KILL_ALL, Blow.LAG, Blow.LAG_FAR, Blow.WIPE);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path work;

  @Test
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void losesNothingThatAnEnsembleAcknowledgedWhileMembersAndPurgesAreKilled() throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    Torture torture = new Torture(SEED, Program.SNAPKEEPER, work, out);
    List<String> faults;
    try {
      faults = torture.run(BLOWS, () -> false);
    } catch (Exception e) {
      throw new AssertionError(story(said), e);
    }
    assertEquals(List.of(), faults, story(said));
    // or the run would prove nothing
    Tally tally = torture.tally();
    String table = tally.table();
    assertTrue(tally.of("files purged") > 10, table);
    assertTrue(tally.of("syncs by SNAP") >= 2 && tally.of("syncs by DIFF") >= 1, table);
    assertTrue(tally.of("checked snapshots that restore to all that was acknowledged") > 0, table);
  }

  private static String story(ByteArrayOutputStream said) {
    return "seed " + SEED + "\n" + said.toString(StandardCharsets.UTF_8);
  }
}

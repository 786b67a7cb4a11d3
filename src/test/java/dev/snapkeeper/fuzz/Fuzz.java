package dev.snapkeeper.fuzz;

import dev.snapkeeper.datadir.DataFileNamesFuzz;
import dev.snapkeeper.options.CommandLineFuzz;
import dev.snapkeeper.options.ZooCfgFuzz;
import dev.snapkeeper.snapshot.SnapshotFuzz;
import dev.snapkeeper.snapshot.TxnLogFuzz;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What Jazzer calls with one input after another. */
public final class Fuzz {
  /** Names the one target that is to be tried; else each input's first byte chooses one. */
  static final String ONLY = "fuzz.only";

  /** What takes input from outside. */
  enum Target {
    SNAPSHOT,
    TXN_LOG,
    NAME,
    ZOO_CFG,
    COMMAND_LINE;

    void check(byte[] input) {
      switch (this) {
        case SNAPSHOT -> SnapshotFuzz.check(input);
        case TXN_LOG -> TxnLogFuzz.check(input);
        case NAME -> DataFileNamesFuzz.check(input);
        case ZOO_CFG -> ZooCfgFuzz.check(input);
        case COMMAND_LINE -> CommandLineFuzz.check(input);
      }
    }

    List<byte[]> seeds() {
      return switch (this) {
        case SNAPSHOT -> SnapshotFuzz.seeds();
        case TXN_LOG -> TxnLogFuzz.seeds();
        case NAME -> DataFileNamesFuzz.seeds();
        case ZOO_CFG -> ZooCfgFuzz.seeds();
        case COMMAND_LINE -> CommandLineFuzz.seeds();
      };
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Target[] TARGETS = targets();

  private Fuzz() {}

  private static Target[] targets() {
    String only = System.getProperty(ONLY);
    return only == null ? Target.values() : new Target[] {Target.valueOf(only)};
  }

  /** Jazzer's entry point. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 0) {
      Target target = TARGETS[(input[0] & 0xff) % TARGETS.length];
      target.check(Arrays.copyOfRange(input, 1, input.length));
    }
  }

  /** An input of {@link #fuzzerTestOneInput} for each seed. */
  static List<byte[]> inputs(List<Target> targets) {
    return targets.stream()
        .flatMap(
            target ->
                target.seeds().stream()
                    .map(
                        seed -> {
                          byte[] input = new byte[1 + seed.length];
                          input[0] = (byte) targets.indexOf(target);
                          System.arraycopy(seed, 0, input, 1, seed.length);
                          return input;
                        }))
        .toList();
  }
}

package dev.snapkeeper.options;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The options of {@code snapkeeper inspect}, complete and consistent.
 *
 * @param dataDir the parent of the {@code version-2} that holds the snapshots
 * @param dataLogDir the parent of the {@code version-2} that holds the txn logs
 * @param retain how many snapshots the purge would keep whose figures are told
 * @param top how many of the biggest subtrees, and of those that grew most, to list
 * @param verify how a snapshot is proven restorable, if at all
 * @param output the form of the report
 * @param html where to leave a page to look at, where that was asked for
 * @param verbose whether each file is listed in a text, and libraries are heard
 * @param warnings what the configuration file gave reason to warn of
 */
public record InspectOptions(
    Path dataDir,
    Path dataLogDir,
    int retain,
    int top,
    VerifyMode verify,
    Output output,
    Optional<Path> html,
    boolean verbose,
    List<String> warnings) {

  /** How many subtrees are listed unless another number is given: a screen has to do. */
  public static final int DEFAULT_TOP = 5;

  public InspectOptions {
    requireNonNull(dataDir);
    requireNonNull(dataLogDir);
    if (retain < PurgeOptions.MIN_RETAIN) {
      throw new IllegalArgumentException("retain " + retain);
    }
    if (top < 1) {
      throw new IllegalArgumentException("top " + top);
    }
    requireNonNull(verify);
    requireNonNull(output);
    requireNonNull(html);
    warnings = List.copyOf(warnings);
  }

  /** Whether the tree is drawn, in whatever way. */
  public boolean drawsTree() {
    return output == Output.FOLDED || html.isPresent();
  }

  /**
   * The purge whose figures are told: {@code purge --dry-run} with the same options. Empty where
   * nothing is verified, since what a purge deletes depends on that.
   */
  public Optional<PurgeOptions> dryRun() {
    return verify == VerifyMode.NONE
        ? Optional.empty()
        : Optional.of(
            new PurgeOptions(
                dataDir,
                dataLogDir,
                retain,
                true,
                verify,
                false,
                false,
                false,
                OptionalInt.empty(),
                output,
                Optional.empty(),
                MetricsOptions.NONE,
                verbose,
                warnings));
  }
}

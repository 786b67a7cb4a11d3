package dev.snapkeeper.options;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The options of {@code snapkeeper compare}, complete and consistent.
 *
 * @param left the left snapshot: a file, or the name of one where there is a data dir
 * @param right the right snapshot, likewise
 * @param dataDir the parent of the {@code version-2} to take snapshots from; without it both files
 *     are given
 * @param analysis what to list depth by depth, where that was asked for
 * @param top how many of the subtrees that grew most to list, where that was asked for
 * @param content whether content is compared as well as lengths
 * @param exitCode whether to exit with a status of its own when the two differ
 * @param verify {@link VerifyMode#FULL} or {@link VerifyMode#NONE}
 * @param output the form of the report
 * @param html where to leave a page to look at, where that was asked for
 * @param verbose whether libraries are heard
 */
public record CompareOptions(
    Optional<Path> left,
    Optional<Path> right,
    Optional<Path> dataDir,
    Optional<Analysis> analysis,
    OptionalInt top,
    boolean content,
    boolean exitCode,
    VerifyMode verify,
    Output output,
    Optional<Path> html,
    boolean verbose) {

  /** How many subtrees are listed unless another number is given. */
  public static final int DEFAULT_TOP = 10;

  /**
   * What ZooKeeper's SnapshotComparer prints.
   *
   * @param bytes a difference of so many bytes is not listed yet
   * @param nodes a difference of so many descendants is not listed yet
   * @param debug whether everything is listed all the same
   * @param interactive whether to ask which depth or subtree to list
   */
  public record Analysis(int bytes, int nodes, boolean debug, boolean interactive) {}

  public CompareOptions {
    requireNonNull(left);
    requireNonNull(right);
    requireNonNull(dataDir);
    requireNonNull(analysis);
    requireNonNull(top);
    requireNonNull(output);
    requireNonNull(html);
    if (dataDir.isEmpty() && (left.isEmpty() || right.isEmpty())) {
      throw new IllegalArgumentException("which snapshots?");
    }
    if (top.isPresent() && top.getAsInt() < 1) {
      throw new IllegalArgumentException("top " + top);
    }
    if (requireNonNull(verify) == VerifyMode.TAIL) {
      throw new IllegalArgumentException("verify " + verify);
    }
  }

  /** Whether the subtrees that grew most are listed: unless SnapshotComparer's text is all. */
  public boolean listsGrowth() {
    return analysis.isEmpty() || top.isPresent() || output != Output.TEXT;
  }

  /** Whether the tree is drawn, in whatever way. */
  public boolean drawsTree() {
    return output == Output.FOLDED || html.isPresent();
  }

  /** How many subtrees to list. */
  public int places() {
    return top.orElse(DEFAULT_TOP);
  }
}

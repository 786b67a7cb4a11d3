package dev.snapkeeper.report;

import static dev.snapkeeper.compare.Side.LEFT;
import static dev.snapkeeper.compare.Side.RIGHT;

import dev.snapkeeper.Printable;
import dev.snapkeeper.compare.DepthOrder;
import dev.snapkeeper.compare.DiffTree;
import dev.snapkeeper.compare.Side;
import dev.snapkeeper.compare.SnapshotDiff;
import dev.snapkeeper.compare.Thresholds;
import dev.snapkeeper.compare.Totals;
import dev.snapkeeper.options.CompareOptions.Analysis;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/**
 * What ZooKeeper's SnapshotComparer prints, line for line, so that what was written for its output
 * goes on working. Only where a name holds control characters is it escaped here.
 */
final class DepthAnalysis {
  private final SnapshotDiff diff;
  private final DiffTree tree;
  private final Analysis analysis;
  private final Thresholds thresholds;
  private final int depths;
  private final Lines lines;

  DepthAnalysis(SnapshotDiff diff, Analysis analysis, PrintStream out) {
    this.diff = diff;
    this.tree = diff.tree();
    this.analysis = analysis;
    this.thresholds = new Thresholds(analysis.bytes(), analysis.nodes());
    this.depths = Math.max(diff.left().znodesAtDepth().size(), diff.right().znodesAtDepth().size());
    this.lines = new Lines(out);
  }

  /** Prints all of it. */
  void print(InputStream in) {
    totals(diff.left());
    totals(diff.right());
    boolean toItsEnd = true;
    if (analysis.interactive()) {
      toItsEnd = ask(in);
    } else {
      line(thresholdsText());
      DepthOrder order = new DepthOrder(tree);
      for (int depth = 0; depth < depths; depth++) {
        line("Analysis for depth " + depth);
        nodes(order.nodes());
        order.descend();
      }
    }
    if (toItsEnd) {
      line("All layers compared.");
    }
    lines.flush();
  }

  private void line(String text) {
    lines.add(text).end();
  }

  private void totals(Totals totals) {
    line("Node count: " + totals.summary().znodes());
    line("Total size: " + totals.bytes());
    line("Max depth: " + totals.znodesAtDepth().size());
    for (int depth = 0; depth < totals.znodesAtDepth().size(); depth++) {
      line("Count of nodes at depth " + depth + ": " + totals.znodesAtDepth().get(depth));
    }
    line("");
  }

  private String thresholdsText() {
    return "Printing analysis for nodes difference larger than "
        + analysis.bytes()
        + " bytes or node count difference larger than "
        + analysis.nodes()
        + ".";
  }

  /**
   * Asks what to show, again and again; returns false when the user ends it by ending the input.
   */
  private boolean ask(InputStream in) {
    Scanner scanner = new Scanner(in, StandardCharsets.UTF_8);
    int depth = 0;
    while (depth < depths) {
      line("Current depth is " + depth);
      line("- Press enter to move to print current depth layer;");
      line("- Type a number to jump to and print all nodes at a given depth;");
      line(
          "- Enter an ABSOLUTE path to print the immediate subtree of a node. Path must start with"
              + " '/'.");
      lines.flush();
      if (!scanner.hasNextLine()) {
        return false;
      }
      String input = scanner.nextLine();
      line(thresholdsText());
      if (input.isEmpty()) {
        depth(depth);
        depth++;
      } else if (input.startsWith("/")) {
        line("Analysis for node " + Printable.line(input));
        subtree(input);
      } else {
        Integer number = number(input);
        if (number == null) {
          line(
              "Input "
                  + Printable.line(input)
                  + " is not valid. Depth must be in range [0, "
                  + (depths - 1)
                  + "]. Path must be an absolute path which starts with '/'.");
        } else if (number < 0 || number >= depths) {
          line("Depth must be in range [0, " + (depths - 1) + "]");
          continue;
        } else {
          depth = number;
          depth(depth);
        }
      }
      line("");
    }
    return true;
  }

  private static Integer number(String input) {
    try {
      return Integer.valueOf(input);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private void depth(int depth) {
    line("Analysis for depth " + depth);
    DepthOrder order = new DepthOrder(tree);
    for (int i = 0; i < depth; i++) {
      order.descend();
    }
    nodes(order.nodes());
  }

  private void subtree(String path) {
    int node = tree.find(path.getBytes(StandardCharsets.UTF_8));
    if (node == DiffTree.NONE) {
      line("Path " + Printable.line(path) + " is neither found in left tree nor right tree.");
    } else {
      nodes(DepthOrder.childrenOf(tree, node));
    }
  }

  /** Prints nodes of one depth, sorted, as a merge of the two sides' lists. */
  private void nodes(int[] nodes) {
    int nextLeft = 0;
    int nextRight = 0;
    for (int i = 0; i < nodes.length; i++) {
      int node = nodes[i];
      if (analysis.debug()) {
        nextLeft = next(LEFT, nodes, Math.max(i, nextLeft));
        nextRight = next(RIGHT, nodes, Math.max(i, nextRight));
        if (nextLeft < nodes.length && nextRight < nodes.length) {
          lines.add("Comparing ").addPath(tree.path(nodes[nextLeft]));
          lines.add(" to ").addPath(tree.path(nodes[nextRight])).end();
          line(
              nextLeft == nextRight
                  ? "same"
                  : nextLeft < nextRight ? "left is less" : "right is less");
        }
      }
      if (tree.isIn(LEFT, node) && tree.isIn(RIGHT, node)) {
        inBoth(node);
      } else {
        inOne(tree.isIn(LEFT, node) ? LEFT : RIGHT, node);
      }
    }
  }

  private int next(Side side, int[] nodes, int from) {
    int next = from;
    while (next < nodes.length && !tree.isIn(side, nodes[next])) {
      next++;
    }
    return next;
  }

  private boolean showsFiltered() {
    return analysis.debug() || analysis.interactive();
  }

  private void inBoth(int node) {
    if (thresholds.wants(tree, node)) {
      lines.add("Node ").addPath(tree.path(node)).add(" found in both trees. Delta: ");
      lines.add(tree.bytesGrowth(node)).add(" bytes, ");
      lines.add(tree.belowGrowth(node)).add(" descendants").end();
    } else if (showsFiltered()) {
      lines.add("Filtered node ").addPath(tree.path(node)).add(" of left size ");
      lines.add(tree.bytes(LEFT, node)).add(", right size ").add(tree.bytes(RIGHT, node)).end();
    }
  }

  private void inOne(Side side, int node) {
    String name = side == LEFT ? "left" : "right";
    if (thresholds.wants(tree, node)) {
      lines.add("Node ").addPath(tree.path(node)).add(" found only in ").add(name);
      lines.add(" tree. Descendant size: ").add(tree.bytes(side, node));
      lines.add(". Descendant count: ").add(tree.below(side, node)).end();
    } else if (showsFiltered()) {
      lines.add("Filtered ").add(name).add(" node ").addPath(tree.path(node));
      lines.add(" of size ").add(tree.bytes(side, node)).end();
    }
  }
}

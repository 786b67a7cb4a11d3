/**
 * Snapkeeper: keeps the newest restorable snapshots of a ZooKeeper data directory and deletes the
 * rest; and tells what fills the disk, and what grew between two snapshots.
 *
 * <p>Data flows one way, and the packages are its stages:
 *
 * <pre>
 * args -&gt; options -&gt; DataDirListing -&gt; Verdicts -&gt; PurgePlan -&gt; PurgeOutcome -&gt; report -&gt; ExitCode
 *         options    datadir           snapshot    plan         purge           report
 * </pre>
 *
 * <p>Comparing branches off behind {@code snapshot}, and comes back in {@code report}:
 *
 * <pre>
 * args -&gt; options -&gt; two SnapshotReaders -&gt; SnapshotDiff -&gt; report -&gt; ExitCode
 *         options    snapshot                compare         report
 * </pre>
 *
 * <p>Inspecting is both without the purge, and comes together in {@code inspect}:
 *
 * <pre>
 * args -&gt; options -&gt; DataDirListing -&gt; Verdicts -&gt; DryRun, Inflow, Trees -&gt; report -&gt; ExitCode
 *         options    datadir           snapshot    inspect                 report
 * </pre>
 *
 * <p>{@code command} puts them together, one line for each stage; {@code usage} asks the file
 * system how full it is.
 */
package dev.snapkeeper;

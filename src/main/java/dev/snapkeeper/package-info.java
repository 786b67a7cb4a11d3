/**
 * Snapkeeper: keeps the newest restorable snapshots of a ZooKeeper data directory and deletes the
 * rest.
 *
 * <p>Data flows one way, and the packages are its stages:
 *
 * <pre>
 * args -&gt; options -&gt; DataDirListing -&gt; Verdicts -&gt; PurgePlan -&gt; PurgeOutcome -&gt; report -&gt; ExitCode
 *         options    datadir           snapshot    plan         purge           report
 * </pre>
 *
 * <p>{@code command} puts them together, one line for each stage; {@code usage} asks the file
 * system how full it is.
 */
package dev.snapkeeper;

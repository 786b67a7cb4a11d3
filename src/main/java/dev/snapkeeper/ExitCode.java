package dev.snapkeeper;

import java.util.Locale;

/**
 * What a run tells the machine that started it. The numbers are part of the interface: Kubernetes'
 * podFailurePolicy, cron wrappers and alerts match on them, so a constant may be added but never
 * renumbered.
 */
public enum ExitCode {
  /** Done, or nothing to do. */
  OK(0, false),
  /**
   * A failure that nobody foresaw, or the report could not be written. Read the log; retry once.
   */
  FAILURE(1, true),
  /** The command line or the configuration file is wrong. Running again cannot help. */
  USAGE(2, false),
  /**
   * A directory is missing, unmounted, unreadable, unwritable or not ZooKeeper's; or a snapshot
   * that was to be compared is missing, unreadable or damaged. A retry helps only when somebody has
   * mended that; nothing was created or deleted.
   */
  DIRECTORY(3, false),
  /**
   * Retention was refused because it would not be safe. Nothing sound was deleted; see why first.
   */
  REFUSED(4, false),
  /**
   * Some files that should have gone are still there, or some that should have stayed are not, or
   * the directory went away meanwhile. Run again.
   */
  INCOMPLETE(5, true),
  /**
   * All was done, but a file system is still fuller than --fail-above. Deleting more cannot help.
   */
  DISK_PRESSURE(6, false),
  /** Two snapshots differ (only where the user asked for a status). Not an error. */
  DIFFERENT(7, false),
  /** Stopped by SIGINT (Ctrl-C). What was deleted is in the report; run again. */
  INTERRUPTED(130, true),
  /** Stopped by SIGTERM. What was deleted is in the report; run again. */
  TERMINATED(143, true);

  private final int status;
  private final boolean retryHelps;

  ExitCode(int status, boolean retryHelps) {
    this.status = status;
    this.retryHelps = retryHelps;
  }

  /** The process's exit status, 0 to 255. */
  public int status() {
    return status;
  }

  /** Whether running the same command again, with nothing else changed, may end better. */
  public boolean retryHelps() {
    return retryHelps;
  }

  /** The name as the JSON report gives it, such as {@code disk_pressure}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Of two codes that both apply, the one to give: any before {@link #OK}, else the smaller. */
  public ExitCode and(ExitCode other) {
    if (this == OK || other == OK) {
      return this == OK ? other : this;
    }
    return status <= other.status ? this : other;
  }
}

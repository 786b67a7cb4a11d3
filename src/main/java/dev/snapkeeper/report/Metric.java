package dev.snapkeeper.report;

import static java.util.Objects.requireNonNull;

/** What Prometheus is told of a purge: each a gauge. The names are part of the interface. */
public enum Metric {
  /** Seconds since the epoch. */
  LAST_RUN("last_run_timestamp_seconds", "When the last purge ended, however it did."),
  /** Seconds since the epoch; left out where the run was none. */
  LAST_SUCCESS(
      "last_success_timestamp_seconds",
      "When a purge last ended with exit code 0; dry runs do not count."),
  /** 0 to 255. */
  EXIT_CODE("exit_code", "Exit code of the last purge; 4 is a refusal."),
  /** Seconds. */
  DURATION("duration_seconds", "How long the last purge took."),

  /** Bytes, for each file system before and after. */
  DISK_SIZE("disk_size_bytes", "Size of the file system."),
  /** Bytes, for each file system before and after. */
  DISK_USED("disk_used_bytes", "Used bytes of the file system before and after the last purge."),
  /** Bytes, for each file system before and after. */
  DISK_AVAILABLE(
      "disk_available_bytes",
      "Bytes that an ordinary user could still take before and after the last purge."),
  /** Bytes for each file system; negative where more was written meanwhile than was freed. */
  DISK_FREED(
      "disk_freed_bytes",
      "Used bytes before less used bytes after; negative where the server wrote more meanwhile."),

  /** Files of each kind. */
  DELETED_FILES("deleted_files", "Files that the last purge deleted."),
  /** Apparent bytes of each kind. */
  DELETED_BYTES(
      "deleted_bytes",
      "Apparent size of the files that the last purge deleted; txn logs are sparse."),
  /** Files of each kind. */
  KEPT_FILES("kept_files", "Files of ZooKeeper's that were to stay, and did."),
  /** Apparent bytes of each kind. */
  KEPT_BYTES("kept_bytes", "Apparent size of the files that were to stay, and did."),
  /** Files of each kind. */
  LEFT_ALONE_FILES(
      "left_alone_files", "Files that are none of ZooKeeper's, or were not recognised."),
  /** Files of each kind. */
  SURVIVED_FILES("survived_files", "Files that should have gone and could not be deleted."),
  /** Files of each kind. */
  LOST_FILES("lost_files", "Files that were to stay and have gone, by somebody else's hand."),

  /** Seconds since the epoch; left out where no snapshot was looked at. */
  LAST_VERIFICATION(
      "last_verification_timestamp_seconds",
      "When a purge last looked into snapshots; it does if anything could be deleted."),
  /** Files; left out where nothing was read in full. */
  SNAPSHOTS_SOUND(
      "snapshots_sound", "Snapshots proven restorable; reading ends when enough are found."),
  /** Files; left out where no snapshot was looked at. */
  SNAPSHOTS_DAMAGED("snapshots_damaged", "Snapshots found damaged that are still there."),
  /** Seconds since the epoch; left out where no snapshot is known to be sound. */
  NEWEST_SOUND_TIME(
      "newest_sound_snapshot_timestamp_seconds",
      "When the newest snapshot that is proven restorable was written."),
  /** Bytes of the file. */
  NEWEST_SOUND_SIZE(
      "newest_sound_snapshot_size_bytes",
      "Size of the newest snapshot that is proven restorable, as compressed as it is."),
  /** Znodes, the root among them. */
  NEWEST_SOUND_ZNODES(
      "newest_sound_snapshot_znodes", "Znodes in the newest snapshot that is proven restorable.");

  static final String PREFIX = "snapkeeper_";

  private final String label;
  private final String help;

  Metric(String name, String help) {
    this.label = PREFIX + requireNonNull(name);
    this.help = requireNonNull(help);
  }

  /** The name as Prometheus knows it, such as {@code snapkeeper_exit_code}. */
  public String label() {
    return label;
  }

  /** What it means, in a sentence. */
  String help() {
    return help;
  }
}

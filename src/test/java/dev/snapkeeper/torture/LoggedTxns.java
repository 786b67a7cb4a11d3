package dev.snapkeeper.torture;

import dev.snapkeeper.testing.Picture;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.zookeeper.server.persistence.FileTxnLog;
import org.apache.zookeeper.server.persistence.TxnLog.TxnIterator;

/**
 * Every transaction that a member has ever logged, whatever became of the file. Before anything may
 * delete a log, {@link #keep} gives it a second name outside of ZooKeeper's directories.
 */
final class LoggedTxns {
  private final Member member;
  private final Path second;
  private final Set<Long> ever = new HashSet<>();
  private final Set<Long> sinceWiped = new HashSet<>();

  LoggedTxns(Member member, Path second) throws IOException {
    this.member = member;
    this.second = Files.createDirectories(second);
  }

  /** Where files may be linked to. */
  Path work() {
    return second.getParent();
  }

  /** Keeps hold of the logs that are there now. */
  synchronized void keep() throws IOException {
    for (Path log : Restore.named(member.dataLogDir.resolve("version-2"), "log.")) {
      try {
        // ZooKeeper takes the second part of the name for the zxid and looks no further
        String name = log.getFileName() + "." + Files.getAttribute(log, "unix:ino");
        Files.createLink(second.resolve(name), log);
      } catch (FileAlreadyExistsException e) {
        // kept already
      } catch (NoSuchFileException e) {
        // a member that syncs may truncate what was never acknowledged
      }
    }
  }

  /**
   * Which of some snapshots need transactions that were in some logs, all of which have gone.
   *
   * @param gone logs that {@link #keep} has seen
   */
  synchronized List<Path> bereaved(List<Path> snapshots, Set<Path> gone) throws IOException {
    Set<Long> lost = new HashSet<>();
    for (Path log : gone) {
      for (Path kept : Restore.named(second, log.getFileName() + ".")) {
        Path alone = Files.createTempDirectory(second.getParent(), "log-");
        Files.createLink(alone.resolve(kept.getFileName()), kept);
        lost.addAll(zxids(alone));
        Picture.delete(alone);
      }
    }
    return snapshots.stream()
        .filter(
            snapshot -> {
              long own = Restore.zxid(snapshot);
              return lost.stream().anyMatch(zxid -> Long.compareUnsigned(zxid, own) > 0);
            })
        .toList();
  }

  /** Finds out what was logged since the last time. */
  synchronized void readOn() throws IOException {
    keep();
    Set<Long> read = zxids(second);
    ever.addAll(read);
    sinceWiped.addAll(read);
    Picture.delete(second);
    Files.createDirectories(second);
  }

  /** The member has lost its volume. */
  synchronized void wiped() {
    sinceWiped.clear();
  }

  /** The zxids of all that the member ever logged. */
  synchronized Set<Long> ever() {
    return Set.copyOf(ever);
  }

  /** The zxids of all that it has logged and did not lose with its volume. */
  synchronized Set<Long> sinceWiped() {
    return Set.copyOf(sinceWiped);
  }

  /** The zxids of the transactions in some logs. */
  static Set<Long> zxids(Path logs) throws IOException {
    Set<Long> zxids = new HashSet<>();
    if (Restore.named(logs, "log.").isEmpty()) {
      return zxids;
    }
    FileTxnLog log = new FileTxnLog(logs.toFile());
    try (TxnIterator txns = log.read(0)) {
      if (txns.getHeader() != null) {
        do {
          zxids.add(txns.getHeader().getZxid());
        } while (txns.next());
      }
    } finally {
      log.close();
    }
    return zxids;
  }
}

package dev.snapkeeper.torture;

import dev.snapkeeper.testing.Jar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which program purges. */
enum Program {
  /** The packaged jar. */
  SNAPKEEPER {
    @Override
    Process start(Path temp, Path dataDir, Path dataLogDir, boolean remember) throws IOException {
      List<String> args =
          new ArrayList<>(List.of("purge", "--data-dir", dataDir.toString(), "--data-log-dir"));
      args.addAll(List.of(dataLogDir.toString(), "--retain", "3", "--output", "json"));
      if (remember) {
        args.add("--remember-verified");
      }
      return jar(temp).start(args.toArray(String[]::new));
    }
  },

  /** What zkCleanup.sh starts. */
  PURGE_TXN_LOG {
    @Override
    Process start(Path temp, Path dataDir, Path dataLogDir, boolean remember) throws IOException {
      return jar(temp).startPeer(dataLogDir.toString(), dataDir.toString(), "-n", "3");
    }
  };

  /**
   * Starts a purge that keeps three snapshots.
   *
   * @param temp where it may leave temporary files when it is killed
   * @param remember whether it leaves a note with those that it has read, and trusts such notes
   */
  abstract Process start(Path temp, Path dataDir, Path dataLogDir, boolean remember)
      throws IOException;

  /** The limits are not for its sake: seven JVMs share a small machine. */
  private static Jar jar(Path temp) throws IOException {
    return Jar.asMyself()
        .and("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .and("-Djava.io.tmpdir=" + Files.createDirectories(temp));
  }
}

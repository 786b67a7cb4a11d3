package dev.snapkeeper.torture;

import dev.snapkeeper.testing.Jar;
import java.io.IOException;
import java.nio.file.Path;

/** Which program purges. */
enum Program {
  /** The packaged jar. */
  SNAPKEEPER {
    @Override
    Process start(Path dataDir, Path dataLogDir) throws IOException {
      return jar()
          .start(
              "purge",
              "--data-dir",
              dataDir.toString(),
              "--data-log-dir",
              dataLogDir.toString(),
              "--retain",
              "3",
              "--output",
              "json");
    }
  },

  /** What zkCleanup.sh starts. */
  PURGE_TXN_LOG {
    @Override
    Process start(Path dataDir, Path dataLogDir) throws IOException {
      return jar().startPeer(dataLogDir.toString(), dataDir.toString(), "-n", "3");
    }
  };

  /** Starts a purge that keeps three snapshots. */
  abstract Process start(Path dataDir, Path dataLogDir) throws IOException;

  /** The limits are not for its sake: seven JVMs share a small machine. */
  private static Jar jar() {
    return Jar.asMyself().and("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
  }
}

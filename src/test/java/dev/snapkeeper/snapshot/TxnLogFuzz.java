package dev.snapkeeper.snapshot;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.Zxid;
import dev.snapkeeper.testing.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Any log: its last zxid is found or there is none, whatever space was set aside behind it. */
public final class TxnLogFuzz {
  private static final FileSystem MEMORY = Jimfs.newFileSystem(Configuration.unix());

  private TxnLogFuzz() {}

  /** Some logs to begin with. */
  public static List<byte[]> seeds() {
    byte[] log = Picture.log("log:1..3");
    return List.of(Arrays.copyOf(log, 16), Arrays.copyOf(log, 300), Arrays.copyOf(log, 1000));
  }

  /** Reads one log. */
  public static void check(byte[] input) {
    Optional<Zxid> last = lastZxid(input);
    if (!last.equals(lastZxid(Arrays.copyOf(input, input.length + 64)))) {
      throw new AssertionError("zeros that follow change the last zxid, " + last);
    }
  }

  private static Optional<Zxid> lastZxid(byte[] log) {
    try {
      Path file = Files.write(MEMORY.getPath("/log.1"), log);
      return TxnLogReader.lastZxid(file, new StopSignal());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

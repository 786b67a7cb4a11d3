package dev.snapkeeper.options;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Any zoo.cfg: it is read, or refused with a message. */
public final class ZooCfgFuzz {
  private static final FileSystem MEMORY = Jimfs.newFileSystem(Configuration.unix());

  private ZooCfgFuzz() {}

  /** Some files to begin with. */
  public static List<byte[]> seeds() {
    return List.of(
            "tickTime=2000\ndataDir=/data\ndataLogDir = /datalog \nautopurge.snapRetainCount=5\n",
            "dataDir: /da\\\n  ta\r\nautopurge.purgeInteval=1\r\nserver.1=a:2888:3888;2181\r\n",
            "dataDir=relative\n#comment\n!comment\nautopurge.snapRetainCount=-1\n",
            "dataDir=\\u002fdata\n",
            "dataDir=C:\\users\n")
        .stream()
        .map(text -> text.getBytes(ISO_8859_1))
        .toList();
  }

  /** Reads one file. */
  public static void check(byte[] input) {
    Path file = MEMORY.getPath("/zoo.cfg");
    try {
      Files.write(file, input);
      ZooCfg cfg = ZooCfg.read(file);
      if (cfg.dataDir().toString().isBlank()
          || cfg.dataLogDir().toString().isBlank()
          || cfg.snapRetainCount().orElse(3) < PurgeOptions.MIN_RETAIN) {
        throw new AssertionError(cfg);
      }
    } catch (UsageException e) {
      if (!e.getMessage().startsWith("/zoo.cfg: ")) {
        throw new AssertionError("no message that names the file", e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

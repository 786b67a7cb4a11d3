package dev.snapkeeper.datadir;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.datadir.DataFile.Numbered;
import dev.snapkeeper.datadir.DataFile.Snapshot;
import dev.snapkeeper.datadir.DataFile.TxnLog;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.zookeeper.server.persistence.Util;

/** Any name: it is ours exactly if ZooKeeper would have given it. */
public final class DataFileNamesFuzz {
  private static final FileSystem MEMORY = Jimfs.newFileSystem(Configuration.unix());
  private static final Path DIRECTORY = MEMORY.getPath("/data/version-2");
  private static final BasicFileAttributes REGULAR = regular();
  private static final Pattern NAME =
      Pattern.compile("(log\\.([0-9a-f]+))|(snapshot\\.([0-9a-f]+)(\\.gz|\\.snappy)?(\\.tmp)?)");

  private DataFileNamesFuzz() {}

  private static BasicFileAttributes regular() {
    try {
      Path file = Files.write(MEMORY.getPath("file"), new byte[1]);
      return Files.readAttributes(file, BasicFileAttributes.class);
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Some names to begin with. */
  public static List<byte[]> seeds() {
    return List.of(
            "snapshot.0",
            "snapshot.100000abc.gz",
            "snapshot.3c.snappy",
            "snapshot.3c.gz.tmp",
            "snapshot.7fffffffffffffff",
            "snapshot.8000000000000000",
            "log.10000000000000000",
            "snapshot.3c.bak",
            "log.1",
            "log.100000001",
            "log.txt",
            "currentEpoch",
            "snapshot.",
            "log.01")
        .stream()
        .map(name -> name.getBytes(UTF_8))
        .toList();
  }

  /** Recognises one name. */
  public static void check(byte[] input) {
    String name = new String(input, UTF_8).replace('/', '_').replace('\0', '_');
    if (name.isEmpty()) {
      return;
    }
    Path path = DIRECTORY.resolve(name);
    DataFile file = DataFileNames.recognise(DIRECTORY, path, REGULAR);
    require(file.name().equals(name) && file.path().equals(path), name);
    require(file instanceof Numbered == couldBeZooKeepers(name), name);
    if (file instanceof Snapshot snapshot) {
      require(Util.getZxidFromName(name, "snapshot") == snapshot.zxid().value(), name);
    } else if (file instanceof TxnLog log) {
      require(Util.getZxidFromName(name, "log") == log.zxid().value(), name);
    }
  }

  private static boolean couldBeZooKeepers(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return false;
    }
    String hex = matcher.group(2) == null ? matcher.group(4) : matcher.group(2);
    return hex.length() <= 16
        && Long.parseUnsignedLong(hex, 16) >= 0
        && Long.toHexString(Long.parseUnsignedLong(hex, 16)).equals(hex);
  }

  private static void require(boolean condition, String name) {
    if (!condition) {
      throw new AssertionError("misread: " + name);
    }
  }
}

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.FileSnap;

/**
 * Writes five snapshots of an empty tree with ZooKeeper's own class, an hour apart; the argument is
 * their data directory. Run from its source, with the libraries that are shipped.
 */
class DataDirectory {
  private DataDirectory() {}

  public static void main(String[] args) throws Exception {
    Path version2 = Files.createDirectories(Path.of(args[0], "version-2"));
    DataTree tree = new DataTree();
    FileSnap snapshots = new FileSnap(version2.toFile());
    for (int i = 1; i <= 5; i++) {
      long zxid = 0x100L * i;
      File file = version2.resolve("snapshot." + Long.toHexString(zxid)).toFile();
      snapshots.serialize(tree, Map.of(), file, false);
      Files.setLastModifiedTime(
          file.toPath(), FileTime.from(Instant.now().minus(Duration.ofHours(6 - i))));
    }
    snapshots.close();
  }
}

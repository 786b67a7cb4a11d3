package dev.snapkeeper.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A zoo.cfg means here what it means to ZooKeeper. */
class ZooCfgTest {
  @TempDir Path temp;
  private Path file;

  @BeforeEach
  void name() {
    file = temp.resolve("zoo.cfg");
  }

  private ZooCfg read(String text) throws IOException, UsageException {
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    return ZooCfg.read(file);
  }

  private String fault(String text) {
    return assertThrows(UsageException.class, () -> read(text))
        .getMessage()
        .replace(file.toString(), "zoo.cfg");
  }

  private List<String> warnings(String text) throws IOException, UsageException {
    return read("dataDir=/data\n" + text).warnings().stream()
        .map(warning -> warning.replace(file.toString(), "zoo.cfg"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dataDir=/data\n",
        "dataDir = /data\ndataLogDir = /datalog\n",
        "dataDir:/data\r\ndataLogDir : /datalog\r\nautopurge.snapRetainCount=7\r\n",
        "  dataDir\t/data   \n\n# dataLogDir=/no\n! dataLogDir=/no\ndataLogDir=/data\\\n   log\n",
        "dataDir=/with space/data\nautopurge.snapRetainCount= 10 \n",
        "dataDir=/first\ndataDir=/second\nautopurge.snapRetainCount=1\n",
        "dataDir=/caf\\u00e9\n",
        "dataDir=/caf\u00e9\n",
        "dataDir=/data\nautopurge.snapRetainCount=0\nautopurge.purgeInterval=24\n",
      })
  void readsWhatZooKeeperReads(String text) throws Exception {
    ZooCfg ours = read(text);
    Files.write(file, (text + "\nclientPort=2181\n").getBytes(StandardCharsets.ISO_8859_1));
    QuorumPeerConfig theirs = new QuorumPeerConfig();
    theirs.parse(file.toString());
    assertEquals(theirs.getDataDir().toString(), ours.dataDir().toString());
    assertEquals(theirs.getDataLogDir().toString(), ours.dataLogDir().toString());
    assertEquals(Math.max(3, theirs.getSnapRetainCount()), ours.snapRetainCount().orElse(3));
  }

  @Test
  void warnsOfKeysThatZooKeeperIgnores() throws Exception {
    assertEquals(
        List.of(
            "zoo.cfg: ZooKeeper does not know autopurge.purgeInteval and ignores it; did you mean"
                + " autopurge.purgeInterval?"),
        warnings("autopurge.purgeInteval=1\n"));
    assertEquals(
        List.of(
            "zoo.cfg: ZooKeeper does not know autopurge.snapretaincount and ignores it; did you mean"
                + " autopurge.snapRetainCount?"),
        warnings("autopurge.snapretaincount=1\n"));
    assertEquals(
        List.of("zoo.cfg: ZooKeeper does not know autopurge.x and ignores it"),
        warnings("autopurge.x=1\n"));
    assertEquals(
        List.of(),
        warnings("autopurge.purgeInterval=1\nautopurge.snapRetainCount=3\ntickTime=2000\n"));
  }

  @Test
  void raisesARetentionBelowTheMinimumAndSaysSo() throws Exception {
    assertEquals(
        OptionalInt.of(3), read("dataDir=/d\nautopurge.snapRetainCount=1").snapRetainCount());
    assertEquals(
        List.of(
            "zoo.cfg: autopurge.snapRetainCount=1 is below ZooKeeper's minimum; taken as 3, as"
                + " ZooKeeper does"),
        warnings("autopurge.snapRetainCount=1"));
  }

  @Test
  void saysHowARelativeDirectoryIsTaken() throws Exception {
    List<String> warnings = read("dataDir=data\n").warnings();
    assertEquals(
        List.of(
            file
                + ": data is relative to the directory that the server was started in; here it is"
                + " taken as "
                + Path.of("data").toAbsolutePath()),
        warnings);
  }

  @Test
  void saysWhatIsWrongWithTheFile() {
    assertEquals(
        "zoo.cfg: sets no dataDir; is it ZooKeeper's zoo.cfg? Or give --data-dir instead",
        fault("tickTime=2000\n"));
    assertEquals(
        "zoo.cfg: sets no dataDir; is it ZooKeeper's zoo.cfg? Or give --data-dir instead",
        fault("dataDir=  \n"));
    assertEquals(
        "zoo.cfg: dataLogDir is empty; remove the line or name the directory of the txn logs",
        fault("dataDir=/d\ndataLogDir=\n"));
    assertEquals(
        "zoo.cfg: autopurge.snapRetainCount=many is no number; ZooKeeper refuses it too",
        fault("dataDir=/d\nautopurge.snapRetainCount=many\n"));
    assertEquals(
        "zoo.cfg: Malformed \\uxxxx encoding.; ZooKeeper refuses this too: write a backslash twice",
        fault("dataDir=C:\\users\n"));
  }

  @Test
  void saysThatThereIsNoSuchFile() {
    assertEquals(
        file + ": no such file; --config takes ZooKeeper's zoo.cfg",
        assertThrows(UsageException.class, () -> ZooCfg.read(file)).getMessage());
    assertEquals(
        temp + ": cannot be read (Is a directory); --config takes ZooKeeper's zoo.cfg",
        assertThrows(UsageException.class, () -> ZooCfg.read(temp)).getMessage());
  }
}

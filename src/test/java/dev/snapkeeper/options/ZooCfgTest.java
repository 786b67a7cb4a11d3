package dev.snapkeeper.options;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Random;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ZooKeeper itself reads is the measure: {@code QuorumPeerConfig.parse} on the same bytes. */
class ZooCfgTest {
  @TempDir static Path real;

  private final FileSystem memory =
      Jimfs.newFileSystem(
          Configuration.unix().toBuilder().setWorkingDirectory("/cron/job").build());
  private final Path file = memory.getPath("/zoo.cfg");

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  /** What both sides make of a file, or {@code refused}. */
  private record Reading(String dataDir, String dataLogDir, int retain) {
    static final Reading REFUSED = new Reading("refused", "refused", 0);
  }

  private ZooCfg read(String text) throws UsageException {
    write(file, text);
    return ZooCfg.read(file);
  }

  private static void write(Path file, String text) {
    try {
      Files.write(file, text.getBytes(ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String refusal(String text) {
    write(file, text);
    return assertThrows(UsageException.class, () -> ZooCfg.read(file)).getMessage();
  }

  private List<String> warnings(String text) throws UsageException {
    return read(text).warnings();
  }

  private Reading ours(String text) {
    try {
      ZooCfg cfg = read(text);
      return new Reading(
          cfg.dataDir().toString(),
          cfg.dataLogDir().toString(),
          cfg.snapRetainCount().orElse(PurgeOptions.MIN_RETAIN));
    } catch (UsageException e) {
      return Reading.REFUSED;
    }
  }

  /**
   * Empty where ZooKeeper crashes: its warning about relative paths trips over one of less than two
   * characters.
   */
  private static Optional<Reading> zooKeepers(String text) {
    Path cfg = real.resolve("zoo.cfg");
    write(cfg, text);
    // it turns every key that it does not know into a system property
    Properties before = (Properties) System.getProperties().clone();
    try {
      QuorumPeerConfig config = new QuorumPeerConfig();
      config.parse(cfg.toString());
      return Optional.of(
          new Reading(
              config.getDataDir().toString(),
              config.getDataLogDir().toString(),
              config.getSnapRetainCount()));
    } catch (ConfigException e) {
      return Optional.of(Reading.REFUSED);
    } catch (StringIndexOutOfBoundsException e) {
      return Optional.empty();
    } finally {
      System.setProperties(before);
    }
  }

  /** A line feed is written ¶, a carriage return ←, a tab →, a blank at an end ·. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          dataDir=/data                                                  | /data      | /data      | 3
          dataDir=/data¶dataLogDir=/logs                                 | /data      | /logs      | 3
          dataDir = /data¶dataLogDir = /logs                             | /data      | /logs      | 3
          ···dataDir→=→/data                                             | /data      | /data      | 3
          dataDir=/data··¶dataLogDir=/logs→·                             | /data      | /logs      | 3
          dataDir=/data←¶dataLogDir=/logs←¶                              | /data      | /logs      | 3
          dataDir=/data←dataLogDir=/logs←                                | /data      | /logs      | 3
          dataDir:/data¶dataLogDir : /logs                               | /data      | /logs      | 3
          dataDir /data¶dataLogDir→/logs                                 | /data      | /logs      | 3
          dataDir=/very/\\¶····long                                      | /very/long | /very/long | 3
          dataDir=/very/\\←¶→long                                        | /very/long | /very/long | 3
          data\\¶Dir=/data                                               | /data      | /data      | 3
          # dataDir=/old¶dataDir=/data                                   | /data      | /data      | 3
          ! dataDir=/old¶dataDir=/data¶··#dataDir=/older                 | /data      | /data      | 3
          dataDir=/data # not a comment                                  | /data # not a comment | /data # not a comment | 3
          dataDir=/data\\\\x                                             | /data\\x   | /data\\x   | 3
          dataDir=/my\\ data                                             | /my data   | /my data   | 3
          dataDir=/my data                                               | /my data   | /my data   | 3
          dataDir=/d\\u00e9j\\u00E0                                      | /déjà      | /déjà      | 3
          dataDir=/déjà                                                  | /déjà      | /déjà      | 3
          dataDir=/data\\t                                               | /data      | /data      | 3
          dataDir\\ =/data                                               | /data      | /data      | 3
          dataDir=/old¶dataDir=/data                                     | /data      | /data      | 3
          dataDir=/a//b/./c/                                             | /a/b/./c   | /a/b/./c   | 3
          dataDir=../data                                                | ../data    | ../data    | 3
          dataDir=/data¶datalogdir=/logs                                 | /data      | /data      | 3
          dataDir=/data¶autopurge.snapRetainCount=10                     | /data      | /data      | 10
          dataDir=/data¶autopurge.snapRetainCount = 10··                 | /data      | /data      | 10
          dataDir=/data¶autopurge.snapRetainCount=+10                    | /data      | /data      | 10
          dataDir=/data¶autopurge.snapRetainCount=1                      | /data      | /data      | 3
          dataDir=/data¶autopurge.snapRetainCount=-1                     | /data      | /data      | 3
          dataDir=/data¶autopurge.snapretaincount=10                     | /data      | /data      | 3
          dataDir=/data¶autopurge.snapRetainCount=ten                    | refused    | refused    | 0
          dataDir=/data¶autopurge.snapRetainCount=10 # a few             | refused    | refused    | 0
          dataDir=/data¶autopurge.snapRetainCount=                       | refused    | refused    | 0
          dataDir=/data¶autopurge.snapRetainCount=99999999999            | refused    | refused    | 0
          dataDir=/data¶note=C:\\users                                   | refused    | refused    | 0
          dataDir=                                                       | refused    | refused    | 0
          dataDir                                                        | refused    | refused    | 0
          dataDir=/data¶dataLogDir=                                      | refused    | refused    | 0
          dataDir=/data¶dataLogDir=··                                    | refused    | refused    | 0
          datadir=/data                                                  | refused    | refused    | 0
          tickTime=2000                                                  | refused    | refused    | 0
          ``                                                             | refused    | refused    | 0
          """)
  void readsWhatZooKeeperReads(String picture, String dataDir, String dataLogDir, int retain) {
    String text =
        picture.replace('¶', '\n').replace('←', '\r').replace('→', '\t').replace('·', ' ');
    Reading expected = new Reading(dataDir, dataLogDir, retain);
    assertEquals(expected, ours(text));
    assertEquals(expected, zooKeepers(text).orElse(Reading.REFUSED));
  }

  @Test
  void readsAnyJumbleAsZooKeeperDoes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String[] pieces = {
      "dataDir",
      "dataDir=/data",
      "dataLogDir",
      "dataLogDir=/logs",
      "autopurge.snapRetainCount",
      "=",
      "=",
      ":",
      " ",
      "\t",
      "\f",
      "\n",
      "\n",
      "\n",
      "\r",
      "\r\n",
      "\\",
      "\\\n",
      "\\\\",
      "#",
      "!",
      "/",
      "/a",
      "/b c",
      "4",
      "12",
      "x",
      "\\u0041",
      "\\u003d",
      "\\u0",
      "é",
      "\\ ",
      "\\=",
      "\\n",
      "\\r"
    };
    int read = 0;
    for (int i = 0; i < 500; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "dataDir=/first\n" : "");
      for (int j = random.nextInt(14); j >= 0; j--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      Reading ours = ours(text.toString());
      Optional<Reading> theirs = zooKeepers(text.toString());
      if (theirs.isPresent()) {
        assertEquals(theirs.get(), ours, "seed " + seed + ": " + text);
        read += ours.equals(Reading.REFUSED) ? 0 : 1;
      }
    }
    assertTrue(read > 100, "seed " + seed + ": only " + read + " could be read at all");
  }

  @Test
  void leavesTheRetainCountOpenWhereTheFileDoesNotSayIt() throws UsageException {
    assertEquals(OptionalInt.empty(), read("dataDir=/data").snapRetainCount());
    assertEquals(
        OptionalInt.of(3), read("dataDir=/data\nautopurge.snapRetainCount=3").snapRetainCount());
  }

  @Test
  void hasNothingToSayAboutAGoodFile() throws UsageException {
    assertEquals(
        List.of(),
        warnings(
            """
            tickTime=2000
            dataDir=/data
            dataLogDir=/logs
            clientPort=2181
            autopurge.snapRetainCount=3
            autopurge.purgeInterval=24
            server.1=zk-0:2888:3888;2181
            metricsProvider.className=org.apache.zookeeper.metrics.impl.DefaultMetricsProvider
            """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          autopurge.purgeInteval    | ; did you mean autopurge.purgeInterval?
          autopurge.purgeinterval   | ; did you mean autopurge.purgeInterval?
          autoPurge.purgeInterval   | ; did you mean autopurge.purgeInterval?
          AUTOPURGE.PURGEINTERVAL   | ; did you mean autopurge.purgeInterval?
          autopurge.interval        | ; did you mean autopurge.purgeInterval?
          autopurge.purge.interval  | ; did you mean autopurge.purgeInterval?
          autopurge.snapRetaincount | ; did you mean autopurge.snapRetainCount?
          autopurge.snapRetain      | ; did you mean autopurge.snapRetainCount?
          autopurge.retainCount     | ; did you mean autopurge.snapRetainCount?
          autopurge.enabled         | ''
          """)
  void warnsOfAutopurgeKeysThatZooKeeperDoesNotKnow(String key, String hint) throws UsageException {
    assertEquals(
        List.of("/zoo.cfg: ZooKeeper does not know " + key + " and ignores it" + hint),
        warnings("dataDir=/data\n" + key + "=1\n"));
  }

  @Test
  void warnsOfARetainCountBelowZooKeepersMinimum() throws UsageException {
    assertEquals(
        List.of(
            "/zoo.cfg: autopurge.snapRetainCount=1 is below ZooKeeper's minimum; taken as 3, as"
                + " ZooKeeper does"),
        warnings("dataDir=/data\nautopurge.snapRetainCount=1\n"));
  }

  @Test
  void warnsOnceOfDirectoriesThatAreRelative() throws UsageException {
    assertEquals(
        List.of(
            "/zoo.cfg: ../data is relative to the directory that the server was started in; here it is"
                + " taken as /cron/data"),
        warnings("dataDir=../data\n"));
    assertEquals(
        List.of(
            "/zoo.cfg: logs is relative to the directory that the server was started in; here it is"
                + " taken as /cron/job/logs"),
        warnings("dataDir=/data\ndataLogDir=logs\n"));
  }

  @Test
  void saysWhatIsWrongAndHowToPutItRight() {
    assertEquals(
        "/zoo.cfg: sets no dataDir; is it ZooKeeper's zoo.cfg? Or give --data-dir instead",
        refusal("dataDirectory=/data\n"));
    assertEquals(
        "/zoo.cfg: sets no dataDir; is it ZooKeeper's zoo.cfg? Or give --data-dir instead",
        refusal("dataDir=  \n"));
    assertEquals(
        "/zoo.cfg: dataLogDir is empty; remove the line or name the directory of the txn logs",
        refusal("dataDir=/data\ndataLogDir=\n"));
    assertEquals(
        "/zoo.cfg: autopurge.snapRetainCount=ten is no number; ZooKeeper refuses it too",
        refusal("dataDir=/data\nautopurge.snapRetainCount=ten\n"));
    assertEquals(
        "/zoo.cfg: Malformed \\uxxxx encoding.; ZooKeeper refuses this too: write a backslash twice",
        refusal("dataDir=C:\\users\n"));
  }

  @Test
  void refusesAFileThatIsMissing() {
    assertEquals(
        "/none.cfg: no such file; --config takes ZooKeeper's zoo.cfg",
        assertThrows(UsageException.class, () -> ZooCfg.read(memory.getPath("/none.cfg")))
            .getMessage());
  }

  @Test
  void refusesADirectory() {
    assertEquals(
        real + ": cannot be read (Is a directory); --config takes ZooKeeper's zoo.cfg",
        assertThrows(UsageException.class, () -> ZooCfg.read(real)).getMessage());
  }

  @Test
  void refusesADirectoryNameThatIsNoPath() {
    Path cfg = real.resolve("nul.cfg");
    write(cfg, "dataDir=/da\\u0000ta\n");
    assertEquals(
        cfg
            + ": not a path here: /da\0ta (Nul character not allowed); for names beyond ASCII run with LANG=C.UTF-8",
        assertThrows(UsageException.class, () -> ZooCfg.read(cfg)).getMessage());
  }
}

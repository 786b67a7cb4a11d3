package dev.snapkeeper.snapshot;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.StopSignal;
import dev.snapkeeper.datadir.Codec;
import dev.snapkeeper.testing.Mutator;
import dev.snapkeeper.testing.Picture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.zookeeper.server.persistence.SnapStream.StreamMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.SnappyOutputStream;

/** Whatever lies in a file, the readers end, and with nothing but what they say they throw. */
@Timeout(60)
class SnapshotReaderFuzzTest {
  private static final int ROUNDS = 2500;

  private static byte[] wrap(Codec codec, byte[] bytes) throws IOException {
    ByteArrayOutputStream wrapped = new ByteArrayOutputStream();
    switch (codec) {
      case PLAIN -> wrapped.write(bytes);
      case GZIP -> {
        try (GZIPOutputStream out = new GZIPOutputStream(wrapped)) {
          out.write(bytes);
        }
      }
      case SNAPPY -> {
        try (SnappyOutputStream out = new SnappyOutputStream(wrapped)) {
          out.write(bytes);
        }
      }
    }
    return wrapped.toByteArray();
  }

  /** Every other file is altered before it is compressed, so that the damage lies deeper. */
  @ParameterizedTest
  @EnumSource
  void aSnapshotIsReadRefusedOrProvenDamaged(Codec codec) throws Exception {
    byte[] stream = Picture.snapshot(StreamMode.CHECKED);
    byte[] whole = wrap(codec, stream);
    Mutator mutator = Mutator.ofThisRun();
    try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
      Path file = memory.getPath("snapshot.1" + codec.extension());
      int damaged = 0;
      for (int round = 0; round < ROUNDS; round++) {
        byte[] altered = round % 2 == 0 ? mutator.alter(whole) : wrap(codec, mutator.alter(stream));
        Files.write(file, altered);
        damaged += mutator.attempt(round, () -> readsOrRefuses(file, codec)) ? 0 : 1;
      }
      assertTrue(damaged > ROUNDS / 2, "only " + damaged + " were found damaged");
    }
  }

  private static boolean readsOrRefuses(Path file, Codec codec) {
    try {
      SnapshotReader.read(file, codec, new StopSignal());
      return true;
    } catch (DamagedSnapshotException | IOException documented) {
      return false;
    }
  }

  @Test
  void aLogIsReadHoweverItIsAltered() throws Exception {
    Mutator mutator = Mutator.ofThisRun();
    try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
      Path directory = memory.getPath("/logs");
      Picture.draw(directory, "log.1 log:1..40 1h");
      Path file = directory.resolve("log.1");
      byte[] whole = Files.readAllBytes(file);
      int found = 0;
      for (int round = 0; round < ROUNDS; round++) {
        Files.write(file, mutator.alter(whole));
        found +=
            mutator.attempt(round, () -> TxnLogReader.lastZxid(file, new StopSignal()).isPresent())
                ? 1
                : 0;
      }
      assertTrue(found > 0 && found < ROUNDS, found + " of " + ROUNDS + " held a transaction");
    }
  }
}

package dev.snapkeeper.snapshot;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.snapkeeper.options.CommandLineParser;
import dev.snapkeeper.options.UsageException;
import dev.snapkeeper.testing.Mutator;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is typed or configured is understood or refused with a message. */
@Timeout(60)
class OptionsFuzzTest {
  private static final int ROUNDS = 4000;

  private static final String ZOO_CFG =
      """
      # a server's own
      tickTime=2000
      dataDir=/var/lib/zookeeper
      dataLogDir : /var/log/zookeeper
      clientPort 2181
      autopurge.snapRetainCount = 5
      autopurge.purgeInterval=1
      server.1=a:2888:3888\\u0020
      """;

  @Test
  void anyZooCfgIsReadOrRefusedWithAMessage() throws Exception {
    Mutator mutator = Mutator.ofThisRun();
    byte[] whole = ZOO_CFG.getBytes(StandardCharsets.ISO_8859_1);
    try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
      Path file = memory.getPath("zoo.cfg");
      CommandLineParser parser = new CommandLineParser(memory);
      int refused = 0;
      for (int round = 0; round < ROUNDS; round++) {
        Files.write(file, mutator.alter(whole));
        refused +=
            mutator.attempt(round, () -> parses(parser, "purge", "--config", "zoo.cfg")) ? 0 : 1;
      }
      assertTrue(refused > 0 && refused < ROUNDS, refused + " of " + ROUNDS + " were refused");
    }
  }

  @Test
  void anyCommandLineIsUnderstoodOrRefusedWithAMessage() {
    Mutator mutator = Mutator.ofThisRun();
    CommandLineParser parser = new CommandLineParser(FileSystems.getDefault());
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String[] args = arguments(mutator);
      refused += mutator.attempt(round, () -> parses(parser, args)) ? 0 : 1;
    }
    assertTrue(refused > 0 && refused < ROUNDS, refused + " of " + ROUNDS + " were refused");
  }

  private static String[] arguments(Mutator mutator) {
    List<String> args = new ArrayList<>();
    args.add(mutator.below(20) == 0 ? mutator.text(8) : "purge");
    if (mutator.below(4) > 0) {
      args.addAll(List.of("--data-dir", "/data"));
    }
    for (int left = mutator.below(5); left > 0; left--) {
      String option =
          mutator.oneOf(
              "--data-dir",
              "--data-log-dir",
              "--config",
              "--retain",
              "-n",
              "-n5",
              "--dry-run",
              "--verify",
              "--verify=tail",
              "--delete-corrupt",
              "--trust-zxid-order",
              "--fail-above",
              "--fail-above=90",
              "--output",
              "--output=json",
              "--termination-log",
              "--verbose",
              "-v",
              "-h",
              "--help",
              "--",
              "-",
              "");
      switch (mutator.below(4)) {
        case 0 -> args.add(option + mutator.text(3));
        case 1 -> args.add(option + "=" + mutator.text(12));
        case 2 -> args.addAll(List.of(option, mutator.text(12)));
        default -> args.add(option);
      }
    }
    return args.toArray(String[]::new);
  }

  private static boolean parses(CommandLineParser parser, String... args) {
    try {
      parser.parse(args);
      return true;
    } catch (UsageException e) {
      assertFalse(e.getMessage().isBlank());
      return false;
    }
  }
}

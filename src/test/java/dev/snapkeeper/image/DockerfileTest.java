package dev.snapkeeper.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.snapkeeper.options.CommandLineParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of the image can be held to the program without an engine; the rest is image-test's. */
class DockerfileTest {
  private static List<String> linesThatStartWith(String start) throws IOException {
    return Files.readAllLines(Path.of("Dockerfile")).stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .toList();
  }

  @Test
  void labelsTheImageWithTheVersionOfTheProgram() throws IOException {
    assertEquals(List.of(CommandLineParser.version()), linesThatStartWith("ARG VERSION="));
  }

  @Test
  void ignoresEverythingButWhatIsCopied() throws IOException {
    List<String> copied =
        linesThatStartWith("COPY ").stream()
            .filter(words -> !words.startsWith("--from"))
            .map(words -> words.substring(0, words.indexOf(' ')))
            .toList();
    List<String> letIn =
        Files.readAllLines(Path.of(".dockerignore")).stream()
            .filter(line -> line.startsWith("!"))
            .map(line -> line.substring(1))
            .toList();
    assertEquals(copied, letIn);
  }
}

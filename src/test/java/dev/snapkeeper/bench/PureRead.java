package dev.snapkeeper.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Adler32;
import java.util.zip.GZIPInputStream;
import org.xerial.snappy.SnappyInputStream;

/**
 * The least that whoever checks a snapshot's seal has to do: read, decompress, sum up. What full
 * verification is measured against.
 */
public final class PureRead {
  private static final int BUFFER = 64 * 1024;

  private PureRead() {}

  /**
   * Reads files one after the other.
   *
   * @param args their paths
   */
  public static void main(String[] args) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (String arg : args) {
      Adler32 sum = new Adler32();
      try (InputStream in = open(Path.of(arg))) {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          sum.update(buffer, 0, count);
        }
      }
      System.out.println(sum.getValue());
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    String name = file.toString();
    if (name.endsWith(".gz")) {
      return new GZIPInputStream(in, BUFFER);
    }
    return name.endsWith(".snappy")
        ? new SnappyInputStream(new BufferedInputStream(in, BUFFER))
        : in;
  }
}

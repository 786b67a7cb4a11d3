package dev.snapkeeper.datadir;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * How a snapshot's stream is wrapped. The file's extension decides, as in ZooKeeper's {@code
 * SnapStream.getStreamMode}; the first bytes then have to agree.
 */
public enum Codec {
  /** No wrapping: the stream begins with the file header's magic. */
  PLAIN("", "ZKSN"),
  /** RFC 1952. */
  GZIP(".gz", "\u001f\u008b"),
  /**
   * snappy-java's framing, {@code SnappyCodec.MAGIC_HEADER}; not the snappy project's own framing.
   */
  SNAPPY(".snappy", "\u0082SNAPPY\0");

  private final String extension;

  /** A character for each byte. */
  private final String magic;

  Codec(String extension, String magic) {
    this.extension = extension;
    this.magic = magic;
  }

  /**
   * The codec of a file of this name: by its extension, {@link #PLAIN} where it has none of ours.
   */
  public static Codec ofName(String name) {
    for (Codec codec : values()) {
      if (codec != PLAIN && name.endsWith(codec.extension)) {
        return codec;
      }
    }
    return PLAIN;
  }

  /** With its dot, or empty. */
  public String extension() {
    return extension;
  }

  /** A file's first bytes under this codec. */
  public byte[] magic() {
    return magic.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The name as reports give it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

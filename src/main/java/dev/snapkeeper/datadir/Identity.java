package dev.snapkeeper.datadir;

import static java.util.Objects.requireNonNull;

import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;

/**
 * What tells one file from another of the same name. Linux reuses inode numbers at once, so the
 * number alone is not enough: size and modification time have to agree as well.
 *
 * @param key device and inode, as {@link BasicFileAttributes#fileKey}; null where there is none
 * @param size apparent size in bytes
 * @param modified modification time
 */
public record Identity(Object key, long size, Instant modified) {
  public Identity {
    requireNonNull(modified);
  }

  public static Identity of(BasicFileAttributes attributes) {
    return new Identity(
        attributes.fileKey(), attributes.size(), attributes.lastModifiedTime().toInstant());
  }

  /** Whether these attributes, read later, are still those of the file that was scanned. */
  public boolean matches(BasicFileAttributes attributes) {
    return attributes.isRegularFile()
        && size == attributes.size()
        && modified.equals(attributes.lastModifiedTime().toInstant())
        && Objects.equals(key, attributes.fileKey());
  }
}

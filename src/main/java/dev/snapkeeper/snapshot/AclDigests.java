package dev.snapkeeper.snapshot;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * What the ACLs of a snapshot say. Nodes name them by numbers that each server gives out for itself
 * ({@code ReferenceCountedACLCache}), so two snapshots' numbers cannot be compared, but digests of
 * the lists can.
 */
final class AclDigests {
  /** Stands for "anyone may do anything" without a list, {@code OPEN_UNSAFE_ACL_ID}. */
  private static final long OPEN_UNSAFE = -1;

  private static final int ALL_PERMISSIONS = 31;

  private final Map<Long, OptionalLong> digests = new HashMap<>();
  private long lastId = OPEN_UNSAFE;
  private OptionalLong last = OptionalLong.of(openUnsafe());

  AclDigests() {
    digests.put(OPEN_UNSAFE, last);
  }

  /** As the list would be digested if it were written out. */
  private static long openUnsafe() {
    byte[] scheme = "world".getBytes(StandardCharsets.US_ASCII);
    byte[] id = "anyone".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer list = ByteBuffer.allocate(4 * Integer.BYTES + scheme.length + id.length);
    list.putInt(1).putInt(ALL_PERMISSIONS);
    list.putInt(scheme.length).put(scheme).putInt(id.length).put(id);
    CRC32 crc = new CRC32();
    CRC32C crcC = new CRC32C();
    crc.update(list.array());
    crcC.update(list.array());
    return crc.getValue() << 32 | crcC.getValue();
  }

  void put(long id, long digest) {
    digests.put(id, OptionalLong.of(digest));
  }

  /** Empty where the snapshot does not hold the list. */
  OptionalLong of(long id) {
    if (id != lastId) {
      lastId = id;
      last = digests.getOrDefault(id, OptionalLong.empty());
    }
    return last;
  }
}

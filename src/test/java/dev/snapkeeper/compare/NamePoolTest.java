package dev.snapkeeper.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Names stay as they are while others come and go around them. */
class NamePoolTest {
  private static final int[] EDGES = {0, 1, 6, 7, 8, 126, 127, 128, 129, 4093, 4094, 4095, 70_000};

  @Test
  void keepsNamesOfEveryLength() {
    NamePool pool = new NamePool();
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      Map<Integer, byte[]> names = new HashMap<>();
      for (int i = 0; i < 3_000; i++) {
        if (!names.isEmpty() && random.nextInt(5) < 2) {
          int gone = names.keySet().iterator().next();
          names.remove(gone);
          pool.remove(gone);
        } else {
          int length =
              random.nextInt(9) == 0 ? EDGES[random.nextInt(EDGES.length)] : random.nextInt(60);
          byte[] around = new byte[length + 9];
          random.nextBytes(around);
          int handle = pool.add(around, 5, length);
          byte[] name = Arrays.copyOfRange(around, 5, 5 + length);
          assertEquals(null, names.put(handle, name), "given out twice, seed " + seed);
          assertEquals(true, pool.equals(handle, around, 5, length), "seed " + seed);
        }
      }
      names.forEach(
          (handle, name) -> {
            int at = pool.offset(handle);
            assertArrayEquals(
                name, Arrays.copyOfRange(pool.bytes(handle), at, at + pool.length(handle)));
            pool.remove(handle);
          });
    }
  }
}

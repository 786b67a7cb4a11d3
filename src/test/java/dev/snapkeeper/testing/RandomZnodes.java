package dev.snapkeeper.testing;

import dev.snapkeeper.testing.Znodes.Znode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;

/** Trees with everything that is odd and still allowed: names, empty data, quotas, owners. */
public final class RandomZnodes {
  /** Chosen so that many names are beginnings of others, and go on below and above a slash. */
  private static final List<String> PIECES =
      List.of("a", "b", "a", "-", " ", ".", "!", "0", "é", "漢", "字", "\"", "<", "%s", "\\n", "z");

  private static final List<List<ACL>> ACLS =
      List.of(
          ZooDefs.Ids.OPEN_ACL_UNSAFE, ZooDefs.Ids.READ_ACL_UNSAFE, ZooDefs.Ids.CREATOR_ALL_ACL);

  private final Random random;

  public RandomZnodes(Random random) {
    this.random = random;
  }

  /** A tree with at most so many znodes of its own. */
  public Znodes tree(int count) {
    Znodes znodes = new Znodes();
    List<String> parents = new ArrayList<>(List.of(""));
    for (int i = 0; i < count; i++) {
      String path = parents.get(random.nextInt(parents.size())) + "/" + name();
      if (path.startsWith("/zookeeper")) {
        continue;
      }
      boolean ephemeral = random.nextInt(8) == 0;
      znodes.put(path, znode(ephemeral ? 0x1000000000001L : 0));
      if (random.nextInt(3) > 0) {
        parents.add(path);
      }
    }
    return znodes;
  }

  /** The same tree after some time. */
  public Znodes later(Znodes before, int changes) {
    Znodes after = before.copy();
    for (int i = 0; i < changes; i++) {
      List<String> paths = after.paths();
      if (paths.isEmpty()) {
        return after;
      }
      String path = paths.get(random.nextInt(paths.size()));
      switch (random.nextInt(4)) {
        case 0 -> after.remove(path);
        case 1 -> after.put(path, znode(after.get(path).owner()));
        default -> after.put(path + "/" + name(), znode(0));
      }
    }
    return after;
  }

  /** Sets a quota on some znode, as {@code setquota} does, with figures that are out of date. */
  public void quota(Znodes znodes) {
    List<String> paths = znodes.paths();
    String path =
        random.nextInt(4) == 0 || paths.isEmpty()
            ? List.of("/gone", "/zookeeper", "/zookeeper/quota").get(random.nextInt(3))
            : paths.get(random.nextInt(paths.size()));
    if (path.startsWith("/zookeeper/quota/")) {
      return;
    }
    String quota = "/zookeeper/quota" + path;
    znodes.put(quota + "/zookeeper_limits", "count=5,bytes=100");
    znodes.put(quota + "/zookeeper_stats", random.nextBoolean() ? "count=0,bytes=0" : "");
  }

  private String name() {
    StringBuilder name = new StringBuilder();
    do {
      name.append(PIECES.get(random.nextInt(PIECES.size())));
    } while (random.nextInt(3) > 0);
    return name.toString().equals(".") || name.toString().equals("..") ? "dot" : name.toString();
  }

  private Znode znode(long owner) {
    String data = random.nextInt(5) == 0 ? null : "\0\1xyz".repeat(3).substring(random.nextInt(16));
    return new Znode(data, ACLS.get(random.nextInt(ACLS.size())), owner, random.nextInt(3));
  }
}

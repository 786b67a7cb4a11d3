package dev.snapkeeper.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.server.DataNode;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.apache.zookeeper.server.persistence.SnapStream;
import org.apache.zookeeper.server.persistence.SnapStream.StreamMode;

/**
 * A tree of znodes to be written as a snapshot by ZooKeeper's own classes, beside the nodes that
 * every tree has ({@code /zookeeper} and two below it).
 */
public final class Znodes {
  /**
   * A znode.
   *
   * @param data a character for each byte; may be null
   * @param owner {@code Stat.ephemeralOwner}
   */
  public record Znode(String data, List<ACL> acl, long owner, int version) {
    byte[] bytes() {
      return data == null ? null : data.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  private static final long SESSION = 0x1000000000001L;

  private final NavigableMap<String, Znode> nodes;

  public Znodes() {
    this(new TreeMap<>());
  }

  private Znodes(NavigableMap<String, Znode> nodes) {
    this.nodes = nodes;
  }

  /** A tree with the same znodes, to be changed on its own. */
  public Znodes copy() {
    return new Znodes(new TreeMap<>(nodes));
  }

  /** Puts a znode with so many bytes of data; its parents come into being without data. */
  public Znodes put(String path, int length) {
    return put(path, "x".repeat(length));
  }

  /** Puts a znode with some data. */
  public Znodes put(String path, String data) {
    return put(path, new Znode(data, ZooDefs.Ids.OPEN_ACL_UNSAFE, 0, 0));
  }

  /** Puts a znode. */
  public Znodes put(String path, Znode znode) {
    for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      nodes.putIfAbsent(
          path.substring(0, slash), new Znode(null, ZooDefs.Ids.OPEN_ACL_UNSAFE, 0, 0));
    }
    nodes.put(path, znode);
    return this;
  }

  /** Puts so many znodes with so many bytes each, named after a prefix and a number. */
  public Znodes putMany(String prefix, int count, int length) {
    return putAll(prefix, count, "", length);
  }

  /** Puts so many znodes with so many bytes each, named after a prefix, a number and a suffix. */
  public Znodes putAll(String prefix, int count, String suffix, int length) {
    for (int i = 0; i < count; i++) {
      put(prefix + i + suffix, length);
    }
    return this;
  }

  /** Removes a znode and all below it. */
  public Znodes remove(String path) {
    nodes.remove(path);
    nodes.subMap(path + "/", path + "0").clear(); // '0' follows '/'
    return this;
  }

  /** The znode of a path. */
  public Znode get(String path) {
    return nodes.get(path);
  }

  /** All paths but those that every tree has, sorted. */
  public List<String> paths() {
    return new ArrayList<>(nodes.keySet());
  }

  /**
   * All data, by path as a snapshot has it, those included that every tree has.
   *
   * @return lengths in bytes
   */
  public Map<String, Integer> lengths() {
    Map<String, Integer> lengths = new TreeMap<>();
    for (String path : List.of("", "/zookeeper", "/zookeeper/quota", "/zookeeper/config")) {
      lengths.put(path, 0);
    }
    nodes.forEach(
        (path, znode) -> lengths.put(path, znode.data() == null ? 0 : znode.data().length()));
    return lengths;
  }

  /** Writes a snapshot; the file's name decides on the codec. */
  public Path write(Path file) {
    return write(file, null);
  }

  /**
   * Writes a snapshot with siblings in some order.
   *
   * @param order null for the order that ZooKeeper's sets happen to have
   */
  public Path write(Path file, Random order) {
    DataTree tree = new DataTree();
    try {
      for (Map.Entry<String, Znode> entry : nodes.entrySet()) {
        Znode znode = entry.getValue();
        if (tree.getNode(entry.getKey()) == null) {
          tree.createNode(entry.getKey(), znode.bytes(), znode.acl(), znode.owner(), -1, 1, 1);
        }
        tree.getNode(entry.getKey()).stat.setVersion(znode.version());
      }
      // Meanwhile the tree has kept quotas' statistics up to date, which a fuzzy snapshot need not.
      for (Map.Entry<String, Znode> entry : nodes.tailMap("/zookeeper/").entrySet()) {
        Znode znode = entry.getValue();
        tree.setData(entry.getKey(), znode.bytes(), znode.version(), 1, 1);
      }
    } catch (KeeperException e) {
      throw new IllegalStateException(e);
    }
    if (order != null) {
      List<String> parents = new ArrayList<>(nodes.keySet());
      Collections.addAll(parents, "/", "/zookeeper", "/zookeeper/quota");
      for (String parent : parents) {
        DataNode node = tree.getNode(parent);
        List<String> children = new ArrayList<>(node.getChildren());
        Collections.shuffle(children, order);
        node.setChildren(new LinkedHashSet<>(children));
      }
    }
    StreamMode before = SnapStream.getStreamMode();
    SnapStream.setStreamMode(SnapStream.getStreamMode(file.getFileName().toString()));
    try {
      new FileSnap(file.getParent().toFile())
          .serialize(tree, new HashMap<>(Map.of(SESSION, 30_000)), file.toFile(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      SnapStream.setStreamMode(before);
    }
    return file;
  }
}

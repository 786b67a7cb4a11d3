package dev.snapkeeper.torture;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/**
 * Clients that create, change and delete znodes, one write after the other, and enter in the ledger
 * what was acknowledged.
 */
final class Workload {
  /** The parent of all znodes that count. */
  static final String ROOT = "/torture";

  /** Beside them: ephemerals, which come and go with their sessions and do not count. */
  private static final String EPHEMERALS = "/ephemerals";

  private static final int WRITERS = 4;

  /** About so many znodes each: a snapshot then has some MB, and takes some time to write. */
  private static final int ZNODES = 1_000;

  /** For all writers together some hundred writes a second: the machine has other work, too. */
  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  private final String servers;
  private final Ledger ledger;
  private final Faults faults;
  private final List<Thread> threads = new ArrayList<>();

  /** Each write holds it for reading, a pause for writing; fair, or a pause would never come. */
  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock(true);

  private volatile boolean ended;

  private Workload(String servers, Ledger ledger, Faults faults) {
    this.servers = servers;
    this.ledger = ledger;
    this.faults = faults;
  }

  /** Makes the znodes that everything goes below, then starts the writers. */
  static Workload start(String servers, long seed, Ledger ledger, Faults faults) throws Exception {
    Workload workload = new Workload(servers, ledger, faults);
    ZooKeeper client = Clients.connect(servers);
    try {
      make(client, ROOT);
      make(client, EPHEMERALS);
    } finally {
      client.close();
    }
    Random random = new Random(seed);
    for (int i = 0; i < WRITERS; i++) {
      Writer writer = workload.new Writer("w" + i, new Random(random.nextLong()));
      Thread thread = new Thread(writer, "writer " + i);
      workload.threads.add(thread);
      thread.start();
    }
    return workload;
  }

  private static void make(ZooKeeper client, String path) throws Exception {
    Wait.until(
        Duration.ofMinutes(2),
        path,
        () -> {
          try {
            client.create(path, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            return true;
          } catch (KeeperException.NodeExistsException e) {
            return true; // the answer to the first try was lost
          } catch (KeeperException e) {
            return false;
          }
        });
  }

  /** Returns once so many more writes were acknowledged, all of them sent from now on. */
  void awaitAcknowledged(int more) throws IOException, InterruptedException {
    long from = ledger.acknowledged() + WRITERS; // these may be on their way
    Wait.until(
        Duration.ofMinutes(2),
        "acknowledged writes",
        () -> ledger.acknowledged() >= from + more || faults.end());
  }

  /** Returns when no write is on its way; none is sent until {@link #goOn}, by the same thread. */
  void pause() {
    gate.writeLock().lock();
  }

  void goOn() {
    gate.writeLock().unlock();
  }

  /** Ends the clients. */
  void close() throws InterruptedException {
    ended = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private final class Writer implements Runnable {
    private final String name;
    private final Random random;

    /** Znodes that are there for certain, with their revisions. */
    private final List<String> paths = new ArrayList<>();

    private final List<Integer> revisions = new ArrayList<>();
    private int created;

    Writer(String name, Random random) {
      this.name = name;
      this.random = random;
    }

    @Override
    public void run() {
      try {
        while (!ended) {
          ZooKeeper client = new ZooKeeper(servers, Clients.SESSION_MS, event -> {});
          try {
            session(client);
          } finally {
            client.close();
          }
        }
      } catch (IOException | InterruptedException | RuntimeException e) {
        faults.add("writer " + name + " gave up: " + e);
      }
    }

    /** Writes until the session ends. */
    private void session(ZooKeeper client) throws InterruptedException {
      boolean first = true;
      while (!ended && client.getState().isAlive()) {
        LockSupport.parkNanos(PACE_NANOS);
        if (!client.getState().isConnected()) {
          continue;
        }
        gate.readLock().lock();
        try {
          if (first) {
            first = false;
            ephemeral(client);
          }
          write(client);
        } finally {
          gate.readLock().unlock();
        }
      }
    }

    private void ephemeral(ZooKeeper client) throws InterruptedException {
      try {
        client.create(
            EPHEMERALS + "/e-", new byte[9], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL);
      } catch (KeeperException e) {
        if (!isOpen(e)) {
          faults.add(EPHEMERALS + ", which was acknowledged, takes no znode: " + e);
        }
      }
    }

    private void write(ZooKeeper client) throws InterruptedException {
      int choice = random.nextInt(10);
      int index = paths.isEmpty() ? -1 : random.nextInt(paths.size());
      boolean full = paths.size() >= ZNODES;
      if (index < 0 || (choice < 5 && !full)) {
        String path = ROOT + "/" + name + "-" + created++;
        perform(
            path,
            Ledger.ABSENT,
            0,
            () ->
                client.create(
                    path, Ledger.data(path, 0), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
        return;
      }
      String path = take(paths, index);
      int revision = take(revisions, index);
      if (choice < 7 || (choice == 7 && !full)) {
        // ZooKeeper counts the changes of a znode as we do
        perform(
            path,
            revision,
            revision + 1,
            () -> client.setData(path, Ledger.data(path, revision + 1), revision));
      } else {
        perform(path, revision, Ledger.ABSENT, () -> client.delete(path, revision));
      }
    }

    /** A znode is forgotten once its state is open: nothing that is done to it could be checked. */
    private void perform(String path, int before, int after, Write write)
        throws InterruptedException {
      try {
        write.run();
        ledger.acknowledge(path, after);
        if (after != Ledger.ABSENT) {
          paths.add(path);
          revisions.add(after);
        }
      } catch (KeeperException e) {
        ledger.leaveOpen(path, before, after);
        if (!isOpen(e)) {
          faults.add(path + ", acknowledged at revision " + before + ": " + e);
        }
      }
    }

    /** Removes an element, and puts the last one in its place. */
    private static <T> T take(List<T> list, int index) {
      T last = list.remove(list.size() - 1);
      return index == list.size() ? last : list.set(index, last);
    }
  }

  /** A request to the ensemble. */
  private interface Write {
    void run() throws KeeperException, InterruptedException;
  }

  /** Whether the write may have taken effect and may not. Any other answer contradicts us. */
  private static boolean isOpen(KeeperException e) {
    return switch (e.code()) {
      case CONNECTIONLOSS, SESSIONEXPIRED, SESSIONMOVED, OPERATIONTIMEOUT, REQUESTTIMEOUT -> true;
      default -> false;
    };
  }
}

package io.intereststream.model.registry;

import io.intereststream.model.release.FileFault;
import io.intereststream.model.release.ReleaseException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The lock of a registry: a lock of the operating system on {@code .lock}, which is released when
 * its program ends, even if it is killed. The file says who took the lock last. It is never
 * deleted, because two programs could then lock two files of that name.
 *
 * <p>Not reentrant.
 */
final class RegistryLock implements AutoCloseable {

  private static final long PAUSE_MS = 20;

  private static final int LONGEST_HOLDER = 1024;

  /**
   * One semaphore for each registry within this JVM. The operating system's lock belongs to the
   * process and ends when any channel on the file is closed, so no thread may open the file while
   * another thread holds the lock.
   */
  private static final ConcurrentMap<Path, Turn> TURNS = new ConcurrentHashMap<>();

  private static final String HOST = host();

  private static final class Turn {
    private final Semaphore free = new Semaphore(1, true);
    private volatile String holder = "";
  }

  private final Turn turn;
  private final FileChannel channel;

  private RegistryLock(Turn turn, FileChannel channel) {
    this.turn = turn;
    this.channel = channel;
  }

  /**
   * Waits for the lock and takes it.
   *
   * @param registry its folder is created if it does not exist
   * @param purpose shown to other programs that wait
   * @throws ReleaseException if the lock is still held after {@code wait}, with the holder in the
   *     message, or if the file cannot be written
   */
  static RegistryLock take(RegistryLayout registry, Duration wait, String purpose) {
    Path root = registry.root();
    Path file = registry.lock();
    long deadline = System.nanoTime() + wait.toNanos();
    try {
      DurableFiles.createFolder(root);
      Turn turn = TURNS.computeIfAbsent(root.toRealPath(), key -> new Turn());
      if (!turn.free.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy(file, wait, turn.holder);
      }
      boolean taken = false;
      try {
        String holder = "%s since %s: %s".formatted(program(), now(), purpose);
        RegistryLock lock = new RegistryLock(turn, open(file, wait, deadline, holder));
        turn.holder = holder;
        taken = true;
        return lock;
      } finally {
        if (!taken) {
          turn.free.release();
        }
      }
    } catch (IOException e) {
      throw FileFault.unlockable(file, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReleaseException(file + ": interrupted while waiting for the lock", e);
    }
  }

  /** Returns user, host and process for the lock and the history. */
  static String program() {
    return "%s@%s pid %d"
        .formatted(System.getProperty("user.name"), HOST, ProcessHandle.current().pid());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown-host";
    }
  }

  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  @Override
  public void close() {
    close(channel);
    turn.holder = "";
    turn.free.release();
  }

  /** Opens the file, locks it and writes the holder into it; closes it if that fails. */
  private static FileChannel open(Path file, Duration wait, long deadline, String holder)
      throws IOException, InterruptedException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      FileLock lock = channel.tryLock();
      while (lock == null) {
        if (System.nanoTime() - deadline >= 0) {
          throw busy(file, wait, holder(channel));
        }
        Thread.sleep(PAUSE_MS);
        lock = channel.tryLock();
      }
      writeHolder(channel, holder + "\n");
      locked = true;
      return channel;
    } finally {
      if (!locked) {
        close(channel);
      }
    }
  }

  private static ReleaseException busy(Path file, Duration wait, String holder) {
    return new ReleaseException(
        "%s: held by %s; not free within %s s (expected: that program to end; try again or wait longer)"
            .formatted(file, holder.isEmpty() ? "an unknown program" : holder, seconds(wait)));
  }

  private static String seconds(Duration wait) {
    return String.valueOf(wait.toMillis() / 1000.0);
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LONGEST_HOLDER);
    channel.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
  }

  private static void writeHolder(FileChannel channel, String text) throws IOException {
    channel.truncate(0);
    channel.write(StandardCharsets.UTF_8.encode(text), 0);
  }

  private static void close(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // The lock is released nevertheless, and the changes are on the disk.
    }
  }
}

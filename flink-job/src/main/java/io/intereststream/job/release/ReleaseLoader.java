package io.intereststream.job.release;

import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.release.NoDirectMemoryException;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseFiles;
import io.intereststream.model.release.Throttle;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.ModelRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.local.LocalFileSystem;

/**
 * Loads releases: each once per TaskManager, however many subtasks ask for it. A release is loaded
 * on a thread of its own, and closed on another one when the last subtask gives it back, which
 * frees its memory outside the heap.
 *
 * <p>Loading checks everything (sizes, hashes, tensors, vocabulary) and recomputes the probe with
 * the reference encoder and with the serving encoder, with the latter often enough to warm it up.
 */
public final class ReleaseLoader implements LoadedReleases {
  /** Enough for the JVM's C2 compiler, with a probe of 16 histories. */
  private static final int WARM_UPS = 100;

  /**
   * What the TaskManager has loaded or is loading, by manifest hash, kind of encoder and item
   * tables; guarded by itself.
   */
  private static final Map<String, Shared> SHARED = new HashMap<>();

  private static final class Shared {
    final CompletableFuture<LoadedRelease> future = new CompletableFuture<>();
    int users;
  }

  private final EncoderProvider encoders;
  private final ItemTables items;
  private final Throttle background;

  /**
   * A loader of releases with encoders of a provider.
   *
   * @param background throttles loading while another release is loaded
   */
  public ReleaseLoader(EncoderProvider encoders, ItemTables items, Throttle background) {
    this.encoders = encoders;
    this.items = items;
    this.background = background;
  }

  @Override
  public CompletableFuture<LoadedRelease> acquire(ModelRelease announced) {
    synchronized (SHARED) {
      Shared shared = SHARED.get(key(announced));
      if (shared == null) {
        Shared started = new Shared();
        // The first is waited for; while another release is active, updates come first.
        boolean first = SHARED.isEmpty();
        Throttle throttle = first ? Throttle.NONE : background;
        SHARED.put(key(announced), started);
        start(
            "release-loader",
            first ? Thread.NORM_PRIORITY : Thread.MIN_PRIORITY,
            () -> load(announced, throttle, started.future));
        shared = started;
      }
      shared.users++;
      return shared.future;
    }
  }

  @Override
  public void release(ModelRelease announced) {
    Shared shared;
    synchronized (SHARED) {
      shared = SHARED.get(key(announced));
      if (shared == null || --shared.users > 0) {
        return;
      }
      SHARED.remove(key(announced));
    }
    // Not on the task's thread: freeing a gigabyte takes 0.1 s and more.
    shared.future.thenAccept(
        loaded -> start("release-closer", Thread.MIN_PRIORITY, loaded.release()::close));
  }

  private static void start(String name, int priority, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setPriority(priority);
    thread.setDaemon(true);
    thread.start();
  }

  private String key(ModelRelease announced) {
    return announced.getManifestSha256() + "/" + encoders.getClass().getName() + "/" + items;
  }

  private void load(
      ModelRelease announced, Throttle throttle, CompletableFuture<LoadedRelease> future) {
    try {
      future.complete(checked(announced, read(announced, throttle)));
    } catch (Throwable e) {
      synchronized (SHARED) {
        SHARED.remove(key(announced));
      }
      future.completeExceptionally(e);
    }
  }

  /** Makes the encoders of a release that was read, and checks them; closes it if that fails. */
  private LoadedRelease checked(ModelRelease announced, Release release) throws ReleaseException {
    LoadedRelease loaded = null;
    try {
      checkIsAnnounced(announced, release);
      Supplier<Encoder> supplier = prepared(release);
      try (ReferenceEncoder reference = release.reference()) {
        release.probe().check(reference);
      }
      Encoder serving = supplier.get();
      release.probe().check(serving);
      release.probe().checkTogether(serving, WARM_UPS);
      loaded = new LoadedRelease(announced, release, supplier);
      return loaded;
    } finally {
      if (loaded == null) {
        release.close();
      }
    }
  }

  private Supplier<Encoder> prepared(Release release) throws ReleaseException {
    try {
      return encoders.prepare(release, items);
    } catch (NoDirectMemoryException e) {
      throw new ReleaseException(
          e.getMessage()
              + " (expected: this much free direct memory; "
              + TaskManagerOptions.TASK_OFF_HEAP_MEMORY.key()
              + " must have room for the tables of two releases (in a local cluster:"
              + " -XX:MaxDirectMemorySize), or set "
              + ReleaseOptions.ITEM_TABLES.key()
              + ": "
              + ItemTables.COMPUTED
              + ")",
          e);
    }
  }

  private static Release read(ModelRelease announced, Throttle throttle)
      throws IOException, ReleaseException {
    org.apache.flink.core.fs.Path location =
        new org.apache.flink.core.fs.Path(announced.getLocation());
    return location.getFileSystem() instanceof LocalFileSystem
        ? Release.read(Path.of(location.getPath()), throttle)
        : readRemote(location, throttle);
  }

  private static void checkIsAnnounced(ModelRelease announced, Release release)
      throws ReleaseException {
    if (!release.manifestSha256().equals(announced.getManifestSha256())) {
      throw new ReleaseException(
          announced.getLocation()
              + "/"
              + ReleaseFiles.MANIFEST
              + ": SHA-256 "
              + release.manifestSha256()
              + " (expected: "
              + announced.getManifestSha256()
              + ", as announced; a release must never change)");
    }
  }

  /**
   * Reads a copy and deletes it. The files that the release has mapped stay on disk, without a
   * name, until the release is closed.
   */
  private static Release readRemote(org.apache.flink.core.fs.Path location, Throttle throttle)
      throws IOException, ReleaseException {
    Path copy = Files.createTempDirectory("interest-stream-release-");
    try {
      download(location, ReleaseFiles.MANIFEST, copy);
      for (String file : ReleaseFiles.LISTED) {
        download(location, file, copy);
      }
      return Release.read(copy, throttle);
    } finally {
      delete(copy);
    }
  }

  private static void download(org.apache.flink.core.fs.Path from, String file, Path to)
      throws IOException {
    FileSystem files = from.getFileSystem();
    try (FSDataInputStream in = files.open(new org.apache.flink.core.fs.Path(from, file))) {
      Files.copy(in, to.resolve(file));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

package io.intereststream.job.release;

import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.encoder.MissingLibraryException;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.release.FileFault;
import io.intereststream.model.release.NoDirectMemoryException;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseFiles;
import io.intereststream.model.release.ReleaseFolder;
import io.intereststream.model.release.Throttle;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.ModelRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.flink.configuration.TaskManagerOptions;

/**
 * Loads each release once per TaskManager, even if several subtasks ask for it. A release is loaded
 * on a thread of its own. When the last subtask releases it, it is closed on another thread, which
 * frees its memory outside the heap and the disk space of its copy.
 *
 * <p>The loader uses a private copy, and computes the hashes while it copies. Later changes to the
 * files in the registry therefore do not affect the active release. Loading checks everything
 * (sizes, hashes, tensors, vocabulary) and computes the probe with the reference encoder and with
 * the serving encoder, with the latter often enough to warm it up.
 */
public final class ReleaseLoader implements LoadedReleases {
  /** Number of runs of the probe; enough for the JVM's C2 compiler with a probe of 16 histories. */
  private static final int WARM_UPS = 100;

  /**
   * The releases that the TaskManager has loaded or is loading, by version, manifest hash, kind of
   * encoder and item tables; guarded by itself.
   */
  private static final Map<String, Shared> SHARED = new HashMap<>();

  private static final class Shared {
    final CompletableFuture<LoadedRelease> future = new CompletableFuture<>();
    int users;
  }

  private final EncoderProvider encoders;
  private final ItemTables items;
  private final Throttle background;
  private final List<Path> disks;

  /**
   * A loader of releases with encoders of a provider.
   *
   * @param background throttles loading while another release is in use
   * @param disks folders for private copies, at least one; the one with the most free space is used
   */
  public ReleaseLoader(
      EncoderProvider encoders, ItemTables items, Throttle background, List<Path> disks) {
    this.encoders = encoders;
    this.items = items;
    this.background = background;
    this.disks = List.copyOf(disks);
  }

  @Override
  public CompletableFuture<LoadedRelease> acquire(ModelRelease announced) {
    synchronized (SHARED) {
      Shared shared = SHARED.get(key(announced));
      if (shared == null) {
        Shared started = new Shared();
        // The subtasks wait for the first release. Later ones must not delay updates.
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
    return String.join(
        "/",
        announced.getVersion(),
        announced.getManifestSha256(),
        encoders.getClass().getName(),
        items.toString());
  }

  private void load(
      ModelRelease announced, Throttle throttle, CompletableFuture<LoadedRelease> future) {
    try {
      future.complete(checked(announced, read(announced, throttle)));
    } catch (Throwable e) {
      synchronized (SHARED) {
        SHARED.remove(key(announced));
      }
      future.completeExceptionally(told(announced, e));
    }
  }

  /** Converts an error of the JVM to one about the release. */
  private static Throwable told(ModelRelease announced, Throwable e) {
    if (e instanceof OutOfMemoryError) {
      return ReleaseException.temporary(
          ("release %s: not enough memory to load it: %s (expected: memory for two releases; raise"
                  + " %s, or in a local cluster -Xmx and -XX:MaxDirectMemorySize)")
              .formatted(
                  announced.getVersion(),
                  e.getMessage(),
                  TaskManagerOptions.TASK_OFF_HEAP_MEMORY.key()),
          e);
    }
    if (e instanceof LinkageError missing) {
      return new MissingLibraryException(
          ("release %s: a class cannot be loaded: %s (expected: the job's whole class path; a jar"
                  + " is missing, such as ND4J in Flink's lib folder)")
              .formatted(announced.getVersion(), missing),
          missing);
    }
    return e;
  }

  /** Makes and checks the encoders of a release; closes the release if that fails. */
  private LoadedRelease checked(ModelRelease announced, Release release) {
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

  private Supplier<Encoder> prepared(Release release) {
    try {
      return encoders.prepare(release, items);
    } catch (NoDirectMemoryException e) {
      throw ReleaseException.temporary(
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

  private Release read(ModelRelease announced, Throttle throttle) {
    ReleaseFolder folder;
    try {
      folder = FlinkReleaseFolder.at(announced.getLocation());
    } catch (IOException e) {
      throw FileFault.unreadable(Path.of(announced.getLocation()), e);
    }
    return Release.copy(folder, roomiest(), throttle);
  }

  private Path roomiest() {
    return Collections.max(disks, Comparator.comparingLong(ReleaseLoader::room));
  }

  private static long room(Path disk) {
    try {
      return Files.getFileStore(disk).getUsableSpace();
    } catch (IOException e) {
      return -1; // If no other folder is better, copying reports the fault.
    }
  }

  private static void checkIsAnnounced(ModelRelease announced, Release release) {
    if (!release.version().equals(announced.getVersion())) {
      throw new ReleaseException(
          "%s/%s: field version: '%s' (expected: '%s', as announced)"
              .formatted(
                  announced.getLocation(),
                  ReleaseFiles.MANIFEST,
                  release.version(),
                  announced.getVersion()));
    }
    if (!release.manifestSha256().equals(announced.getManifestSha256())) {
      throw ReleaseException.temporary(
          announced.getLocation()
              + "/"
              + ReleaseFiles.MANIFEST
              + ": SHA-256 "
              + release.manifestSha256()
              + " (expected: "
              + announced.getManifestSha256()
              + ", as announced; a release must never change)",
          null);
    }
  }
}

package io.intereststream.job.release;

import io.intereststream.encoder.Encoder;
import io.intereststream.encoder.ReferenceEncoder;
import io.intereststream.encoder.Release;
import io.intereststream.encoder.ReleaseException;
import io.intereststream.schema.ModelRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.local.LocalFileSystem;

/**
 * Loads releases: each once per TaskManager however many subtasks ask, on a thread of its own, and
 * let go when the last subtask lets go.
 *
 * <p>Loading checks everything (sizes, hashes, tensors, vocabulary) and computes the probe anew
 * with the reference encoder and with the encoder that will serve, which also warms it up.
 */
public final class ReleaseLoader {
  private static final List<String> FILES =
      List.of("release.json", "weights.safetensors", "items.txt", "probe.safetensors");

  /**
   * What the TaskManager has loaded or is loading, by manifest hash and kind of encoder; guarded by
   * itself.
   */
  private static final Map<String, Shared> SHARED = new HashMap<>();

  private static final class Shared {
    final CompletableFuture<LoadedRelease> future = new CompletableFuture<>();
    int users;
  }

  private final EncoderProvider encoders;

  public ReleaseLoader(EncoderProvider encoders) {
    this.encoders = encoders;
  }

  /**
   * Asks for a release; when that succeeds, to be matched by one {@link #letGo}.
   *
   * @return completes with the release, or exceptionally with what is wrong with it
   */
  public CompletableFuture<LoadedRelease> acquire(ModelRelease announced) {
    synchronized (SHARED) {
      Shared shared = SHARED.get(key(announced));
      if (shared == null) {
        Shared started = new Shared();
        SHARED.put(key(announced), started);
        Thread thread = new Thread(() -> load(announced, started.future), "release-loader");
        thread.setDaemon(true);
        thread.start();
        shared = started;
      }
      shared.users++;
      return shared.future;
    }
  }

  /** Gives back a release that {@link #acquire} loaded. */
  public void letGo(ModelRelease announced) {
    synchronized (SHARED) {
      Shared shared = SHARED.get(key(announced));
      if (shared != null && --shared.users == 0) {
        SHARED.remove(key(announced));
      }
    }
  }

  private String key(ModelRelease announced) {
    return announced.getManifestSha256() + "/" + encoders.getClass().getName();
  }

  private void load(ModelRelease announced, CompletableFuture<LoadedRelease> future) {
    try {
      Release release = read(announced);
      Supplier<Encoder> supplier = encoders.prepare(release);
      try (ReferenceEncoder reference = release.reference()) {
        release.probe().check(reference);
      }
      release.probe().check(supplier.get());
      future.complete(new LoadedRelease(announced, release, supplier));
    } catch (Throwable e) {
      synchronized (SHARED) {
        SHARED.remove(key(announced));
      }
      future.completeExceptionally(e);
    }
  }

  private static Release read(ModelRelease announced) throws IOException, ReleaseException {
    org.apache.flink.core.fs.Path location =
        new org.apache.flink.core.fs.Path(announced.getLocation());
    Release release =
        location.getFileSystem() instanceof LocalFileSystem
            ? Release.read(Path.of(location.getPath()))
            : readRemote(location);
    if (!release.manifestSha256().equals(announced.getManifestSha256())) {
      throw new ReleaseException(
          location
              + "/release.json: SHA-256 "
              + release.manifestSha256()
              + " (expected: "
              + announced.getManifestSha256()
              + ", as announced; a release must never change)");
    }
    return release;
  }

  private static Release readRemote(org.apache.flink.core.fs.Path location)
      throws IOException, ReleaseException {
    Path copy = Files.createTempDirectory("interest-stream-release-");
    try {
      for (String file : FILES) {
        download(new org.apache.flink.core.fs.Path(location, file), copy.resolve(file));
      }
      return Release.read(copy);
    } finally {
      delete(copy);
    }
  }

  private static void download(org.apache.flink.core.fs.Path from, Path to) throws IOException {
    FileSystem files = from.getFileSystem();
    try (FSDataInputStream in = files.open(from)) {
      Files.copy(in, to);
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

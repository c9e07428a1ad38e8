package io.intereststream.job.update;

import io.intereststream.job.release.LoadedRelease;
import io.intereststream.job.release.LoadedReleases;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.ModelRelease;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Releases of one subtask in memory, whose loading takes a given time or fails. The release with
 * which a subtask starts is loaded immediately.
 */
public final class InMemoryReleases implements LoadedReleases {
  /**
   * How a release loads.
   *
   * @param release null if it never does
   * @param delayMs time that an attempt takes
   * @param passingFaults attempts that fail before the first that does not
   */
  public record Loading(Release release, long delayMs, int passingFaults) {}

  private record Attempt(long due, String version, CompletableFuture<LoadedRelease> future) {}

  private final Map<String, Loading> releases;
  private final List<Attempt> attempts = new ArrayList<>();
  private final Map<String, Integer> faults = new HashMap<>();
  private final Map<String, ModelRelease> announced = new HashMap<>();
  private int uses;
  private boolean starting = true;
  private long now;

  public InMemoryReleases(Map<String, Loading> releases) {
    this.releases = releases;
  }

  @Override
  public CompletableFuture<LoadedRelease> acquire(ModelRelease wanted) {
    CompletableFuture<LoadedRelease> future = new CompletableFuture<>();
    Loading loading = releases.get(wanted.getVersion());
    announced.put(wanted.getVersion(), wanted);
    if (starting) {
      complete(wanted.getVersion(), future, true);
    } else {
      long delay = loading == null ? 0 : loading.delayMs;
      attempts.add(new Attempt(now + delay, wanted.getVersion(), future));
      completeUntil(now);
    }
    return future;
  }

  /** Notes that the subtask has its first release, and what time it is. */
  void started(long time) {
    starting = false;
    now = time;
  }

  /** Lets the attempts end that have taken their time. */
  void completeUntil(long time) {
    now = Math.max(now, time);
    for (Iterator<Attempt> left = attempts.iterator(); left.hasNext(); ) {
      Attempt attempt = left.next();
      if (attempt.due <= now) {
        left.remove();
        complete(attempt.version, attempt.future, false);
      }
    }
  }

  private void complete(String version, CompletableFuture<LoadedRelease> future, boolean atOnce) {
    Loading loading = releases.get(version);
    if (loading == null || loading.release == null) {
      future.completeExceptionally(new ReleaseException("release " + version + ": broken"));
    } else if (!atOnce && faults.merge(version, 1, Integer::sum) <= loading.passingFaults) {
      future.completeExceptionally(
          ReleaseException.temporary("release " + version + ": not all there", null));
    } else {
      faults.remove(version);
      uses++;
      future.complete(
          new LoadedRelease(announced.get(version), loading.release, loading.release.encoders()));
    }
  }

  @Override
  public void release(ModelRelease wanted) {
    uses--;
  }

  /** Checks that each release that arrived was given back. */
  void checkAllReleased() {
    completeUntil(Long.MAX_VALUE);
    if (uses != 0) {
      throw new AssertionError(uses + " releases are still in use after the end");
    }
  }
}

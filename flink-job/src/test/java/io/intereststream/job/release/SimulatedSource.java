package io.intereststream.job.release;

import io.intereststream.schema.ModelRelease;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;

/** The release source's real logic, which polls on request. */
public final class SimulatedSource {
  private final SteppedContext context = new SteppedContext();
  private final SplitEnumerator<AnnouncementSplit, Announced> enumerator;

  /**
   * Starts the source.
   *
   * @param registry address of the registry's folder
   * @param initial the release of a job without a checkpoint
   * @param restored the state in a checkpoint; null for none
   */
  public SimulatedSource(
      String registry, ModelRelease initial, Announced restored, AnnouncementLog log, Clock clock) {
    ReleaseSource source =
        new ReleaseSource(
            new AliasResolver(registry, "production"),
            new AliasResolver(registry, "candidate"),
            initial,
            Duration.ofSeconds(10),
            log,
            clock);
    enumerator =
        restored == null
            ? source.createEnumerator(context)
            : source.restoreEnumerator(context, restored);
    enumerator.start();
  }

  /** Registers the reader, to which the latest releases are announced. */
  public void startReader() {
    context.register(0);
    enumerator.addReader(0);
  }

  /** Polls the aliases. */
  public void poll() {
    context.poll();
  }

  /** What was announced since the last call. */
  public List<Announcement> take() {
    return context.takeAnnouncements();
  }

  /** The source's part of a checkpoint. */
  public Announced checkpoint() throws Exception {
    return enumerator.snapshotState(1);
  }
}

package io.intereststream.deploy.bench.load;

import io.intereststream.job.config.JobOptions;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Sends the events of a load to the watch topic. Not thread-safe. */
public final class WatchLoad {
  /** An event that is due within this time is sent at once, in ns. */
  private static final long EARLY = 200_000;

  /** Maximum time between two looks at whether to continue, in ns. */
  private static final long LOOK = 100_000_000;

  private final LoadSettings settings;
  private final EventSequence events;

  /** A load, from its first event. */
  public WatchLoad(LoadSettings settings) {
    this.settings = settings;
    this.events = new EventSequence(settings);
  }

  /** Sends the events that fill the histories. */
  public void fill(JobOptions options) {
    // The events of one viewer follow each other, so they compress well.
    send(options, settings.fillEvents(), "lz4");
  }

  /** Sends the next events as fast as possible. */
  public void send(JobOptions options, long count) {
    send(options, count, "none");
  }

  private void send(JobOptions options, long count, String compression) {
    try (WatchSender sender = new WatchSender(options, compression)) {
      for (long i = 0; i < count; i++) {
        sender.send(events.next());
      }
      sender.flush();
    }
  }

  /**
   * Sends events at a rate. The time of an event is the time at which it is due, even if it is sent
   * later.
   *
   * @param rate events per second
   * @param continues returns whether to continue
   * @return number of events
   */
  long send(WatchSender sender, double rate, BooleanSupplier continues)
      throws InterruptedException {
    long startMs = System.currentTimeMillis();
    long start = System.nanoTime();
    long sent = 0;
    while (continues.getAsBoolean()) {
      long due = (long) (sent / rate * 1e9);
      long ahead = start + due - System.nanoTime();
      if (ahead > EARLY) {
        TimeUnit.NANOSECONDS.sleep(Math.min(ahead, LOOK));
      } else {
        sender.send(events.at(startMs + TimeUnit.NANOSECONDS.toMillis(due)));
        sent++;
      }
    }
    sender.flush();
    return sent;
  }
}

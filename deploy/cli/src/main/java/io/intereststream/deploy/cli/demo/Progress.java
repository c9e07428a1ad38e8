package io.intereststream.deploy.cli.demo;

import io.intereststream.deploy.cli.replay.Replay;
import io.intereststream.schema.WatchEvent;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The progress of a running replay as lines of text. Written by one thread, read by another. */
final class Progress implements Replay.Listener {
  private final ViewerSample sample;
  private final long start = System.nanoTime();
  private volatile long sent;
  private long shownSent;
  private long shownUpdates;
  private long shownAt = start;

  Progress(ViewerSample sample) {
    this.sample = sample;
  }

  @Override
  public void sent(WatchEvent event, long count, long row) {
    sent = count;
    sample.sent(event);
  }

  /**
   * The current progress. Rates are since the last call.
   *
   * @param left number of records of the watch topic that no checkpoint covers yet
   */
  List<String> lines(long updates, long left, Histogram latencies) {
    long now = System.nanoTime();
    double seconds = (now - shownAt) / 1e9;
    List<String> lines = new ArrayList<>();
    lines.add(
        "%4.0f s  %,d events (%,.0f/s), %,d updates (%,.0f/s), p50 %d ms, p99 %d ms"
            .formatted(
                (now - start) / 1e9,
                sent,
                (sent - shownSent) / seconds,
                updates,
                (updates - shownUpdates) / seconds,
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(99)));
    lines.add("        %,d events since the last checkpoint".formatted(left));
    lines.addAll(sample.lines());
    shownAt = now;
    shownSent = sent;
    shownUpdates = updates;
    return lines;
  }
}

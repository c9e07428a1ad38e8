package io.intereststream.deploy.bench;

import io.intereststream.error.InterestStreamException;
import java.time.Duration;

/**
 * Settings of {@link ReleaseChangeBench}.
 *
 * @param items number of items of each of the two alternating releases
 * @param viewers number of viewers with histories
 * @param history number of items of each viewer at the start, at least two
 * @param changes number of changes of the release
 * @param every time between two changes; the time before the first change is as long, but at least
 *     a minute
 * @param rate events per second; 0 for half of what the job sustains
 * @param kills number of TaskManagers to kill, spread over the run
 * @param reembedWithin time within which viewers without new events are re-embedded
 * @param changelog whether to use Flink's changelog state backend
 * @param auditEvery whether to audit every update, not only the one that a reader holds for each
 *     viewer
 */
public record ReleaseChangeSettings(
    int items,
    int viewers,
    int history,
    int changes,
    Duration every,
    double rate,
    int kills,
    Duration reembedWithin,
    boolean changelog,
    boolean auditEvery) {

  /** Checks the values. */
  public ReleaseChangeSettings {
    if (history < 2) {
      throw InterestStreamException.usage(
          "--history: "
              + history
              + " (expected: at least two items, because only the later half"
              + " is timed)");
    }
  }
}

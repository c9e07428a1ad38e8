package io.intereststream.job.lifecycle;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether this job may write an update topic, by the lease records on the topic for release
 * events, in their order there.
 *
 * <p>A job renews its lease every {@link #RENEW_MS}; one that has been silent for {@link #LAPSE_MS}
 * has lapsed. A job that starts waits until the lease of another one is released or lapses, and is
 * refused if it is renewed. After its own first record, the claim, it is refused for a while yet if
 * it turns out that another job was first. Later on it stays, and reports the others.
 *
 * <p>A job that is resumed has the holder of the state that it is resumed from, and so takes over
 * at once from the run that wrote that state. Two runs of one holder are told apart by their
 * instance; one record of the run before that arrives late is no second job.
 */
final class Lease {
  /** Time between two records of a lease. */
  static final long RENEW_MS = 10_000;

  /** Silence after which a lease has lapsed. */
  static final long LAPSE_MS = 30_000;

  /** Clocks of machines differ by less than this: an older record has lapsed at once. */
  private static final long OLD_MS = 2 * LAPSE_MS;

  /** Time after the claim in which it may turn out that another job was first. */
  private static final long SETTLE_MS = LAPSE_MS + RENEW_MS;

  /** What is to be done now. */
  enum Step {
    /** Nothing. */
    NOTHING,
    /** Write a record of the lease. */
    WRITE,
    /** End: another job holds the lease. */
    END
  }

  private final String holder;
  private final String instance;
  private final Map<String, Rival> rivals = new LinkedHashMap<>();
  private boolean claimed;

  /** Whether the claim was read back: what was read since lies after it. */
  private boolean claimRead;

  private long claimedAt;
  private long writtenAt;

  /** Another instance of which records were read. */
  private static final class Rival {
    LeaseNotice newest;
    long heardAt;
    int beforeClaim;
    int afterClaim;
    int sinceStart;
    boolean unseenAtClaim;
  }

  Lease(String holder, String instance) {
    this.holder = holder;
    this.instance = instance;
  }

  /** Takes the records that were there when this instance started. */
  void begin(List<LeaseNotice> history, long now) {
    for (LeaseNotice notice : history) {
      read(notice, notice.timestamp() < now - OLD_MS ? now - LAPSE_MS : now);
    }
    rivals.values().forEach(rival -> rival.sinceStart = 0);
  }

  /** Takes the records that were written since. */
  void read(List<LeaseNotice> notices, long now) {
    notices.forEach(notice -> read(notice, now));
  }

  private void read(LeaseNotice notice, long heardAt) {
    if (notice.instance().equals(instance)) {
      claimRead = true;
      return;
    }
    if (notice.released()) {
      rivals.remove(notice.instance());
      return;
    }
    Rival rival = rivals.computeIfAbsent(notice.instance(), key -> new Rival());
    rival.newest = notice;
    rival.heardAt = heardAt;
    rival.sinceStart++;
    if (claimRead) {
      rival.afterClaim++;
    } else {
      rival.beforeClaim++;
      rival.unseenAtClaim |= claimed;
    }
  }

  /** Whether an earlier run of this holder has left a record. */
  boolean continues() {
    return rivals.values().stream().anyMatch(rival -> isSameHolder(rival));
  }

  /** What is to be done now. Asked for after all records were read. */
  Step next(long now) {
    if (!claimed) {
      if (rivals.values().stream()
          .anyMatch(rival -> !isSameHolder(rival) && rival.sinceStart > 0)) {
        return Step.END;
      }
      boolean waits =
          rivals.values().stream().anyMatch(r -> !isSameHolder(r) && now - r.heardAt < LAPSE_MS);
      return waits ? Step.NOTHING : Step.WRITE;
    }
    if (now - claimedAt < SETTLE_MS && rivals.values().stream().anyMatch(this::wasFirst)) {
      return Step.END;
    }
    return now - writtenAt >= RENEW_MS ? Step.WRITE : Step.NOTHING;
  }

  /** Says that a record of this lease was written. */
  void written(long now) {
    if (!claimed) {
      claimed = true;
      claimedAt = now;
    }
    writtenAt = now;
  }

  /** Whether this job holds the lease. */
  boolean isHeld() {
    return claimed;
  }

  private boolean wasFirst(Rival rival) {
    return rival.unseenAtClaim && !isSameHolder(rival) || rival.beforeClaim > 0 && isAlive(rival);
  }

  /** Whether the rival went on after the claim; the run before may have sent one last record. */
  private boolean isAlive(Rival rival) {
    return rival.afterClaim > (isSameHolder(rival) ? 1 : 0);
  }

  private boolean isSameHolder(Rival rival) {
    return rival.newest.holder().equals(holder);
  }

  /** How many other jobs write the update topic, as far as is known. */
  int others(long now) {
    return (int)
        rivals.values().stream().filter(r -> isAlive(r) && now - r.heardAt < LAPSE_MS).count();
  }

  /** The other job that was heard last; empty for none. */
  Optional<LeaseNotice> other() {
    return rivals.values().stream()
        .filter(rival -> claimed ? isAlive(rival) || wasFirst(rival) : !isSameHolder(rival))
        .reduce((one, two) -> two.heardAt >= one.heardAt ? two : one)
        .map(rival -> rival.newest);
  }
}

package io.intereststream.job.release;

import io.intereststream.error.InterestStreamException;
import io.intereststream.schema.ModelRelease;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A log of announcements in memory, which fails on request. */
public final class MemoryLog implements AnnouncementLog {
  private static final long serialVersionUID = 1L;

  private final List<ModelRelease> announced = new ArrayList<>();
  private boolean broken;
  private long lost;

  public synchronized void breakDown(boolean now) {
    broken = now;
  }

  @Override
  public synchronized Content read() {
    check();
    return announced.stream()
        .max(Comparator.comparingLong(ModelRelease::getEpoch))
        .map(newest -> new Content(Math.max(newest.getEpoch(), lost), newest))
        .orElse(new Content(lost, null));
  }

  /** Says that updates are lost. */
  public synchronized void lose(long epoch) {
    lost = epoch;
  }

  @Override
  public synchronized long lostEpoch() {
    check();
    return lost;
  }

  @Override
  public synchronized void append(ModelRelease release) {
    check();
    announced.add(release);
  }

  private void check() {
    if (broken) {
      throw InterestStreamException.environment("topic release-events: no answer");
    }
  }

  /** All of them, each as {@code version epoch}. */
  public synchronized List<String> texts() {
    return announced.stream().map(r -> r.getVersion() + " " + r.getEpoch()).toList();
  }
}

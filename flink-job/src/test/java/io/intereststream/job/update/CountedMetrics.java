package io.intereststream.job.update;

import io.intereststream.history.HistoryChange;
import io.intereststream.schema.ReleaseEventKind;
import java.util.function.Consumer;

/** Counters of a simulated subtask, by what happened in words. */
record CountedMetrics(Consumer<String> counter) implements UpdateMetrics {
  @Override
  public void count(HistoryChange change) {
    counter.accept("history " + change);
  }

  @Override
  public void countErasure() {
    counter.accept("viewers erased");
  }

  @Override
  public void countExpiry() {
    counter.accept("viewers swept");
  }

  @Override
  public void countSeveralPartitions() {
    counter.accept("viewers of several partitions");
  }

  @Override
  public void countHeld() {
    counter.accept("updates held");
  }

  @Override
  public void countReembedded() {
    counter.accept("viewers re-embedded");
  }

  @Override
  public void count(ReleaseEventKind kind) {
    // Release events are counted where they are written.
  }

  @Override
  public void measureState(int bytes) {}

  @Override
  public void measureLatency(long ms) {}
}

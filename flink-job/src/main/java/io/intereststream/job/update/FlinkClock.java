package io.intereststream.job.update;

import java.time.Instant;
import java.time.InstantSource;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/** The processing time of a task as a clock. */
record FlinkClock(ProcessingTimeService service) implements InstantSource {
  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public long millis() {
    return service.getCurrentProcessingTime();
  }
}

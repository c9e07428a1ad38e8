package io.intereststream.deploy.bench.measure;

import io.intereststream.deploy.bench.cpu.CpuTimes;
import io.intereststream.deploy.bench.cpu.ProcessFigures;
import io.intereststream.deploy.bench.cpu.ThreadCpu;
import io.intereststream.error.InterestStreamException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/**
 * Measures windows of a job that reads a backlog. A window begins and ends when a checkpoint has
 * just been completed, so that it contains whole checkpoints.
 */
public final class WindowMeter {
  private static final long LOOK_MS = 100;

  private final MeasuredJob job;
  private final UpdateTopic updates;
  private final CheckpointFolder checkpoints;
  private final ThreadCpu jobCpu;
  private final ThreadCpu brokerCpu;
  private final Duration limit;

  private record Moment(
      long nanos,
      Map<TopicPartition, Long> ends,
      CpuTimes job,
      CpuTimes broker,
      long writtenBytes) {}

  /**
   * @param broker process id of the broker
   * @param limit maximum time for a window
   */
  public WindowMeter(MeasuredJob job, UpdateTopic updates, long broker, Duration limit) {
    this.job = job;
    this.updates = updates;
    this.checkpoints = new CheckpointFolder(job.checkpoints());
    this.jobCpu = new ThreadCpu(job.pid());
    this.brokerCpu = new ThreadCpu(broker);
    this.limit = limit;
  }

  /**
   * Measures a window.
   *
   * @param events minimum number of events
   * @param time minimum time
   * @param backlog number of updates at which the job has read everything
   * @return the window; empty if the backlog came to its end before
   * @throws InterestStreamException if the job has ended, or the window takes too long
   */
  public Optional<Window> measure(long events, Duration time, long backlog)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    awaitCheckpoint(backlog, deadline);
    Moment from = now();
    while (true) {
      awaitCheckpoint(backlog, deadline);
      Moment to = now();
      if (UpdateTopic.sum(to.ends) >= backlog) {
        return Optional.empty();
      }
      Window window = between(from, to);
      if (window.events() >= events && to.nanos - from.nanos >= time.toNanos()) {
        return Optional.of(window);
      }
    }
  }

  /**
   * Measures a window of a fixed time, without regard to checkpoints.
   *
   * @throws InterestStreamException if the job has ended
   */
  public Window measure(Duration time) throws IOException, InterruptedException {
    Moment from = now();
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
    job.check();
    return between(from, now());
  }

  private static Window between(Moment from, Moment to) {
    return new Window(
        from.ends,
        to.ends,
        (to.nanos - from.nanos) / 1e9,
        to.job.since(from.job),
        to.broker.since(from.broker),
        to.writtenBytes - from.writtenBytes);
  }

  private Moment now() throws IOException, InterruptedException {
    return new Moment(
        System.nanoTime(),
        updates.ends(),
        jobCpu.sample(),
        brokerCpu.sample(),
        new ProcessFigures(job.pid()).writtenBytes());
  }

  /** Waits for the next checkpoint, or until the backlog has been read. */
  private void awaitCheckpoint(long backlog, long deadline)
      throws IOException, InterruptedException {
    long newest = checkpoints.newest();
    while (checkpoints.newest() == newest && updates.count() < backlog) {
      job.check();
      if (System.nanoTime() > deadline) {
        throw InterestStreamException.environment(
            "job in process %d: no end of a window within %d s (expected: checkpoints in %s)"
                .formatted(job.pid(), limit.toSeconds(), job.checkpoints()));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }
}

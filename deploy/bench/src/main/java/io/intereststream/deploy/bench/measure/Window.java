package io.intereststream.deploy.bench.measure;

import io.intereststream.deploy.bench.cpu.CpuPerEvent;
import io.intereststream.deploy.bench.cpu.CpuTimes;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What a running job cost between two moments.
 *
 * @param from ends of the update topic at the first moment
 * @param to ends of the update topic at the second moment
 * @param seconds time between the two
 * @param job what the threads of the job's process spent
 * @param broker what the threads of the broker spent
 * @param writtenBytes bytes that the job's process wrote to disks
 */
public record Window(
    Map<TopicPartition, Long> from,
    Map<TopicPartition, Long> to,
    double seconds,
    CpuTimes job,
    CpuTimes broker,
    long writtenBytes) {
  /** Largest CPU time of the JIT compilers of each process in a valid window, µs per event. */
  private static final double MOST_JIT = 0.5;

  /** Number of events: each made one update. */
  public long events() {
    return UpdateTopic.sum(to) - UpdateTopic.sum(from);
  }

  /** CPU time per event. */
  public CpuPerEvent perEvent() {
    return CpuPerEvent.of(job, broker, events());
  }

  /** Bytes written per event. */
  public double bytesPerEvent() {
    return (double) writtenBytes / events();
  }

  /** Whether the JIT compilers of the job and of the broker were nearly idle. */
  public boolean isCompiled() {
    return perEvent().jit() < MOST_JIT && perEvent().brokerJit() < MOST_JIT;
  }

  /** Why a window with busy compilers does not count. */
  public String jitText() {
    return ("JIT compilers used %.2f µs an event in the job, %.2f in the broker"
            + " (expected: below %.1f)")
        .formatted(perEvent().jit(), perEvent().brokerJit(), MOST_JIT);
  }

  @Override
  public String toString() {
    CpuPerEvent cpu = perEvent();
    return "%,d events in %.1f s, %.2f µs of CPU an event, JIT %.2f and %.2f"
        .formatted(events(), seconds, cpu.total(), cpu.jit(), cpu.brokerJit());
  }
}

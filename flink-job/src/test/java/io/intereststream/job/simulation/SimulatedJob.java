package io.intereststream.job.simulation;

import io.intereststream.job.ingest.SimulatedDecoder;
import io.intereststream.job.ingest.SimulatedKafkaTime;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.release.Announced;
import io.intereststream.job.release.Announcement;
import io.intereststream.job.release.SimulatedSource;
import io.intereststream.job.simulation.Quiet.Processed;
import io.intereststream.job.update.SimulatedOperator;
import io.intereststream.job.update.SimulatedSubtask;
import io.intereststream.schema.ModelRelease;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A run of the job from its start to its end: sources with positions, subtasks, and written records
 * that have not arrived yet.
 */
final class SimulatedJob<S> {
  /**
   * A checkpoint.
   *
   * @param positions next offset of each partition, the erasures last
   * @param source the release source's part
   * @param processed records processed so far
   */
  record Checkpoint<S>(
      long[] positions,
      Announced source,
      List<S> subtasks,
      List<Processed> processed,
      long generation) {}

  private final InputTopics topics;
  private final SimulatedClock clock;
  private final SimulatedDecoder decoder;
  private final SimulatedSource source;
  private final SimulatedKafkaTime kafkaTime;
  private final List<SimulatedSubtask<S>> subtasks;
  private final List<Deque<Announcement>> announcements = new ArrayList<>();
  private final List<Deque<OutputRecord>> outgoing = new ArrayList<>();
  private final List<Processed> processed;
  private final long[] positions;
  private final long[] endsAtStart;
  private final long generation;
  private long lastKafkaTime = Long.MIN_VALUE;
  private boolean caughtUp;

  /**
   * @param from the checkpoint; null for none
   * @param generation when the state was created
   */
  SimulatedJob(
      InputTopics topics,
      SimulatedClock clock,
      SimulatedDecoder decoder,
      SimulatedSource source,
      SimulatedOperator<S> operator,
      SimulatedOperator.Start start,
      Checkpoint<S> from,
      long generation)
      throws Exception {
    this.topics = topics;
    this.clock = clock;
    this.decoder = decoder;
    this.source = source;
    this.generation = generation;
    kafkaTime = new SimulatedKafkaTime(InputTopics.PARTITIONS, clock);
    subtasks = operator.start(start, from == null ? null : from.subtasks);
    subtasks.forEach(
        subtask -> {
          announcements.add(new ArrayDeque<>());
          outgoing.add(new ArrayDeque<>());
        });
    processed = new ArrayList<>(from == null ? List.of() : from.processed);
    positions = from == null ? topics.starts() : from.positions.clone();
    endsAtStart = topics.ends();
    if (from == null) {
      while (read(InputTopics.ERASURES)) {}
    }
    source.startReader();
    broadcast();
  }

  int parallelism() {
    return subtasks.size();
  }

  long generation() {
    return generation;
  }

  List<Processed> processed() {
    return processed;
  }

  private SimulatedSubtask<S> owner(String viewer) {
    return subtasks.get(
        KeyGroupRangeAssignment.assignKeyToParallelOperator(
            viewer, SimulatedOperator.MAX_PARALLELISM, subtasks.size()));
  }

  /**
   * Reads and processes the next record of a partition.
   *
   * @param partition the erasures have the last number
   * @return whether there was one
   */
  boolean read(int partition) throws Exception {
    ConsumerRecord<byte[], byte[]> record = topics.read(partition, positions[partition]);
    if (record == null) {
      return false;
    }
    positions[partition]++;
    Watch watch;
    boolean isLetter = false;
    if (partition == InputTopics.ERASURES) {
      watch = decoder.erasure(record);
    } else {
      SimulatedDecoder.Decoded decoded = decoder.watch(record);
      kafkaTime.read(decoded.source());
      watch = decoded.watch();
      isLetter = decoded.isLetter();
    }
    processed.add(new Processed(record, isLetter, null));
    if (watch != null) {
      owner(watch.userId).process(watch, record.timestamp());
    }
    return true;
  }

  /** Polls the aliases. */
  void poll() {
    source.poll();
    broadcast();
  }

  private void broadcast() {
    source.take().forEach(this::broadcast);
  }

  private void broadcast(Announcement announcement) {
    announcements.forEach(queue -> queue.add(announcement));
  }

  /** Delivers the next announcement to some subtasks. */
  void deliverSome(SplittableRandom random) throws Exception {
    for (int i = 0; i < subtasks.size(); i++) {
      if (random.nextBoolean() && !announcements.get(i).isEmpty()) {
        subtasks.get(i).announce(announcements.get(i).remove());
      }
    }
  }

  /** Delivers all announcements to all subtasks. */
  void deliverAll() throws Exception {
    for (int i = 0; i < subtasks.size(); i++) {
      while (!announcements.get(i).isEmpty()) {
        subtasks.get(i).announce(announcements.get(i).remove());
      }
    }
  }

  /** Fires the timers that are due. */
  void onTime() throws Exception {
    emitKafkaTime();
    for (SimulatedSubtask<S> subtask : subtasks) {
      subtask.advanceTo(clock.millis());
      subtask.takeSwept().forEach(swept -> processed.add(new Processed(null, false, swept)));
    }
  }

  private void emitKafkaTime() throws Exception {
    long time = kafkaTime.emit();
    if (time > lastKafkaTime) {
      lastKafkaTime = time;
      for (SimulatedSubtask<S> subtask : subtasks) {
        subtask.onKafkaTime(time);
      }
    }
  }

  /** Takes a checkpoint; everything written before it arrives. */
  Checkpoint<S> checkpoint(List<OutputRecord> updates) throws Exception {
    deliverAll();
    List<S> states = new ArrayList<>();
    for (SimulatedSubtask<S> subtask : subtasks) {
      states.add(subtask.snapshot());
    }
    flushAll(updates);
    Checkpoint<S> checkpoint =
        new Checkpoint<>(
            positions.clone(), source.checkpoint(), states, List.copyOf(processed), generation);
    if (!caughtUp && isPast(endsAtStart)) {
      caughtUp = true;
      broadcast(Announcement.caughtUp());
    }
    return checkpoint;
  }

  private boolean isPast(long[] ends) {
    for (int i = 0; i < ends.length; i++) {
      if (positions[i] < ends[i]) {
        return false;
      }
    }
    return true;
  }

  boolean isCaughtUp() {
    return caughtUp;
  }

  /** Lets some of what was written arrive: of each subtask the oldest. */
  void flushSome(List<OutputRecord> updates, SplittableRandom random) {
    collect();
    for (Deque<OutputRecord> queue : outgoing) {
      for (int left = random.nextInt(queue.size() + 1); left > 0; left--) {
        updates.add(queue.remove());
      }
    }
  }

  /** Lets everything arrive that was written. */
  void flushAll(List<OutputRecord> updates) {
    collect();
    for (Deque<OutputRecord> queue : outgoing) {
      updates.addAll(queue);
      queue.clear();
    }
  }

  private void collect() {
    for (int i = 0; i < subtasks.size(); i++) {
      outgoing.get(i).addAll(subtasks.get(i).takeOutput());
    }
  }

  /** Whether there is work left for which no more records are needed. */
  boolean isBusy() throws Exception {
    for (SimulatedSubtask<S> subtask : subtasks) {
      if (subtask.isBusy()) {
        return true;
      }
    }
    return announcements.stream().anyMatch(queue -> !queue.isEmpty());
  }

  /** The active release of each subtask; empty where it cannot be seen. */
  List<ModelRelease> active() {
    return subtasks.stream()
        .map(SimulatedSubtask::active)
        .filter(release -> release != null)
        .toList();
  }

  /** Position of a partition. */
  long position(int partition) {
    return positions[partition];
  }

  /** Ends the run; what has not arrived is lost. */
  void close() throws Exception {
    for (SimulatedSubtask<S> subtask : subtasks) {
      subtask.close();
    }
  }

  @Override
  public String toString() {
    return subtasks.size() + " subtasks at " + Arrays.toString(positions);
  }
}

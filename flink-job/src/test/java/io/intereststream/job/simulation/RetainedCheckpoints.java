package io.intereststream.job.simulation;

import io.intereststream.job.simulation.SimulatedJob.Checkpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The newest checkpoints of a job, and what the input topics must keep for them. */
final class RetainedCheckpoints<S> {
  private static final int MOST = 4;

  private final InputTopics topics;
  private final List<Checkpoint<S>> retained = new ArrayList<>();

  RetainedCheckpoints(InputTopics topics) {
    this.topics = topics;
  }

  /** Takes one more. */
  void add(Checkpoint<S> checkpoint) {
    retained.add(checkpoint);
    if (retained.size() > MOST) {
      retained.remove(0);
    }
  }

  /** The newest; null if there is none. */
  Checkpoint<S> newest() {
    return retained.isEmpty() ? null : retained.get(retained.size() - 1);
  }

  /** Makes a random one the newest, and drops the later ones, which belong to an abandoned run. */
  void goBack(SplittableRandom random) {
    if (!retained.isEmpty()) {
      retained.subList(random.nextInt(retained.size()) + 1, retained.size()).clear();
    }
  }

  void clear() {
    retained.clear();
  }

  /** Deletes the oldest records that the newest checkpoint does not need, and what needs them. */
  void deleteOldRecords(SplittableRandom random) {
    Checkpoint<S> newest = newest();
    if (newest == null) {
      return;
    }
    for (int partition = 0; partition < InputTopics.PARTITIONS; partition++) {
      long most = newest.positions()[partition] - topics.start(partition);
      topics.deleteBefore(partition, topics.start(partition) + random.nextLong(most + 1));
    }
    retained.removeIf(checkpoint -> isDeleted(checkpoint.positions()));
    deleteErasures();
  }

  private boolean isDeleted(long[] positions) {
    for (int partition = 0; partition < InputTopics.PARTITIONS; partition++) {
      if (positions[partition] < topics.start(partition)) {
        return true;
      }
    }
    return false;
  }

  /** Erasures are kept for as long as the watch topic and the oldest checkpoint. */
  private void deleteErasures() {
    long oldest = topics.oldestTimestamp() - Duration.ofDays(1).toMillis();
    long first = topics.start(InputTopics.ERASURES);
    long end = retained.get(0).positions()[InputTopics.ERASURES];
    while (first < end && topics.read(InputTopics.ERASURES, first).timestamp() < oldest) {
      first++;
    }
    topics.deleteBefore(InputTopics.ERASURES, first);
  }
}

package io.intereststream.job.lifecycle;

import io.intereststream.error.InterestStreamException;
import io.intereststream.job.config.StartOptions;
import io.intereststream.schema.ChangedOption;
import io.intereststream.schema.JobNotice;
import io.intereststream.schema.ReadPosition;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lifecycle of one run of the job, as a series of steps. A step checks that the job may start
 * without a checkpoint, claims or renews the lease, records accepted changes of options, and finds
 * out whether the job has read everything that was there at its start. If the brokers do not
 * answer, the next step tries again.
 *
 * <p>{@link #step} and {@link #close} exclude each other. The other methods do not wait for them.
 */
final class Lifecycle implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

  /** Time after which the same warning is logged again. */
  private static final long WARN_AGAIN_MS = 60_000;

  private final JobStart start;
  private final LifecycleState state;
  private final boolean resumed;
  private final List<StateSettings.Change> accepted;
  private final LifecycleTopics.Connector connector;
  private final InstantSource clock;
  private final String host;
  private final String instance = UUID.randomUUID().toString();
  private final Lease lease;

  private LifecycleTopics topics;
  private boolean begun;
  private boolean useChecked;
  private boolean acceptedRecorded;
  private CatchUp catchUp;
  private int caughtUpReader;
  private int catchUpReader;
  private int checkpointsAtCatchUp;
  private int othersReported;
  private String fault;
  private long warnedAt;

  private volatile int reader;
  private volatile int checkpoints;
  private volatile int others;

  /**
   * What a step found.
   *
   * @param refusal why the job must end; null if it may continue
   * @param caughtUpReader number of the reader that has read everything that was there when it
   *     started; 0 for none
   */
  record Report(InterestStreamException refusal, int caughtUpReader) {}

  /**
   * @param state that the job starts with
   * @param resumed whether the job was resumed from a checkpoint
   * @param accepted settings that changed since that checkpoint
   */
  Lifecycle(
      JobStart start,
      LifecycleState state,
      boolean resumed,
      List<StateSettings.Change> accepted,
      LifecycleTopics.Connector connector,
      InstantSource clock,
      String host) {
    this.start = start;
    this.state = state;
    this.resumed = resumed;
    this.accepted = accepted;
    this.connector = connector;
    this.clock = clock;
    this.host = host;
    this.lease = new Lease(state.holder(), instance);
    this.acceptedRecorded = accepted.isEmpty();
  }

  /**
   * Notes that the job starts to read, from the beginning or from a checkpoint.
   *
   * @return the number of the reader, from 1
   */
  int readerBegins() {
    return ++reader;
  }

  /** Notes that a checkpoint was completed. */
  void checkpointCompleted() {
    checkpoints++;
  }

  /** Number of other jobs that write to the update topic. */
  int others() {
    return others;
  }

  /** Takes the next step. */
  synchronized Report step() {
    try {
      if (topics == null) {
        topics = connector.connect();
      }
      Report report = stepWithBrokers();
      fault = null;
      return report;
    } catch (RuntimeException e) {
      if (isRefused(e) && !lease.isHeld()) {
        return new Report(
            InterestStreamException.environment(
                "%s (expected: the right to do this)".formatted(e.getMessage()), e),
            0);
      }
      warn(e);
      return new Report(null, 0);
    }
  }

  /** Whether the brokers refuse a request, so that it does not help to repeat it. */
  private static boolean isRefused(RuntimeException e) {
    Throwable cause = e instanceof InterestStreamException ? e.getCause() : e;
    return cause instanceof ApiException && !(cause instanceof RetriableException);
  }

  private void warn(RuntimeException e) {
    long now = clock.millis();
    boolean isNew = !String.valueOf(e.getMessage()).equals(fault);
    if ((isNew || now - warnedAt >= WARN_AGAIN_MS) && !Thread.currentThread().isInterrupted()) {
      LOG.warn(
          "Cannot access the lease or the job's committed positions; the next step tries again.",
          e);
      warnedAt = now;
    }
    fault = String.valueOf(e.getMessage());
  }

  private Report stepWithBrokers() {
    List<LeaseNotice> notices = topics.leases();
    long now = clock.millis();
    if (begun) {
      lease.read(notices, now);
    } else {
      lease.begin(notices, now);
      begun = true;
    }
    Optional<String> use = useWithoutCheckpoint();
    if (use.isPresent()) {
      return new Report(usedBefore(use.get()), 0);
    }
    switch (lease.next(now)) {
      case END -> {
        return new Report(heldByAnother(lease.other()), 0);
      }
      case WRITE -> {
        topics.write(notice(false).build());
        lease.written(clock.millis());
      }
      case NOTHING -> {}
    }
    reportOthers();
    if (!lease.isHeld()) {
      return new Report(null, 0);
    }
    recordAccepted();
    return new Report(null, caughtUp());
  }

  /**
   * Returns how a job has already used the topics, if this one starts without a checkpoint: the
   * user may have forgotten the checkpoint.
   */
  private Optional<String> useWithoutCheckpoint() {
    if (useChecked || resumed || start.fresh() || lease.continues()) {
      return Optional.empty();
    }
    Optional<String> use = topics.use();
    useChecked = use.isEmpty();
    return use;
  }

  private static InterestStreamException usedBefore(String use) {
    return InterestStreamException.usage(
        "%s, and this job was started without a checkpoint (expected: a checkpoint or savepoint to continue from: `job --from ADDRESS`, `flink run --fromSavepoint`; or, to rebuild the state from the watch topic: `job --fresh`, %s: true)"
            .formatted(use, StartOptions.FRESH_KEY));
  }

  private InterestStreamException heldByAnother(Optional<LeaseNotice> other) {
    return InterestStreamException.environment(
        "topic %s: another job on host %s writes to it and renewed its lease at %s (expected: only one job; stop the other job first, or give this one a topic of its own: `job --beside NAME`, %s)"
            .formatted(
                start.updateTopic(),
                other.map(LeaseNotice::host).orElse("unknown"),
                other.map(o -> Instant.ofEpochMilli(o.timestamp()).toString()).orElse("unknown"),
                StartOptions.BESIDE_KEY));
  }

  private void reportOthers() {
    others = lease.others(clock.millis());
    if (others > othersReported) {
      LOG.error(
          "Topic {}: {} other job(s) write to it, the most recent one on host {} (expected:"
              + " only this job; stop the others).",
          start.updateTopic(),
          others,
          lease.other().map(LeaseNotice::host).orElse("unknown"));
    }
    othersReported = others;
  }

  private void recordAccepted() {
    if (acceptedRecorded) {
      return;
    }
    JobNotice notice = notice(false).getJob();
    accepted.forEach(
        change ->
            notice
                .getChanges()
                .add(new ChangedOption(change.option(), change.before(), change.after())));
    topics
        .positions()
        .forEach(
            (partition, offset) ->
                notice
                    .getPositions()
                    .add(new ReadPosition(partition.topic(), partition.partition(), offset)));
    topics.write(
        notice(false)
            .setKind(ReleaseEventKind.ACCEPTED)
            .setReason(accepted.toString())
            .setJob(notice)
            .build());
    LOG.warn("The job continues with changed options: {}", accepted);
    acceptedRecorded = true;
  }

  /** The number of the reader that has read everything; 0 for none. */
  private int caughtUp() {
    int current = reader;
    if (current == 0 || current == caughtUpReader) {
      return caughtUpReader;
    }
    boolean fromCheckpoint = resumed || checkpoints > 0;
    if (catchUp == null || catchUpReader != current) {
      checkpointsAtCatchUp = checkpoints;
      if (!fromCheckpoint) {
        topics.resetPositions();
      }
      catchUp = new CatchUp(topics.visibleEnds(), fromCheckpoint);
      catchUpReader = current;
    }
    long now = clock.millis();
    catchUp.completed(checkpoints - checkpointsAtCatchUp, now);
    Map<TopicPartition, Long> positions = topics.positions();
    if (catchUp.isReached(positions, now)) {
      LOG.info("The job has read everything that was on its input topics when it started.");
      caughtUpReader = current;
    }
    return caughtUpReader;
  }

  private ReleaseEvent.Builder notice(boolean released) {
    JobNotice job =
        new JobNotice(
            state.holder(),
            instance,
            host,
            released,
            state.generation(),
            new ArrayList<>(),
            new ArrayList<>());
    return ReleaseEvent.newBuilder()
        .setVersion(leaseKey(start.updateTopic()))
        .setEpoch(0)
        .setKind(ReleaseEventKind.LEASE)
        .setSubtask(-1)
        .setAt(clock.instant())
        .setDurationMs(0)
        .setJob(job);
  }

  /** Key of the lease records of an update topic. */
  static String leaseKey(String updateTopic) {
    return "lease/" + updateTopic;
  }

  /** Releases the lease, so that the next job does not have to wait until it expires. */
  @Override
  public synchronized void close() {
    if (topics == null) {
      return;
    }
    try {
      if (lease.isHeld()) {
        topics.write(notice(true).build());
      }
    } catch (RuntimeException e) {
      LOG.warn("The lease could not be released; it expires in {} s.", Lease.EXPIRY_MS / 1000, e);
    } finally {
      topics.close();
      topics = null;
    }
  }
}

package io.intereststream.job.evaluation;

import io.intereststream.job.config.JobOptions;
import io.intereststream.job.metric.JobMetric;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.publish.PatientCodec;
import io.intereststream.job.publish.ReleaseEventWriter;
import io.intereststream.job.release.ReleaseAgreement;
import io.intereststream.job.tuning.JitWarmup;
import io.intereststream.schema.ReleaseEvent;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Writes a record for every release event, from the subtasks and from this operator. If the options
 * allow it, promotes a better candidate, or rolls back to a better previous release, by moving the
 * registry's alias ({@link PromotionPolicy}, {@link AliasMover}). A version that was rolled back is
 * not promoted again. Reports if subtasks have different active releases ({@link
 * ReleaseAgreement}). Runs with parallelism 1.
 *
 * <p>This is an operator and not a function, because it needs timers without a key.
 */
public final class PromotionController extends AbstractStreamOperator<OutputRecord>
    implements OneInputStreamOperator<ReleaseEvent, OutputRecord> {
  /** Subtask number in events of the job as a whole. */
  private static final int JOB = -1;

  /** Interval of the checks for finished moves and for subtasks with different active releases. */
  private static final long LOOK_MS = 1000;

  private static final ListStateDescriptor<String> WITHDRAWN =
      new ListStateDescriptor<>("withdrawn-releases", Types.STRING);
  private static final long serialVersionUID = 1L;

  private final JobOptions options;
  private transient ListState<String> stored;
  private transient Set<String> withdrawn;
  private transient ReleaseEventWriter writer;
  private transient PromotionPolicy policy;
  private transient ReleaseAgreement agreement;

  /** Null if the registry is not a folder; options that move aliases are then rejected. */
  private transient AliasMover mover;

  public PromotionController(JobOptions options) {
    this.options = options;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    stored = context.getOperatorStateStore().getListState(WITHDRAWN);
    withdrawn = new HashSet<>();
    stored.get().forEach(withdrawn::add);
  }

  @Override
  public void open() throws Exception {
    super.open();
    writer =
        new ReleaseEventWriter(
            PatientCodec.of(
                ReleaseEvent.class, options.topics().releaseEvents(), options, getMetricGroup()));
    policy =
        new PromotionPolicy(
            options.evaluation().promotes(),
            options.evaluation().rollsBack(),
            options.evaluation().leastEvents());
    agreement = new ReleaseAgreement();
    if (options.evaluation().promotes() || options.evaluation().rollsBack()) {
      Path registry = options.release().localRegistry().orElseThrow();
      mover = new AliasMover(registry, options.release().alias());
    }
    JobMetric.RELEASE_DIVERGENCE.gauge(getMetricGroup(), () -> agreement.divergedMs(now()));
    if (options.tuning().warmsUpJit()) {
      JitWarmup.run(
          () -> writer.write(ReleaseEventWriter.complete(PromotionPolicy.rehearsed(), JOB, 0)));
    }
    look();
  }

  @Override
  public void processElement(StreamRecord<ReleaseEvent> element) throws Exception {
    ReleaseEvent event = element.getValue();
    output.collect(new StreamRecord<>(writer.write(event), element.getTimestamp()));
    agreement.take(event, now());
    takeMove();
    policy
        .take(event, withdrawn)
        .filter(order -> mover != null && !mover.isBusy())
        .ifPresent(order -> mover.begin(order));
  }

  private void look() throws Exception {
    takeMove();
    agreement.check(now()).ifPresent(this::report);
    getProcessingTimeService().registerTimer(now() + LOOK_MS, time -> look());
  }

  private void takeMove() throws Exception {
    AliasMover.Done done = mover == null ? null : mover.take();
    if (done == null || done.now() == null) {
      return;
    }
    if (!done.order().promotes() && withdrawn.add(done.order().contest().version())) {
      stored.add(done.order().contest().version());
    }
    report(PromotionPolicy.report(done));
  }

  private void report(ReleaseEvent.Builder event) {
    long now = now();
    ReleaseEvent own = ReleaseEventWriter.complete(event, JOB, now);
    output.collect(new StreamRecord<>(writer.write(own), now));
  }

  /** Whether the alias is being moved, or the result was not taken yet. */
  boolean isMoving() {
    return mover != null && mover.isBusy();
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }

  @Override
  public void close() throws Exception {
    if (mover != null) {
      mover.close();
    }
    super.close();
  }
}

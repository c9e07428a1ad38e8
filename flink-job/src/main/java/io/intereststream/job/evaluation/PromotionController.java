package io.intereststream.job.evaluation;

import io.intereststream.job.config.JobOptions;
import io.intereststream.job.metric.JobMetric;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.publish.PatientCodec;
import io.intereststream.job.publish.ReleaseEventWriter;
import io.intereststream.job.tuning.JitWarmup;
import io.intereststream.model.registry.AliasMove;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.schema.LiveFigures;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds up the online evaluation of all subtasks and, if the options allow it, makes a better
 * candidate the production release, or goes back to a better previous release, by moving the
 * registry's alias. Writes a record of every release event, those of the subtasks and its own. A
 * version that was withdrawn is not promoted again. Runs with parallelism 1.
 */
public final class PromotionController extends ProcessFunction<ReleaseEvent, OutputRecord>
    implements CheckpointedFunction {
  private static final Logger LOG = LoggerFactory.getLogger(PromotionController.class);

  /** Reports as the job, not as a subtask. */
  private static final int JOB = -1;

  private static final Duration LOCK_WAIT = Duration.ofSeconds(1);
  private static final ListStateDescriptor<String> WITHDRAWN =
      new ListStateDescriptor<>("withdrawn-releases", Types.STRING);
  private static final long serialVersionUID = 1L;

  private final JobOptions options;
  private transient ListState<String> withdrawn;
  private transient ReleaseEventWriter writer;
  private transient Map<Contest, PairedHits> contests;

  /** Two releases on the same events. */
  private record Contest(String version, long epoch, String compared) {}

  public PromotionController(JobOptions options) {
    this.options = options;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    withdrawn = context.getOperatorStateStore().getListState(WITHDRAWN);
  }

  @Override
  public void open(OpenContext context) {
    writer =
        new ReleaseEventWriter(
            new PatientCodec<>(
                options.codecs().create(ReleaseEvent.class, options.releaseEvents()),
                JobMetric.REGISTRY_WAITS.counter(getRuntimeContext().getMetricGroup())));
    if (options.warmsUpJit()) {
      JitWarmup.run(() -> writer.write(rehearsed()));
    }
    contests = new HashMap<>();
  }

  /** An event of a kind that only a release change has. */
  private static ReleaseEvent rehearsed() {
    return ReleaseEventWriter.complete(
        event(ReleaseEventKind.ACTIVATED, "none", "none", new PairedHits(0, 0, 0, 0)).setEpoch(0),
        JOB,
        0);
  }

  @Override
  public void processElement(ReleaseEvent event, Context context, Collector<OutputRecord> out)
      throws Exception {
    out.collect(writer.write(event));
    LiveFigures live = event.getLive();
    if (live == null || live.getCompared() == null) {
      return;
    }
    Contest contest = new Contest(event.getVersion(), event.getEpoch(), live.getCompared());
    PairedHits sum = contests.merge(contest, PairedHits.of(live), PairedHits::plus);
    boolean allowed = live.getCandidate() ? options.promotes() : options.rollsBack();
    if (!allowed || sum.events() < options.leastEvaluatedEvents() || sum.leastGain() <= 0) {
      return;
    }
    ReleaseEvent.Builder done =
        live.getCandidate() ? promote(contest, sum) : withdraw(contest, sum);
    if (done != null) {
      long now = context.timerService().currentProcessingTime();
      ReleaseEvent own = ReleaseEventWriter.complete(done.setEpoch(event.getEpoch()), JOB, now);
      out.collect(writer.write(own));
    }
  }

  /** Makes the candidate the production release; null if that is not possible (yet). */
  private ReleaseEvent.Builder promote(Contest contest, PairedHits sum) throws Exception {
    for (String version : withdrawn.get()) {
      if (version.equals(contest.compared)) {
        return null;
      }
    }
    try {
      if (!isProduction(contest.version)) {
        return null;
      }
      registry().activate(options.alias(), contest.compared);
      LOG.info("Candidate {} is promoted: {}.", contest.compared, sum);
      return event(ReleaseEventKind.PROMOTED, contest.compared, contest.version, sum);
    } catch (ReleaseException e) {
      LOG.error(
          "Candidate {} cannot be promoted now: {}. The job tries again.",
          contest.compared,
          e.getMessage());
      return null;
    }
  }

  /** Goes back from the production release; null if that is not possible (yet). */
  private ReleaseEvent.Builder withdraw(Contest contest, PairedHits sum) throws Exception {
    try {
      if (!isProduction(contest.version)) {
        return null;
      }
      AliasMove move = registry().rollback(options.alias());
      withdrawn.add(contest.version);
      LOG.warn(
          "Release {} is withdrawn: {}. Release {} is activated again.",
          contest.version,
          sum,
          move.to());
      return event(ReleaseEventKind.WITHDRAWN, contest.version, move.to(), sum);
    } catch (ReleaseException e) {
      LOG.error(
          "Release {} cannot be withdrawn now: {}. The job tries again.",
          contest.version,
          e.getMessage());
      return null;
    }
  }

  /** Whether the alias still names the version. */
  private boolean isProduction(String version) throws ReleaseException {
    return registry().alias(options.alias()).equals(version);
  }

  private ModelRegistry registry() {
    return new ModelRegistry(options.localRegistry().orElseThrow(), LOCK_WAIT);
  }

  private static ReleaseEvent.Builder event(
      ReleaseEventKind kind, String version, String replaces, PairedHits sum) {
    return ReleaseEvent.newBuilder()
        .setKind(kind)
        .setVersion(version)
        .setReplaces(replaces)
        .setReason(sum.toString())
        .setDurationMs(0);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    // The list is up to date.
  }
}

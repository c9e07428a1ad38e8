package io.intereststream.job.evaluation;

import io.intereststream.job.metric.JobMetric;
import io.intereststream.job.publish.ReleaseEventWriter;
import io.intereststream.job.release.LoadedReleases;
import io.intereststream.job.release.RetryPause;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.MissingLibraryException;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.Throttle;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates the published interests. For a sample of positive events, it checks whether the item
 * was among the {@value #NEAREST} items nearest to the viewer's interests before the event, not
 * counting items of the history. It does the same on the same events for another release, whose
 * vectors are not published.
 *
 * <p>The subtask's thread offers events, and a separate thread evaluates them, with at most {@value
 * #BUSY_PERCENT} % of a core's time; events for which there is no time are skipped and counted. The
 * evaluator has its own references to the releases. An error does not stop it: a failed evaluation
 * is counted and logged, and the releases are loaded again, with growing pauses.
 */
final class OnlineEvaluator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OnlineEvaluator.class);

  /** Number of items that a search returns. */
  static final int NEAREST = 50;

  /** Interval at which the evaluator checks whether to load releases again. */
  private static final long LOOK_MS = 1000;

  private static final int MAX_QUEUED = 1000;
  private static final int BUSY_PERCENT = 5;

  /**
   * Time to wait after a release change before the release is prepared here, because the updater
   * has the most work at that time.
   */
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** An event to evaluate. */
  private record Trial(Interests interests, int[] rows, long[] history, long item) {}

  /**
   * The releases with which the trials behind it in the queue are evaluated.
   *
   * @param compared null for none
   */
  private record Pair(ModelRelease active, ModelRelease compared, boolean candidate) {}

  private final LoadedReleases releases;
  private final Throttle background;
  private final LongSupplier nanoTime;
  private final Counter events;
  private final Counter hits;
  private final Counter comparedHits;
  private final Counter leftOut;
  private final Counter failed;
  private final LinkedBlockingQueue<Object> queue = new LinkedBlockingQueue<>();
  private final Queue<ReleaseEvent.Builder> reports = new ConcurrentLinkedQueue<>();
  private final Thread thread;

  // Used only by the evaluating thread.
  private EvaluatedRelease active;
  private EvaluatedRelease compared;
  private Pair pair;

  /** Pauses between attempts to load the pair again. */
  private final RetryPause pause = new RetryPause();

  /** When to load them again; null if there is no fault. */
  private Long reloadNanos;

  /** Why the last attempt to load the compared release failed, reported once; null if none did. */
  private String rejection;

  private final EvaluationFigures figures = new EvaluationFigures();

  /** Starts the thread; nothing is evaluated before {@link #compare} has set the releases. */
  OnlineEvaluator(
      LoadedReleases releases, Throttle background, MetricGroup metrics, LongSupplier nanoTime) {
    this.releases = releases;
    this.background = background;
    this.nanoTime = nanoTime;
    events = JobMetric.EVALUATED_EVENTS.counter(metrics);
    hits = JobMetric.EVALUATED_HITS.counter(metrics);
    comparedHits = JobMetric.EVALUATED_COMPARED_HITS.counter(metrics);
    leftOut = JobMetric.EVALUATION_LEFT_OUT.counter(metrics);
    failed = JobMetric.EVALUATION_FAILED.counter(metrics);
    thread = new Thread(this::evaluateAll, "online-evaluator");
    thread.setPriority(Thread.MIN_PRIORITY);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Sets the releases to evaluate from the next event on.
   *
   * @param release the active release
   * @param other the release compared with it; null for none
   * @param candidate whether the other release is the candidate
   */
  void compare(ModelRelease release, ModelRelease other, boolean candidate) {
    // Empty the queue first: its events would keep a release in memory that is no longer active.
    leftOut.inc(queue.stream().filter(Trial.class::isInstance).count());
    queue.clear();
    queue.add(new Pair(release, other, candidate));
  }

  /**
   * Offers a positive event.
   *
   * @param interests interests published before the event; copied
   * @param rows rows of the history before the event in the active release
   * @param history fingerprints of that history
   * @param item item of the event
   */
  void offer(Interests interests, int[] rows, long[] history, long item) {
    if (queue.size() >= MAX_QUEUED) {
      leftOut.inc();
      return;
    }
    queue.add(new Trial(interests.copy(), rows, history, item));
  }

  /** Counts an event of the sample that is not evaluated. */
  void leaveOut() {
    leftOut.inc();
  }

  /** Takes the reports since the last call. */
  List<ReleaseEvent.Builder> takeReports() {
    figures.take().ifPresent(reports::add);
    List<ReleaseEvent.Builder> taken = new ArrayList<>();
    for (ReleaseEvent.Builder report = reports.poll(); report != null; report = reports.poll()) {
      taken.add(report);
    }
    return taken;
  }

  private void evaluateAll() {
    try {
      while (true) {
        Object next = queue.poll(LOOK_MS, TimeUnit.MILLISECONDS);
        try {
          if (!(next instanceof Pair) && isReloadDue()) {
            reloadNanos = null;
            switchTo(pair);
          }
          take(next);
        } catch (RuntimeException | Error e) {
          fail(e);
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    } finally {
      release();
    }
  }

  private boolean isReloadDue() {
    return reloadNanos != null && nanoTime.getAsLong() - reloadNanos >= 0;
  }

  /**
   * Handles one entry of the queue.
   *
   * @param next the entry; null for none
   */
  private void take(Object next) throws InterruptedException {
    if (next instanceof Pair named) {
      pair = named;
      pause.reset();
      reloadNanos = null;
      rejection = null;
      switchTo(named);
    } else if (next instanceof Trial trial && active != null) {
      long start = nanoTime.getAsLong();
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long busyBefore = threads.getCurrentThreadCpuTime();
      try {
        evaluate(trial);
      } finally {
        long busy = threads.getCurrentThreadCpuTime() - busyBefore;
        long taken = nanoTime.getAsLong() - start;
        TimeUnit.NANOSECONDS.sleep(busy * 100 / BUSY_PERCENT - taken);
      }
    }
  }

  private void fail(Throwable e) {
    failed.inc();
    if (reloadNanos == null) {
      Duration wait = pause.next();
      reloadNanos = nanoTime.getAsLong() + wait.toNanos();
      LOG.error(
          "An evaluation failed. The evaluator continues, and loads the releases again in {} ms.",
          wait.toMillis(),
          e);
    }
  }

  private void switchTo(Pair named) throws InterruptedException {
    EvaluatedRelease nextActive = use(named.active);
    EvaluatedRelease nextCompared = use(named.compared);
    boolean isChange = active != null && !active.release.equals(named.active);
    // Release the old pair only after the next one is acquired, so that a release in both pairs
    // stays loaded, but before a table is built, because that takes long and would keep an inactive
    // release in memory.
    release();
    active = nextActive;
    compared = nextCompared;
    if (isChange && !rest()) {
      return;
    }
    active = prepared(active, false);
    compared = prepared(compared, true);
    figures.take().ifPresent(reports::add);
    figures.begin(named.active, compared == null ? null : compared.release, named.candidate);
  }

  /** Waits; returns false if other releases were set in the meantime. */
  private boolean rest() throws InterruptedException {
    long start = nanoTime.getAsLong();
    while (nanoTime.getAsLong() - start < REST_NANOS) {
      if (queue.peek() instanceof Pair) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return true;
  }

  private EvaluatedRelease use(ModelRelease release) {
    return release == null ? null : new EvaluatedRelease(release, releases.acquire(release));
  }

  /** Waits for a release, or reports why it cannot be loaded; the active one is loaded already. */
  private EvaluatedRelease prepared(EvaluatedRelease evaluated, boolean report)
      throws InterruptedException {
    if (evaluated == null) {
      return null;
    }
    try {
      evaluated.prepare(background);
      return evaluated;
    } catch (ExecutionException e) {
      reject(evaluated.release, report, e.getCause());
    } catch (RuntimeException | Error e) {
      release(evaluated);
      reject(evaluated.release, report, e);
    }
    return null;
  }

  /** Plans another attempt if the reason may be temporary; otherwise waits for another pair. */
  private void reject(ModelRelease release, boolean report, Throwable e) {
    boolean isFinal =
        e instanceof MissingLibraryException
            || (e instanceof ReleaseException r && !r.isTemporary());
    if (!isFinal && reloadNanos == null) {
      reloadNanos = nanoTime.getAsLong() + pause.next().toNanos();
    }
    String reason = e.getMessage() == null ? e.toString() : e.getMessage();
    if (!report || !reason.equals(rejection)) {
      LOG.error("Release {} cannot be evaluated: {}.", release.getVersion(), reason);
    }
    if (report && !reason.equals(rejection)) {
      rejection = reason;
      reports.add(ReleaseEventWriter.about(release, ReleaseEventKind.REJECTED).setReason(reason));
    }
  }

  private void evaluate(Trial trial) {
    boolean hit = active.finds(trial.interests, trial.rows, trial.item);
    boolean otherHit = compared != null && compared.finds(trial.history, trial.item);
    events.inc();
    hits.inc(hit ? 1 : 0);
    comparedHits.inc(otherHit ? 1 : 0);
    figures.count(hit, otherHit);
  }

  private void release() {
    release(active);
    release(compared);
    active = null;
    compared = null;
  }

  private void release(EvaluatedRelease evaluated) {
    if (evaluated != null) {
      evaluated.loading.thenRun(() -> releases.release(evaluated.release));
    }
  }

  /** Ends the thread and releases its releases. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

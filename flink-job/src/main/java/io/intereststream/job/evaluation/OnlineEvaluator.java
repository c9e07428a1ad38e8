package io.intereststream.job.evaluation;

import io.intereststream.job.publish.ReleaseEventWriter;
import io.intereststream.job.release.LoadedReleases;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.release.NoDirectMemoryException;
import io.intereststream.model.release.Throttle;
import io.intereststream.schema.LiveFigures;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
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
 * Measures the published interests: for a sample of positive events, whether the item was among the
 * {@value #NEAREST} items nearest to the viewer's interests as they were before the event, items of
 * the history left out; and the same for another release, which publishes nothing, on the same
 * events.
 *
 * <p>One subtask offers, a thread of its own evaluates, at most {@value #BUSY_PERCENT} % of a
 * core's time; what it cannot keep up with is left out and counted. It holds its own references to
 * the releases that it searches with.
 */
final class OnlineEvaluator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OnlineEvaluator.class);

  /** Number of items that a search returns. */
  static final int NEAREST = 50;

  private static final int MAX_QUEUED = 1000;
  private static final int BUSY_PERCENT = 5;

  /**
   * Time between a release change and its preparation here: the updater has its most to do just
   * then.
   */
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** An event that is to be evaluated. */
  private record Trial(Interests interests, int[] rows, long[] history, long item) {}

  /**
   * Releases that the following trials evaluate.
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
  private final LinkedBlockingQueue<Object> queue = new LinkedBlockingQueue<>();
  private final Queue<ReleaseEvent.Builder> reports = new ConcurrentLinkedQueue<>();
  private final Thread thread;

  // Used by the evaluating thread only.
  private EvaluatedRelease active;
  private EvaluatedRelease compared;

  /** Figures since the last report; guarded by this. */
  private LiveFigures figures;

  private ModelRelease ofFigures;

  /** Starts the thread; nothing is evaluated before {@link #compare} has set the releases. */
  OnlineEvaluator(
      LoadedReleases releases, Throttle background, MetricGroup metrics, LongSupplier nanoTime) {
    this.releases = releases;
    this.background = background;
    this.nanoTime = nanoTime;
    MetricGroup group = metrics.addGroup("live");
    events = group.counter("events");
    hits = group.counter("hits");
    comparedHits = group.counter("comparedHits");
    leftOut = group.counter("leftOut");
    thread = new Thread(this::evaluateAll, "online-evaluator");
    thread.setPriority(Thread.MIN_PRIORITY);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Sets the releases that are evaluated from the next event on.
   *
   * @param release the active one
   * @param other the one that is compared with it; null for none
   * @param candidate whether that is the candidate
   */
  void compare(ModelRelease release, ModelRelease other, boolean candidate) {
    // Not behind what is queued: that would keep a release that is no longer active in memory.
    leftOut.inc(queue.stream().filter(Trial.class::isInstance).count());
    queue.clear();
    queue.add(new Pair(release, other, candidate));
  }

  /**
   * Offers a positive event.
   *
   * @param interests as published before it; copied
   * @param rows of the history before it in the active release
   * @param history its fingerprints
   * @param item the event's
   */
  void offer(Interests interests, int[] rows, long[] history, long item) {
    if (queue.size() >= MAX_QUEUED) {
      leftOut.inc();
      return;
    }
    queue.add(new Trial(interests.copy(), rows, history, item));
  }

  /** Takes what is to be reported since the last call. */
  List<ReleaseEvent.Builder> takeReports() {
    closeFigures();
    List<ReleaseEvent.Builder> taken = new ArrayList<>();
    for (ReleaseEvent.Builder report = reports.poll(); report != null; report = reports.poll()) {
      taken.add(report);
    }
    return taken;
  }

  private synchronized void closeFigures() {
    if (figures != null && figures.getEvents() > 0) {
      reports.add(ReleaseEventWriter.about(ofFigures, ReleaseEventKind.LIVE).setLive(figures));
      figures =
          LiveFigures.newBuilder(figures)
              .setEvents(0)
              .setHits(0)
              .setComparedHits(0)
              .setBothHits(0)
              .build();
    }
  }

  private void evaluateAll() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    try {
      while (true) {
        Object next = queue.take();
        long start = nanoTime.getAsLong();
        long busyBefore = threads.getCurrentThreadCpuTime();
        if (next instanceof Pair named) {
          switchTo(named);
        } else {
          if (active != null) {
            evaluate((Trial) next);
          }
          long busy = threads.getCurrentThreadCpuTime() - busyBefore;
          long taken = nanoTime.getAsLong() - start;
          TimeUnit.NANOSECONDS.sleep(busy * 100 / BUSY_PERCENT - taken);
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    } catch (RuntimeException | Error e) {
      LOG.error("Online evaluation stopped: {}. Updates continue without it.", e.toString(), e);
    } finally {
      release();
    }
  }

  private void switchTo(Pair named) throws InterruptedException {
    EvaluatedRelease nextInForce = use(named.active);
    EvaluatedRelease nextCompared = use(named.compared);
    // After the next ones are acquired, so that a release in both pairs stays loaded, and before a
    // table is built, which takes long: a release that is no longer active would stay in memory.
    boolean isChange = active != null && !active.release.equals(named.active);
    release();
    active = nextInForce;
    compared = nextCompared;
    if (isChange && !rest()) {
      return;
    }
    active = prepared(active, false);
    compared = prepared(compared, true);
    closeFigures();
    synchronized (this) {
      ofFigures = named.active;
      figures =
          LiveFigures.newBuilder()
              .setEvents(0)
              .setHits(0)
              .setCompared(compared == null ? null : compared.release.getVersion())
              .setCandidate(compared != null && named.candidate)
              .build();
    }
  }

  /** Waits; returns false if other releases are set meanwhile. */
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
      return reject(evaluated.release, report, e.getCause());
    } catch (NoDirectMemoryException e) {
      release(evaluated);
      return reject(evaluated.release, report, e);
    }
  }

  private EvaluatedRelease reject(ModelRelease release, boolean report, Throwable e) {
    String reason = e.getMessage();
    LOG.error("Release {} cannot be evaluated: {}.", release.getVersion(), reason);
    if (report) {
      reports.add(ReleaseEventWriter.about(release, ReleaseEventKind.REFUSED).setReason(reason));
    }
    return null;
  }

  private void evaluate(Trial trial) {
    boolean hit = active.finds(trial.interests, trial.rows, trial.item);
    boolean otherHit = compared != null && compared.finds(trial.history, trial.item);
    events.inc();
    hits.inc(hit ? 1 : 0);
    comparedHits.inc(otherHit ? 1 : 0);
    synchronized (this) {
      figures.setEvents(figures.getEvents() + 1);
      figures.setHits(figures.getHits() + (hit ? 1 : 0));
      figures.setComparedHits(figures.getComparedHits() + (otherHit ? 1 : 0));
      figures.setBothHits(figures.getBothHits() + (hit && otherHit ? 1 : 0));
    }
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

  /** Ends the thread and gives its releases back. */
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

package io.intereststream.job.update;

import io.intereststream.history.HistoryChange;
import io.intereststream.history.HistoryRules;
import io.intereststream.history.ItemFingerprint;
import io.intereststream.history.Signal;
import io.intereststream.history.ViewerHistory;
import io.intereststream.job.evaluation.OnlineEvaluation;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.release.ActiveRelease;
import io.intereststream.job.release.Announcement;
import io.intereststream.job.release.FirstRelease;
import io.intereststream.job.release.LoadedRelease;
import io.intereststream.job.release.LoadedReleases;
import io.intereststream.job.release.MemoryLog;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A subtask in memory: {@link ViewerProcessor} and {@link ReleaseRollout} over ports that keep
 * everything in collections, with a clock that the test advances.
 */
final class InMemoryUpdater
    implements ViewerStore, Timers, ViewerKeys, Outbox, OnlineEvaluation, UpdateMetrics {

  /** When the state was begun. */
  static final long GENERATION = 500;

  /** Time for which an erasure refuses older events. */
  static final long MARKER_MS = 10_000;

  /** An update that was published. */
  record Update(
      String userId,
      long sequence,
      int historySize,
      Interests interests,
      String release,
      long epoch,
      String event,
      long timestamp,
      long now,
      long generation,
      boolean first) {}

  /** The null value that was published for a viewer. */
  record Erasure(String userId, long time) {}

  /** An event that was offered for evaluation. */
  record Offer(int interests, List<Integer> rows, long item) {}

  private record Timer(long time, int order, String kind, String userId) {}

  /** Loads releases when the test says so. */
  static final class Releases implements LoadedReleases {
    final Map<String, CompletableFuture<LoadedRelease>> loading = new HashMap<>();
    final Map<String, Integer> uses = new TreeMap<>();

    @Override
    public CompletableFuture<LoadedRelease> acquire(ModelRelease announced) {
      uses.merge(announced.getVersion(), 1, Integer::sum);
      return future(announced.getVersion());
    }

    @Override
    public void release(ModelRelease announced) {
      uses.merge(announced.getVersion(), -1, Integer::sum);
    }

    private CompletableFuture<LoadedRelease> future(String version) {
      return loading.computeIfAbsent(version, v -> new CompletableFuture<>());
    }

    void load(Release release) {
      future(release.version())
          .complete(new LoadedRelease(announcement(release, 0), release, release.encoders()));
    }

    void fail(String version, Throwable fault) {
      future(version).completeExceptionally(fault);
    }
  }

  final Releases releases = new Releases();
  final ActiveRelease active;
  final ViewerProcessor processor;
  final ReleaseRollout rollout;
  final Sweep sweep;
  private final BackgroundTick tick;

  final Map<String, byte[]> stored = new TreeMap<>();
  final List<Erasure> erasures = new ArrayList<>();
  final List<ReleaseEvent> reports = new ArrayList<>();
  final List<Offer> offers = new ArrayList<>();
  final List<ModelRelease> candidates = new ArrayList<>();
  final Map<HistoryChange, Integer> changes = new EnumMap<>(HistoryChange.class);
  int writes;
  int expired;
  int severalPartitions;
  int held;
  int reembedded;
  int comparisons;
  int openWalks;
  int walks;

  /** Whether events are evaluated. */
  boolean evaluates;

  /** ns that the JVM's time goes on with every look at it. */
  long nanosPerLook;

  private final HistoryRules rules;
  private final List<Update> updates = new ArrayList<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::time).thenComparingInt(Timer::order));
  private int timersSet;
  private long now = 1000;
  private long nanos;

  /** Settings to be changed: a window of 4, slack of 2, no time to live, no interval. */
  static final class Settings {
    private int window = 4;
    private long ttlMs;
    private long intervalMs;
    private boolean exactlyOnce;
    private int batchSize = 8;
    private Duration reembedSeenWithin = Duration.ofSeconds(30);
    private Duration reembedWithin = Duration.ofSeconds(10);
    private Duration reembedOthersWithin = Duration.ZERO;
    private int sweptPerSecond = 100;
    private boolean rebuilds;
    private boolean reportsFaults = true;

    Settings exactlyOnce() {
      exactlyOnce = true;
      return this;
    }

    Settings window(int entries) {
      window = entries;
      return this;
    }

    Settings ttl(long ms) {
      ttlMs = ms;
      return this;
    }

    Settings interval(long ms) {
      intervalMs = ms;
      return this;
    }

    Settings batchSize(int viewers) {
      batchSize = viewers;
      return this;
    }

    Settings reembedSeenWithin(Duration time) {
      reembedSeenWithin = time;
      return this;
    }

    Settings reembedWithin(Duration time) {
      reembedWithin = time;
      return this;
    }

    Settings reembedOthersWithin(Duration time) {
      reembedOthersWithin = time;
      return this;
    }

    Settings sweptPerSecond(int viewers) {
      sweptPerSecond = viewers;
      return this;
    }

    Settings rebuilds() {
      rebuilds = true;
      return this;
    }

    Settings ofAnotherSubtask() {
      reportsFaults = false;
      return this;
    }

    private UpdateSettings build() {
      return new UpdateSettings(
          new HistoryRules(window, window / 2, ttlMs, MARKER_MS, GENERATION),
          sweptPerSecond,
          intervalMs,
          exactlyOnce,
          batchSize,
          reembedSeenWithin,
          reembedWithin,
          reembedOthersWithin,
          "production",
          "next",
          reportsFaults);
    }
  }

  InMemoryUpdater(Settings settings, Release first) throws InterruptedException {
    this(settings, first, 1);
  }

  /**
   * @param epoch of the first release
   */
  InMemoryUpdater(Settings of, Release first, long epoch) throws InterruptedException {
    UpdateSettings settings = of.build();
    rules = settings.rules();
    InstantSource clock = () -> Instant.ofEpochMilli(now);
    releases.load(first);
    active =
        new ActiveRelease(
            releases,
            new FirstRelease(releases, version -> "memory", new MemoryLog(), pause -> {})
                .load(announcement(first, epoch)),
            Duration.ZERO,
            this::report,
            this::nanoTime);
    tick = new BackgroundTick(this, clock);
    processor =
        new ViewerProcessor(
            settings,
            () -> new ViewerHistory(settings.rules()),
            active,
            this,
            this,
            this,
            this,
            this,
            tick,
            clock,
            of.rebuilds);
    rollout =
        new ReleaseRollout(
            settings, active, processor, this, this, this, tick, clock, this::nanoTime);
    sweep = new Sweep(settings, processor, this, tick, clock, this::nanoTime);
  }

  private long nanoTime() {
    nanos += nanosPerLook;
    return nanos;
  }

  static ModelRelease announcement(Release release, long epoch) {
    return ModelRelease.newBuilder()
        .setVersion(release.version())
        .setEpoch(epoch)
        .setLocation("memory")
        .setManifestSha256(release.manifestSha256())
        .build();
  }

  static Watch watch(String user, Signal signal, String item, long time) {
    Watch watch = new Watch();
    watch.userId = user;
    watch.eventId = user + "/" + item + "/" + time;
    watch.item = ItemFingerprint.of(item);
    watch.eventTime = time;
    watch.signal = signal;
    return watch;
  }

  /** Takes in an erasure. */
  void eraseViewer(String user, long timestamp) throws IOException {
    Watch erasure = new Watch();
    erasure.userId = user;
    erasure.erase = true;
    processor.process(erasure, timestamp);
  }

  /** Ends the rebuild and lets viewers be swept, as an announcement does. */
  void catchUp() {
    rollout.onCaughtUp();
    sweep.start();
  }

  /** Takes in a positive event whose record has the event's time. */
  void like(String user, String item, long time) throws IOException {
    processor.process(watch(user, Signal.POSITIVE, item, time), time);
  }

  void hide(String user, String item, long time) throws IOException {
    processor.process(watch(user, Signal.NEGATIVE, item, time), time);
  }

  void announce(Release release, long epoch) throws IOException {
    rollout.onAnnouncement(Announcement.production(announcement(release, epoch)));
  }

  /** Lets the time go on, firing the timers that come due on the way. */
  void advanceTo(long time) throws IOException {
    while (!timers.isEmpty() && timers.peek().time <= time) {
      Timer timer = timers.poll();
      now = Math.max(now, timer.time);
      fire(timer);
    }
    now = time;
  }

  private void fire(Timer timer) throws IOException {
    switch (timer.kind) {
      case "pending" -> processor.onPendingTimer(timer.userId);
      default -> {
        tick.fired();
        rollout.onTick();
        sweep.onTick();
      }
    }
  }

  /** Times of the timers of a kind (pending, tick) that are set, in order. */
  List<Long> timers(String kind) {
    return timers.stream().filter(t -> t.kind.equals(kind)).map(Timer::time).sorted().toList();
  }

  /** Updates since the last call. */
  List<Update> take() {
    List<Update> taken = new ArrayList<>(updates);
    updates.clear();
    return taken;
  }

  ViewerState state(String userId) {
    ViewerState state = new ViewerState(new ViewerHistory(rules));
    state.read(stored.get(userId));
    return state;
  }

  // The ports.

  @Override
  public byte[] read(String userId) {
    return stored.get(userId);
  }

  @Override
  public void write(String userId, byte[] bytes) {
    writes++;
    stored.put(userId, bytes);
  }

  @Override
  public void delete(String userId) {
    stored.remove(userId);
  }

  @Override
  public void setPending(String userId, long time) {
    timers.add(new Timer(time, timersSet++, "pending", userId));
  }

  @Override
  public void setTick(long time) {
    timers.add(new Timer(time, timersSet++, "tick", null));
  }

  @Override
  public Stream<String> all() {
    openWalks++;
    walks++;
    return List.copyOf(stored.keySet()).stream().onClose(() -> openWalks--);
  }

  @Override
  public double share(String userId) {
    return (double) List.copyOf(stored.keySet()).indexOf(userId) / stored.size();
  }

  @Override
  public void publish(
      String userId,
      ViewerState viewer,
      Interests interests,
      ActiveRelease release,
      Watch cause,
      long timestamp,
      long time) {
    updates.add(
        new Update(
            userId,
            viewer.history().sequence(),
            viewer.history().entries().size(),
            interests.copy(),
            release.loaded().release().version(),
            release.epoch(),
            cause == null ? null : cause.eventId,
            timestamp,
            time,
            viewer.history().generation(),
            !viewer.isPublished()));
  }

  @Override
  public void erase(String userId, long time) {
    erasures.add(new Erasure(userId, time));
  }

  @Override
  public void report(ReleaseEvent.Builder event) {
    reports.add(event.setSubtask(0).setAt(Instant.ofEpochMilli(now)).build());
  }

  @Override
  public boolean includes(Watch watch) {
    return evaluates && watch.signal == Signal.POSITIVE;
  }

  @Override
  public void offer(Interests interests, int[] rows, long[] history, long item) {
    offers.add(new Offer(interests.count(), Arrays.stream(rows).boxed().toList(), item));
  }

  @Override
  public void candidate(ModelRelease announced) {
    candidates.add(announced);
  }

  @Override
  public void compare() {
    comparisons++;
  }

  @Override
  public void count(HistoryChange change) {
    changes.merge(change, 1, Integer::sum);
  }

  @Override
  public void countErasure() {}

  @Override
  public void countExpiry() {
    expired++;
  }

  @Override
  public void countSeveralPartitions() {
    severalPartitions++;
  }

  @Override
  public void countHeld() {
    held++;
  }

  @Override
  public void countReembedded() {
    reembedded++;
  }

  @Override
  public void count(ReleaseEventKind kind) {}

  @Override
  public void measureState(int bytes) {}

  @Override
  public void measureLatency(long ms) {}
}

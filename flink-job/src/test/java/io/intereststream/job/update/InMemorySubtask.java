package io.intereststream.job.update;

import io.intereststream.history.HistoryRules;
import io.intereststream.history.ViewerHistory;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.evaluation.OnlineEvaluation;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.publish.UpdateWriter;
import io.intereststream.job.release.ActiveRelease;
import io.intereststream.job.release.AliasResolver;
import io.intereststream.job.release.Announcement;
import io.intereststream.job.release.FirstRelease;
import io.intereststream.schema.ModelRelease;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * A subtask in memory: the real logic of events, releases and sweeps over ports that keep
 * everything in collections. The simulation advances its clock.
 */
final class InMemorySubtask
    implements SimulatedSubtask<InMemoryState>, ViewerStore, Timers, ViewerKeys {
  private static final Comparator<String> BY_KEY_GROUP =
      Comparator.comparingInt(InMemorySubtask::keyGroup).thenComparing(Comparator.naturalOrder());

  private record Timer(long time, long order, String userId) {}

  private final HistoryRules rules;
  private final InMemoryReleases releases;
  private final JobVariant variant;
  private final KeyGroupRange groups;
  private final ActiveRelease release;
  private final ViewerProcessor processor;
  private final ReleaseRollout rollout;
  private final BackgroundTick tick;
  private final Sweep sweep;
  private final InstantSource clock = () -> Instant.ofEpochMilli(now());

  private final Map<String, byte[]> stored = new TreeMap<>(BY_KEY_GROUP);
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::time).thenComparingLong(Timer::order));
  private final List<OutputRecord> output = new ArrayList<>();
  private final List<Swept> swept = new ArrayList<>();
  private long timersSet;
  private long now;
  private long kafkaTime = Long.MIN_VALUE;
  private boolean inTick;

  /**
   * @param state of all subtasks in the checkpoint, with the viewers and timers of this one; null
   *     for a start without one
   * @param counter takes what happens, in words
   */
  InMemorySubtask(
      SimulatedOperator.Start start,
      int subtask,
      UpdateWriter writer,
      InMemoryReleases releases,
      List<InMemoryState> state,
      JobVariant variant,
      Consumer<String> counter)
      throws Exception {
    this.releases = releases;
    this.variant = variant;
    this.now = start.clock().millis();
    JobOptions options = start.options();
    StateStart begun =
        StateStart.of(
            start.begun(),
            state == null ? List.of() : state.stream().map(InMemoryState::begun).toList());
    UpdateSettings settings = UpdateSettings.of(options, begun.generation, subtask);
    rules = settings.rules();
    groups =
        KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
            SimulatedOperator.MAX_PARALLELISM, start.parallelism(), subtask);
    RecordOutbox outbox =
        new RecordOutbox(
            writer,
            subtask,
            (record, timestamp) -> output.add(record),
            event -> counter.accept("release event " + event.getKind()),
            clock);
    AliasResolver registry =
        new AliasResolver(options.release().registry(), options.release().alias());
    release =
        new ActiveRelease(
            releases,
            new FirstRelease(releases, registry::location, start.log(), pause -> {})
                .load(
                    FirstRelease.newest(
                        start.initial(),
                        state == null
                            ? List.of()
                            : state.stream().map(InMemoryState::active).toList())),
            options.release().leadTime(),
            outbox::report,
            this::nanoTime);
    releases.started(now);
    tick = new BackgroundTick(this, clock);
    processor =
        new ViewerProcessor(
            settings,
            variant.histories(rules),
            release,
            this,
            this,
            outbox,
            OnlineEvaluation.NONE,
            new CountedMetrics(counter),
            tick,
            clock,
            begun.rebuilding);
    rollout =
        new ReleaseRollout(
            settings,
            release,
            processor,
            this,
            OnlineEvaluation.NONE,
            outbox,
            tick,
            clock,
            this::nanoTime);
    sweep = new Sweep(settings, processor, this, tick, clock, this::nanoTime);
    if (state != null) {
      state.forEach(this::restore);
      rollout.onRestore();
    }
  }

  private void restore(InMemoryState state) {
    state.viewers().forEach((viewer, bytes) -> stored.put(viewer, bytes));
    state.timers().forEach(timer -> setPending(timer.userId(), timer.time()));
  }

  static int keyGroup(String userId) {
    return KeyGroupRangeAssignment.assignToKeyGroup(userId, SimulatedOperator.MAX_PARALLELISM);
  }

  private long now() {
    return now;
  }

  private long nanoTime() {
    return TimeUnit.MILLISECONDS.toNanos(now);
  }

  @Override
  public void process(Watch watch, long timestamp) throws IOException {
    processor.process(watch, timestamp);
  }

  @Override
  public void announce(Announcement announcement) throws IOException {
    releases.completeUntil(now);
    if (announcement.caughtUp) {
      rollout.onCaughtUp();
      sweep.start();
    } else {
      rollout.onAnnouncement(announcement);
    }
  }

  @Override
  public void onKafkaTime(long time) {
    kafkaTime = time;
    sweep.onKafkaTime(time);
  }

  @Override
  public void advanceTo(long time) throws IOException {
    while (!timers.isEmpty() && timers.peek().time <= time) {
      Timer timer = timers.poll();
      now = Math.max(now, timer.time);
      releases.completeUntil(now);
      if (timer.userId != null) {
        processor.onPendingTimer(timer.userId);
      } else {
        inTick = true;
        tick.fired();
        rollout.onTick();
        sweep.onTick();
        inTick = false;
      }
    }
    now = time;
  }

  @Override
  public InMemoryState snapshot() throws IOException {
    processor.flush();
    Map<String, byte[]> viewers = new TreeMap<>();
    stored.forEach((viewer, bytes) -> viewers.put(viewer, variant.snapshot(bytes.clone())));
    return new InMemoryState(
        viewers,
        timers.stream()
            .filter(timer -> timer.userId != null)
            .sorted(Comparator.comparingLong(Timer::order))
            .map(timer -> new InMemoryState.PendingTimer(timer.userId, timer.time))
            .toList(),
        release.announcement(),
        new StateStart(rules.generation(), processor.isRebuilding()));
  }

  @Override
  public List<OutputRecord> takeOutput() {
    List<OutputRecord> taken = List.copyOf(output);
    output.clear();
    return taken;
  }

  @Override
  public List<Swept> takeSwept() {
    List<Swept> taken = List.copyOf(swept);
    swept.clear();
    return taken;
  }

  @Override
  public ModelRelease active() {
    return release.announcement();
  }

  @Override
  public boolean isBusy() {
    return !timers.isEmpty() || release.isChanging() || rollout.progress() < 1;
  }

  @Override
  public void close() {
    rollout.close();
    sweep.close();
    release.close();
    releases.checkAllReleased();
  }

  // The ports.

  @Override
  public byte[] read(String userId) {
    return stored.get(userId);
  }

  @Override
  public void write(String userId, byte[] bytes) {
    if (!groups.contains(keyGroup(userId))) {
      throw new AssertionError(userId + " is not this subtask's");
    }
    byte[] before = stored.put(userId, bytes);
    if (inTick && hasBegun(before) && !hasBegun(bytes)) {
      swept.add(new Swept(userId, kafkaTime, true));
    }
  }

  private boolean hasBegun(byte[] viewer) {
    ViewerState state = new ViewerState(new ViewerHistory(rules));
    state.read(viewer);
    return state.history().hasBegun();
  }

  @Override
  public void delete(String userId) {
    stored.remove(userId);
    swept.add(new Swept(userId, kafkaTime, false));
  }

  @Override
  public void setPending(String userId, long time) {
    timers.add(new Timer(time, timersSet++, userId));
  }

  @Override
  public void setTick(long time) {
    timers.add(new Timer(time, timersSet++, null));
  }

  @Override
  public Stream<String> all() {
    return List.copyOf(stored.keySet()).stream();
  }

  @Override
  public double share(String userId) {
    return (keyGroup(userId) - groups.getStartKeyGroup()) / (double) groups.getNumberOfKeyGroups();
  }
}

package io.intereststream.job.simulation;

import io.intereststream.job.config.JobOptions;
import io.intereststream.job.ingest.SimulatedDecoder;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.release.AliasResolver;
import io.intereststream.job.release.MemoryLog;
import io.intereststream.job.release.ReleaseEpochs;
import io.intereststream.job.release.SimulatedSource;
import io.intereststream.job.simulation.SimulatedJob.Checkpoint;
import io.intereststream.job.update.JobVariant;
import io.intereststream.job.update.SimulatedOperator;
import io.intereststream.job.update.StateStart;
import io.intereststream.schema.ModelRelease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** One schedule, and the job that goes through it. */
final class Simulation<S> {
  private static final long BEGIN = 1_767_225_600_000L;

  /** Maximum number of half seconds that a job without input needs to become idle. */
  private static final int MOST_WAITS = 300;

  /** Maximum time that a transaction stays open. */
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofHours(23);

  private final SimulatedRegistry registry;
  private final SimulatedDecoder decoder;
  private final SimulatedOperator<S> operator;
  private final JobVariant variant;
  private final Quiet.Check check;
  private final SimulatedOptions settings;
  private final JobOptions options;
  private final SimulatedClock clock = new SimulatedClock(BEGIN);
  private final InputTopics topics = new InputTopics();
  private final Producer producer = new Producer(topics, clock);
  private final MemoryLog log = new MemoryLog();
  private final List<OutputRecord> updates = new ArrayList<>();
  private final RetainedCheckpoints<S> retained = new RetainedCheckpoints<>(topics);
  private final Uncertain uncertain = new Uncertain();
  private final SimulatedAlias alias;
  private long transactionBegan;
  private ModelRelease initial;
  private StateStart begun;

  /** Null while the job is down. */
  private SimulatedJob<S> job;

  Simulation(
      SimulatedRegistry registry,
      SimulatedDecoder decoder,
      SimulatedOperator<S> operator,
      JobVariant variant,
      Quiet.Check check,
      long seed)
      throws Exception {
    this.registry = registry;
    this.decoder = decoder;
    this.operator = operator;
    this.variant = variant;
    this.check = check;
    settings = SimulatedOptions.of(seed, registry.address(), !operator.isOfRealTime());
    options = JobOptions.from(settings.configuration());
    alias = new SimulatedAlias(registry);
    alias.point("v1-gru");
    begin(settings.parallelism());
  }

  /** Where a step led to, in words, for a schedule that is to be read. */
  String describe() {
    String produced = producer.takeProduced();
    return produced.isEmpty()
        ? "%d ms, alias %s, %s"
            .formatted(clock.millis() - BEGIN, alias.version(), job == null ? "job is down" : job)
        : produced;
  }

  void step(Step step) throws Exception {
    SplittableRandom random = new SplittableRandom(step.random());
    switch (step.kind()) {
      case READ -> read(random.nextInt(InputTopics.PARTITIONS), random);
      case READ_ERASURES -> read(InputTopics.ERASURES, random);
      case ADVANCE -> advance(delay(random));
      case IDLE -> pass(Duration.ofMinutes(11).toMillis());
      case DAYS -> days(random);
      case DOWN_FOR_DAYS -> {
        kill(random);
        pass(days(random.nextInt(8)));
      }
      case CHECKPOINT -> checkpoint();
      case FLUSH -> flush(random);
      case KILL -> kill(random);
      case RESTORE_NEWEST -> {
        kill(random);
        restore(retained.newest(), parallelism(random));
      }
      case RESTORE_ANY -> restoreAny(random);
      case LOST_TRANSACTION -> loseTransaction(random);
      case RESCALE -> rescale(random);
      case REBUILD -> rebuild(random);
      case RETENTION -> retained.deleteOldRecords(random);
      case GOOD_RELEASE -> alias.pointToGood(random);
      case SLOW_RELEASE -> alias.point(SimulatedRegistry.SLOW);
      case FLAKY_RELEASE -> alias.point(SimulatedRegistry.FLAKY);
      case BAD_RELEASE -> alias.point(SimulatedRegistry.BROKEN);
      case ROLLBACK -> alias.rollBack();
      case ALIAS_BY_HAND -> alias.byHand(random);
      case LOG_OUTAGE -> log.breakDown(random.nextBoolean());
      case POLL -> {
        if (job != null) {
          job.poll();
        }
      }
      case QUIET -> quiet();
      default -> producer.produce(step.kind(), random);
    }
  }

  private void read(int partition, SplittableRandom random) throws Exception {
    if (job == null && random.nextInt(4) == 0) {
      restore(retained.newest(), 2 + random.nextInt(3));
    }
    if (job == null) {
      return;
    }
    for (int left = 1 + random.nextInt(5); left > 0 && job.read(partition); left--) {}
    job.deliverSome(random);
  }

  private static long delay(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextInt(20_000);
      case 1, 2, 3 -> random.nextInt(2_000);
      default -> random.nextInt(20);
    };
  }

  private void advance(long ms) throws Exception {
    if (job != null) {
      job.onTime();
    }
    clock.advanceTo(clock.millis() + ms);
    if (job != null) {
      job.onTime();
    }
  }

  /** Advances the clock far, in steps that let partitions become idle. */
  private void pass(long ms) throws Exception {
    advance(500);
    advance(500);
    advance(ms);
  }

  private void days(SplittableRandom random) throws Exception {
    if (job != null) {
      readAll();
    }
    pass(days(random.nextInt(8)));
  }

  private static long days(int kind) {
    return switch (kind) {
      case 0 -> SimulatedOptions.TTL.toMillis();
      case 1 -> SimulatedOptions.TTL.plusHours(1).toMillis();
      case 2 -> SimulatedOptions.MARKER.toMillis();
      case 3 -> SimulatedOptions.MARKER.plusHours(1).toMillis();
      case 4 -> SimulatedOptions.TTL.plusDays(17).toMillis();
      case 5 -> Duration.ofDays(4).toMillis();
      default -> SimulatedOptions.TTL.plusHours(37).toMillis();
    };
  }

  private void readAll() throws Exception {
    for (int partition = 0; partition <= InputTopics.PARTITIONS; partition++) {
      while (job.read(partition)) {}
    }
  }

  private void checkpoint() throws Exception {
    if (job != null) {
      retained.add(job.checkpoint(updates));
      transactionBegan = clock.millis();
    }
  }

  private void flush(SplittableRandom random) {
    if (job != null && !settings.exactlyOnce()) {
      job.flushSome(updates, random);
    }
  }

  private void kill(SplittableRandom random) throws Exception {
    if (job != null) {
      flush(random);
      uncertain.killed(job.processed());
      job.close();
      job = null;
    }
  }

  private static int parallelism(SplittableRandom random) {
    return 2 + random.nextInt(3);
  }

  /**
   * Starts from a checkpoint; without one, from the state in the job graph.
   *
   * @param from null for none
   */
  private void restore(Checkpoint<S> from, int parallelism) throws Exception {
    SimulatedSource source =
        new SimulatedSource(
            registry.address(),
            initial,
            from == null ? null : from.source(),
            variant.log(log),
            clock);
    job =
        new SimulatedJob<>(
            topics,
            clock,
            decoder,
            source,
            operator,
            new SimulatedOperator.Start(options, parallelism, initial, begun, log, clock),
            from,
            begun.generation);
    transactionBegan = clock.millis();
    uncertain.restored(job.processed());
  }

  private void restoreAny(SplittableRandom random) throws Exception {
    kill(random);
    retained.goBack(random);
    restore(retained.newest(), parallelism(random));
  }

  private void loseTransaction(SplittableRandom random) throws Exception {
    long open = clock.millis() - transactionBegan;
    if (job == null || !settings.exactlyOnce() || open > TRANSACTION_TIMEOUT.toMillis()) {
      return;
    }
    retained.add(job.checkpoint(new ArrayList<>()));
    transactionBegan = clock.millis();
    boolean finds = job.active().stream().allMatch(r -> r.getVersion().equals(alias.version()));
    boolean runs = finds && random.nextBoolean();
    if (!runs) {
      kill(random);
    }
    log.breakDown(false);
    log.lose(ReleaseEpochs.after(log.read().highestEpoch(), clock.millis()));
    if (runs) {
      job.poll();
      job.deliverAll();
      advance(500);
    } else {
      restore(retained.newest(), parallelism(random));
    }
  }

  private void rescale(SplittableRandom random) throws Exception {
    int change = random.nextInt(2);
    int before =
        job == null
            ? retained.newest() == null ? 2 : retained.newest().subtasks().size()
            : job.parallelism();
    if (job != null) {
      checkpoint();
      job.close();
      job = null;
    }
    restore(retained.newest(), 2 + (before - 1 + change) % 3);
  }

  private void rebuild(SplittableRandom random) throws Exception {
    kill(random);
    begin(parallelism(random));
  }

  /** Starts without a checkpoint. A start is refused without a release and without the log. */
  private void begin(int parallelism) throws Exception {
    log.breakDown(false);
    if (!alias.isGood()) {
      alias.point("v2-mind");
    }
    clock.advanceTo(clock.millis() + 1_000);
    retained.clear();
    uncertain.clear();
    ModelRelease found =
        new AliasResolver(options.release().registry(), options.release().alias()).resolve();
    initial = ReleaseEpochs.announced(found, log.read().highestEpoch(), clock.millis());
    begun = new StateStart(clock.millis(), true);
    restore(null, parallelism);
  }

  /** Brings everything to rest, and has it checked. */
  private void quiet() throws Exception {
    log.breakDown(false);
    if (job == null) {
      restore(retained.newest(), 2);
    }
    readAll();
    job.poll();
    job.deliverAll();
    if (!alias.isGood() && isBehind()) {
      // Updates under a higher epoch come from a run that was rolled back. Only a new announcement
      // replaces them.
      alias.point("v1-gru");
      job.poll();
    }
    rest();
    if (job.isBusy() && !alias.isGood()) {
      // The release keeps failing to load: move the alias to a good one.
      alias.point("v1-gru");
      job.poll();
      rest();
    }
    if (job.isBusy()) {
      throw new AssertionError("the job does not come to rest");
    }
    checkpoint();
    check.check(
        new Quiet(
            options,
            job.generation(),
            List.copyOf(job.processed()),
            List.copyOf(updates),
            job.active(),
            alias.isGood() ? alias.version() : null,
            uncertain.isUncertain(job.processed()) ? Set.of(Producer.ROAMER) : Set.of()));
  }

  private void rest() throws Exception {
    for (int waits = 0; waits < MOST_WAITS && (job.isBusy() || !job.isCaughtUp()); waits++) {
      if (!job.isCaughtUp()) {
        checkpoint();
      }
      job.deliverAll();
      advance(500);
    }
  }

  /** Whether updates may have been published under a higher epoch than the active one. */
  private boolean isBehind() {
    long highest = log.read().highestEpoch();
    return job.active().isEmpty()
        || job.active().stream().anyMatch(release -> release.getEpoch() < highest);
  }

  /** Ends the job. */
  void close() throws Exception {
    if (job != null) {
      job.close();
      job = null;
    }
  }
}

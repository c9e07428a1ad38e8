package io.intereststream.deploy.audit;

import io.intereststream.deploy.audit.baseline.BaselineFile;
import io.intereststream.deploy.audit.baseline.BaselineHead;
import io.intereststream.deploy.audit.baseline.BaselineWriter;
import io.intereststream.deploy.audit.baseline.TrustedHistories;
import io.intereststream.deploy.audit.check.AuditBounds;
import io.intereststream.deploy.audit.check.BucketCheck;
import io.intereststream.deploy.audit.check.Mismatches;
import io.intereststream.deploy.audit.settings.AuditSettings;
import io.intereststream.deploy.audit.spill.Buckets;
import io.intereststream.deploy.audit.spill.Entry;
import io.intereststream.deploy.audit.spill.Kind;
import io.intereststream.deploy.audit.topic.Brokers;
import io.intereststream.deploy.audit.topic.CaughtUp;
import io.intereststream.error.InterestStreamException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Checks the invariant on the topics, which may be in use. For every viewer, the update that a
 * reader holds equals what the reference encoder computes from the viewer's events under the rules
 * of the history, within {@value #TOLERANCE}; if the update has its vectors in FP16 or INT8, the
 * computed ones are quantised alike, and a component may differ by one step more. Its sequence
 * number is the number of events that added or removed an entry, so no event was lost or counted
 * twice. This update is also the last one on the topic. Erased viewers have no update, and every
 * invalid record has a dead letter.
 *
 * <p>The audit notes the ends of the input topics and waits until the job has passed them. Then it
 * reads the updates, and after them the events, up to the ends at that time. An update may
 * therefore be newer than the noted ends, but not older. Only one part of the viewers is in memory
 * at a time; the rest is in temporary files.
 */
public final class Audit {
  /** Largest difference between two components that are considered equal. */
  public static final double TOLERANCE = BucketCheck.TOLERANCE;

  private static final long RECORDS_A_BUCKET = 50_000;
  private static final int LEAST_BUCKETS = 16;
  private static final int MOST_BUCKETS = 512;

  private final AuditSettings settings;
  private final AuditOptions options;
  private final Consumer<String> progress;
  private final Mismatches mismatches = new Mismatches();

  /** Prepares an audit of the update that readers hold for each viewer, without a baseline. */
  public Audit(AuditSettings settings, Duration wait) {
    this(settings, AuditOptions.waiting(wait), line -> {});
  }

  /**
   * @param progress receives a line about each part of the work
   */
  public Audit(AuditSettings settings, AuditOptions options, Consumer<String> progress) {
    this.settings = settings;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Runs the audit.
   *
   * @throws InterestStreamException if the job does not read in time what the topics held at the
   *     start, brokers or releases cannot be read, or the baseline is unusable
   */
  public AuditReport run() throws InterruptedException {
    progress.accept("waiting until the job has read what is on its topics now");
    Map<TopicPartition, Long> ends;
    try (CaughtUp position = new CaughtUp(settings)) {
      ends = position.await(options.limit());
    }
    try (Brokers brokers = new Brokers(settings)) {
      return run(brokers, ends);
    }
  }

  private AuditReport run(Brokers brokers, Map<TopicPartition, Long> ends)
      throws InterruptedException {
    Map<String, String> baselineSettings =
        BaselineHead.settings(settings, brokers.topicId(settings.topics().watchEvents()));
    try (Buckets buckets = new Buckets(temporaryFolder(), bucketCount(brokers))) {
      TopicSpill spill = new TopicSpill(settings, brokers, buckets, ends, mismatches);
      progress.accept("reading the updates");
      Map<TopicPartition, Long> updatesEnd = spill.readUpdates();
      BaselineHead known = readKnown(buckets, baselineSettings);
      progress.accept("reading the erasures and the events");
      spill.readErasures();
      spill.readEvents();
      progress.accept("reading the dead letters");
      spill.readLetters();
      Long generation = JobGeneration.find(settings, brokers);
      if (generation == null && options.eraseLeft()) {
        throw noLease();
      }
      AuditBounds bounds =
          new AuditBounds(
              settings.topics().watchEvents(),
              spill.watchStarts(),
              known.positions(),
              spill.lettersAreComplete() ? null : spill.oldestLetters(),
              settings.rules().ttlMs(),
              spill.counts().newest());
      try (BaselineWriter writer =
              baselineWriter(new BaselineHead(baselineSettings, ends, known.trusted()));
          BucketCheck check =
              new BucketCheck(settings, bounds, generation, options.every(), writer, mismatches)) {
        check(buckets, check);
        new Recheck(settings, brokers, options.limit(), mismatches).run(check.behind(), updatesEnd);
        Long kept = writer == null ? null : writer.publish();
        AuditReports reports = new AuditReports(spill.counts(), check, mismatches, known.trusted());
        AuditReport report = reports.of(null, kept);
        if (!options.eraseLeft() || !report.holds()) {
          return report;
        }
        if (!generation.equals(JobGeneration.find(settings, brokers))) {
          throw InterestStreamException.environment(
              "topic %s: a job with another state has started (expected: the same job until the audit ends; run it again)"
                  .formatted(settings.topics().releaseEvents()));
        }
        long erased = new LeftViewers(settings, brokers, options.limit()).erase(generation);
        return reports.of(erased, kept);
      }
    }
  }

  private InterestStreamException noLease() {
    return InterestStreamException.environment(
        "topic %s: no lease of topic %s (expected: one, which says when the job's state was created; audit with --erase-left while the job is running)"
            .formatted(settings.topics().releaseEvents(), settings.topics().interestUpdates()));
  }

  private void check(Buckets buckets, BucketCheck check) {
    progress.accept(
        "checking %d parts, %,d MB in temporary files"
            .formatted(buckets.count(), buckets.bytes() / 1_000_000));
    int said = 0;
    for (int bucket = 0; bucket < buckets.count(); bucket++) {
      check.check(buckets, bucket);
      int percent = (bucket + 1) * 100 / buckets.count();
      if (percent >= said + 10) {
        said = percent;
        progress.accept(
            "%d %% checked, %,d viewers, %d mismatches"
                .formatted(percent, check.tally().viewers(), mismatches.count()));
      }
    }
  }

  private int bucketCount(Brokers brokers) throws InterruptedException {
    long records = 0;
    for (String topic :
        new String[] {settings.topics().watchEvents(), settings.topics().interestUpdates()}) {
      Map<TopicPartition, Long> starts = brokers.starts(topic);
      for (Map.Entry<TopicPartition, Long> end : brokers.visibleEnds(topic).entrySet()) {
        records += end.getValue() - starts.getOrDefault(end.getKey(), 0L);
      }
    }
    return (int) Math.min(MOST_BUCKETS, Math.max(LEAST_BUCKETS, records / RECORDS_A_BUCKET));
  }

  /** Reads what is known about viewers before the first event that this audit applies. */
  private BaselineHead readKnown(Buckets buckets, Map<String, String> settingsNow) {
    BaselineFile file = options.baseline() == null ? null : new BaselineFile(options.baseline());
    boolean continues = file != null && file.exists();
    TrustedHistories trusted = options.trusted();
    if (trusted != null) {
      if (continues) {
        throw InterestStreamException.usage(
            "baseline %s: exists already (expected: another folder, because the audit is to"
                    .formatted(options.baseline())
                + " continue from "
                + trusted.origin()
                + ")");
      }
      progress.accept("reading " + trusted.origin());
      return new BaselineHead(
          settingsNow,
          trusted.read((viewer, known) -> addKnown(buckets, viewer, known.toBytes())),
          trusted.origin());
    }
    if (continues) {
      progress.accept("reading the baseline " + options.baseline());
      return file.read(settingsNow, (viewer, known) -> addKnown(buckets, viewer, known));
    }
    if (file != null) {
      progress.accept("baseline " + options.baseline() + ": new");
    }
    return new BaselineHead(settingsNow, Map.of(), null);
  }

  private static void addKnown(Buckets buckets, String viewer, byte[] known) {
    buckets.add(new Entry(Kind.BASELINE, viewer, known));
  }

  private BaselineWriter baselineWriter(BaselineHead head) {
    return options.baseline() == null ? null : new BaselineWriter(options.baseline(), head);
  }

  private static Path temporaryFolder() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }
}

package io.intereststream.deploy.audit;

import io.intereststream.deploy.local.TopicReader;
import io.intereststream.error.InterestStreamException;
import io.intereststream.history.History;
import io.intereststream.history.HistoryChange;
import io.intereststream.history.HistoryRules;
import io.intereststream.history.ViewerHistory;
import io.intereststream.history.InvalidEventException;
import io.intereststream.history.Signal;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.ingest.EventDecoder;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.update.ViewerState;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.DeadLetter;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Checks the invariant on the topics: for every viewer, the last update equals what the reference
 * encoder computes from the viewer's events under the rules of the history, within {@value
 * #TOLERANCE}; the sequence number is the number of events that changed the history, so that no
 * event was lost or counted twice; and every invalid record has a dead letter.
 *
 * <p>Viewers with an erasure are counted but not compared, since the topics do not tell which
 * events came before the erasure.
 *
 * <p>To be run when the job has read everything, see {@link CaughtUp}. Keeps one small state per
 * viewer in memory.
 */
public final class Audit {
  /** Largest difference between two components that are considered equal. */
  public static final double TOLERANCE = 1e-5;

  private static final int BATCH = 4096;

  /** An update to compare, and the viewer's state at its sequence number. */
  private record Check(PublishedUpdate update, byte[] state) {}

  /** The position of a record on the watch topic. */
  private record Position(int partition, long offset) {}

  private final JobOptions options;
  private final Path releases;
  private final TopicReader topics;
  private final RecordCodec<InterestUpdate> codec;
  private final ViewerState viewer;
  private final boolean every;

  /** Newest state of each viewer. */
  private final Map<String, byte[]> expected = new HashMap<>();

  /** Last update of each viewer. */
  private final Map<String, PublishedUpdate> last = new HashMap<>();

  /**
   * Updates to compare, by viewer. An update is removed when the state of its sequence number is
   * found.
   */
  private final Map<String, List<PublishedUpdate>> open = new HashMap<>();

  private final List<Check> checks = new ArrayList<>();
  private final Set<String> erased = new HashSet<>();
  private final Set<Position> invalid = new HashSet<>();
  private final Set<Position> letters = new HashSet<>();
  private final long[] changes = new long[HistoryChange.values().length];
  private final Mismatches mismatches = new Mismatches();
  private long neutral;
  private long repeatedUpdates;
  private double maxAbsDifference;

  /**
   * @param options the job's options
   * @param releases folder of all releases, each in a subfolder named by version
   */
  public Audit(JobOptions options, Path releases) {
    this(options, releases, false);
  }

  /**
   * @param every whether to compare every update on the topic at its own sequence number, and not
   *     only the last update of each viewer
   */
  public Audit(JobOptions options, Path releases, boolean every) {
    this.options = options;
    this.every = every;
    this.releases = releases;
    this.topics = new TopicReader(options.clientProperties());
    this.codec = options.codecs().create(InterestUpdate.class, options.interestUpdates());
    this.viewer =
        new ViewerState(
            new ViewerHistory(
                new HistoryRules(
                    options.window(),
                    options.slack(),
                    options.ttl().toMillis(),
                    options.erasureMarker().toMillis(),
                    0)));
  }

  /**
   * Reads the three topics and compares them.
   *
   * @throws ReleaseException if a release that an update names cannot be read
   */
  public AuditReport run() throws ReleaseException {
    long updates = readUpdates();
    long eventsRead = readEvents();
    long deadLetters = readDeadLetters();
    compareViewers();
    comparePositions();
    return new AuditReport(
        eventsRead,
        invalid.size(),
        neutral,
        changes[HistoryChange.DUPLICATE.ordinal()],
        changes[HistoryChange.TOO_LATE.ordinal()],
        updates,
        repeatedUpdates,
        deadLetters,
        deadLetters - letters.size(),
        erased.size(),
        last.size(),
        checks.size(),
        mismatches.count(),
        maxAbsDifference,
        mismatches.examples());
  }

  private long readEvents() {
    EventDecoder decoder =
        new EventDecoder(
            options.codecs().create(WatchEvent.class, options.watchEvents()),
            options.signalPolicy(),
            options.clockTolerance().toMillis());
    return topics.read(
        options.watchEvents(),
        record -> {
          try {
            apply(
                decoder.decode(
                    record.value(), record.partition(), record.offset(), record.timestamp()),
                record.timestamp());
          } catch (InvalidEventException | RecordDecodeException e) {
            invalid.add(new Position(record.partition(), record.offset()));
          }
        });
  }

  private void apply(Watch watch, long timestamp) {
    if (watch.signal == Signal.NEUTRAL) {
      neutral++;
      return;
    }
    viewer.read(expected.get(watch.userId));
    HistoryChange change =
        viewer.history().apply(watch.signal, watch.item, watch.eventTime, timestamp);
    changes[change.ordinal()]++;
    if (change.changedAnything()) {
      byte[] state = viewer.write();
      expected.put(watch.userId, state);
      takeChecks(open.getOrDefault(watch.userId, List.of()), state);
    }
  }

  /** Removes the updates with the sequence number of a state and stores them as checks. */
  private void takeChecks(List<PublishedUpdate> updates, byte[] state) {
    updates.removeIf(
        update -> {
          boolean found = update.sequence() == viewer.history().sequence();
          if (found) {
            checks.add(new Check(update, state));
          }
          return found;
        });
  }

  private long readUpdates() {
    return topics.read(
        options.interestUpdates(),
        record -> {
          String userId = new String(record.key(), StandardCharsets.UTF_8);
          if (record.value() == null) {
            erased.add(userId);
            return;
          }
          InterestUpdate update = decode(codec, record);
          keep(
              new PublishedUpdate(
                  userId,
                  update.getSequence(),
                  update.getReleaseEpoch(),
                  update.getRelease(),
                  record));
        });
  }

  private void keep(PublishedUpdate update) {
    PublishedUpdate before = last.get(update.userId());
    if (before != null && !update.isNewerThan(before)) {
      repeatedUpdates++;
    }
    // The last on the topic, not the highest: after a fault the job must reach it again.
    last.put(update.userId(), update);
    List<PublishedUpdate> compared =
        open.computeIfAbsent(update.userId(), user -> new ArrayList<>());
    if (!every) {
      compared.clear();
    }
    compared.add(update);
  }

  private long readDeadLetters() {
    RecordCodec<DeadLetter> codec =
        options.codecs().create(DeadLetter.class, options.deadLetters());
    return topics.read(
        options.deadLetters(),
        record -> {
          DeadLetter letter = decode(codec, record);
          letters.add(new Position(letter.getPartition(), letter.getOffset()));
        });
  }

  private static <T extends SpecificRecord> T decode(
      RecordCodec<T> codec, ConsumerRecord<byte[], byte[]> record) {
    try {
      return codec.decode(record.value());
    } catch (RecordDecodeException e) {
      throw InterestStreamException.environment(
          record.topic() + "-" + record.partition() + "@" + record.offset() + ": " + e.getMessage(),
          e);
    }
  }

  private void comparePositions() {
    for (Position position : invalid) {
      if (!letters.contains(position)) {
        mismatches.add("record " + position + ": an invalid event (expected: a dead letter)");
      }
    }
    for (Position position : letters) {
      if (!invalid.contains(position)) {
        mismatches.add("record " + position + ": a dead letter (expected: none for a valid event)");
      }
    }
  }

  private void compareViewers() throws ReleaseException {
    expected.keySet().removeAll(erased);
    last.keySet().removeAll(erased);
    checks.removeIf(check -> erased.contains(check.update.userId()));
    compareSequences();
    Map<String, List<Check>> byRelease = new HashMap<>();
    for (Check check : checks) {
      byRelease.computeIfAbsent(check.update.release(), v -> new ArrayList<>()).add(check);
    }
    for (Map.Entry<String, List<Check>> group : byRelease.entrySet()) {
      try (Release release = Release.read(releases.resolve(group.getKey()));
          ReferenceEncoder encoder = release.reference()) {
        UpdateComparison comparison = new UpdateComparison(release);
        List<Check> of = group.getValue();
        for (int from = 0; from < of.size(); from += BATCH) {
          compare(
              of.subList(from, Math.min(of.size(), from + BATCH)), release, encoder, comparison);
        }
        maxAbsDifference = Math.max(maxAbsDifference, comparison.largestDifference());
      }
    }
  }

  private void compareSequences() {
    for (String userId : expected.keySet()) {
      PublishedUpdate update = last.get(userId);
      viewer.read(expected.get(userId));
      if (update == null) {
        mismatches.add("viewer " + userId + ": no update (expected: one)");
      } else if (update.sequence() != viewer.history().sequence()) {
        mismatches.add(
            "viewer %s: sequence: %d (expected: %d)"
                .formatted(userId, update.sequence(), viewer.history().sequence()));
      }
    }
    for (String userId : last.keySet()) {
      if (!expected.containsKey(userId)) {
        mismatches.add(
            "viewer " + userId + ": an update (expected: none without a positive event)");
      } else {
        open.get(userId).stream()
            .filter(update -> update != last.get(userId))
            .forEach(
                update ->
                    mismatches.add(
                        "viewer %s: sequence: %d (expected: a sequence that its events produce)"
                            .formatted(userId, update.sequence())));
      }
    }
  }

  private void compare(
      List<Check> batch, Release release, ReferenceEncoder encoder, UpdateComparison comparison) {
    List<Interests> computed = encode(batch.stream().map(Check::state).toList(), release, encoder);
    for (int i = 0; i < batch.size(); i++) {
      Check check = batch.get(i);
      viewer.read(check.state);
      List<String> faults =
          comparison.compare(
              decode(codec, check.update.record()),
              viewer.history().entries().size(),
              computed.get(i));
      if (!faults.isEmpty()) {
        mismatches.add("viewer " + check.update.userId() + ": " + String.join("; ", faults));
      }
    }
  }

  private List<Interests> encode(List<byte[]> states, Release release, ReferenceEncoder encoder) {
    List<int[]> histories = new ArrayList<>();
    for (byte[] state : states) {
      viewer.read(state);
      History history = viewer.history().entries();
      histories.add(release.vocabulary().knownRows(history.size(), history::item));
    }
    return encoder.encode(histories);
  }
}

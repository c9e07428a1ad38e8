package io.intereststream.deploy.audit;

import io.intereststream.encoder.Interests;
import io.intereststream.encoder.ReferenceEncoder;
import io.intereststream.encoder.Release;
import io.intereststream.encoder.ReleaseException;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.history.Change;
import io.intereststream.job.history.History;
import io.intereststream.job.history.Signal;
import io.intereststream.job.history.ViewerState;
import io.intereststream.job.history.Watch;
import io.intereststream.job.ingest.EventDecoder;
import io.intereststream.job.ingest.InvalidEventException;
import io.intereststream.schema.DeadLetter;
import io.intereststream.schema.Interest;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Checks the one invariant over the topics themselves: for every viewer, the last update equals
 * what the reference encoder computes from the viewer's events under the rules of the history, to
 * {@value #TOLERANCE}; the sequence number is the number of events that changed the history, so
 * that none was lost or counted twice; and every record that is no valid event has its dead letter.
 *
 * <p>A viewer who was ever erased is counted and not compared: which events came before the
 * erasure, the topics do not tell.
 *
 * <p>Meant for a quiet moment, see {@link CaughtUp}; keeps one small state per viewer in memory.
 */
public final class Audit {
  /** Largest difference of a component that counts as equal. */
  public static final double TOLERANCE = 1e-5;

  private static final int EXAMPLES = 10;
  private static final int BATCH = 4096;

  /** Where a record of the watch topic lies. */
  private record Position(int partition, long offset) {}

  private final JobOptions options;
  private final Path releases;
  private final TopicReader topics;
  private final ViewerState viewer;
  private final Map<String, byte[]> expected = new HashMap<>();
  private final Map<String, InterestUpdate> last = new HashMap<>();
  private final Set<String> erased = new HashSet<>();
  private final Set<Position> invalid = new HashSet<>();
  private final Set<Position> letters = new HashSet<>();
  private final long[] changes = new long[Change.values().length];
  private final List<String> examples = new ArrayList<>();
  private long neutral;
  private long repeatedUpdates;
  private long mismatches;
  private double maxAbsDifference;

  /**
   * @param options the job's options
   * @param releases folder that holds the releases by version
   */
  public Audit(JobOptions options, Path releases) {
    this.options = options;
    this.releases = releases;
    this.topics = new TopicReader(options.clientProperties());
    this.viewer = new ViewerState(options.window(), options.slack());
  }

  /**
   * Reads the three topics and compares.
   *
   * @throws ReleaseException when a release that an update names cannot be read
   */
  public AuditReport run() throws ReleaseException {
    long eventsRead = readEvents();
    long updates = readUpdates();
    long deadLetters = readDeadLetters();
    compareViewers();
    comparePositions();
    return new AuditReport(
        eventsRead,
        invalid.size(),
        neutral,
        changes[Change.DUPLICATE.ordinal()],
        changes[Change.TOO_LATE.ordinal()],
        updates,
        repeatedUpdates,
        deadLetters,
        deadLetters - letters.size(),
        erased.size(),
        last.size(),
        mismatches,
        maxAbsDifference,
        examples);
  }

  private long readEvents() {
    EventDecoder decoder =
        new EventDecoder(
            options.codecs().create(WatchEvent.class, options.watchEvents()),
            options.signalPolicy());
    return topics.read(
        options.watchEvents(),
        record -> {
          try {
            apply(
                decoder.decode(
                    record.value(), record.partition(), record.offset(), record.timestamp()));
          } catch (InvalidEventException | RecordDecodeException e) {
            invalid.add(new Position(record.partition(), record.offset()));
          }
        });
  }

  private void apply(Watch watch) {
    if (watch.signal == Signal.NEUTRAL) {
      neutral++;
      return;
    }
    viewer.read(expected.get(watch.userId));
    Change change = viewer.history().apply(watch.signal, watch.item, watch.eventTime);
    changes[change.ordinal()]++;
    if (change.changedHistory()) {
      viewer.countUpdate(0);
      expected.put(watch.userId, viewer.write());
    }
  }

  private long readUpdates() {
    RecordCodec<InterestUpdate> codec =
        options.codecs().create(InterestUpdate.class, options.interestUpdates());
    return topics.read(
        options.interestUpdates(),
        record -> {
          String userId = new String(record.key(), StandardCharsets.UTF_8);
          if (record.value() == null) {
            last.remove(userId);
            erased.add(userId);
            return;
          }
          keep(userId, decode(codec, record));
        });
  }

  private void keep(String userId, InterestUpdate update) {
    InterestUpdate before = last.get(userId);
    if (before != null && before.getSequence() >= update.getSequence()) {
      repeatedUpdates++;
    }
    // The last on the topic, not the highest: after a fault the job must come up to it again.
    last.put(userId, update);
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
      throw new IllegalStateException(
          record.topic() + "-" + record.partition() + "@" + record.offset() + ": " + e.getMessage(),
          e);
    }
  }

  private void comparePositions() {
    for (Position position : invalid) {
      if (!letters.contains(position)) {
        mismatch("record " + position + ": no valid event (expected: a dead letter)");
      }
    }
    for (Position position : letters) {
      if (!invalid.contains(position)) {
        mismatch("record " + position + ": a dead letter (expected: none for a valid event)");
      }
    }
  }

  private void compareViewers() throws ReleaseException {
    Map<String, List<String>> byRelease = new HashMap<>();
    expected.keySet().removeAll(erased);
    last.keySet().removeAll(erased);
    for (String userId : expected.keySet()) {
      InterestUpdate update = last.get(userId);
      if (update != null) {
        byRelease.computeIfAbsent(update.getRelease(), v -> new ArrayList<>()).add(userId);
      } else {
        mismatch("viewer " + userId + ": no update (expected: one)");
      }
    }
    for (String userId : last.keySet()) {
      if (!expected.containsKey(userId)) {
        mismatch("viewer " + userId + ": an update (expected: none without a positive event)");
      }
    }
    for (Map.Entry<String, List<String>> group : byRelease.entrySet()) {
      try (Release release = Release.read(releases.resolve(group.getKey()));
          ReferenceEncoder encoder = release.reference()) {
        List<String> viewers = group.getValue();
        for (int from = 0; from < viewers.size(); from += BATCH) {
          compareBatch(
              viewers.subList(from, Math.min(viewers.size(), from + BATCH)), release, encoder);
        }
      }
    }
  }

  private void compareBatch(List<String> viewers, Release release, ReferenceEncoder encoder) {
    List<int[]> histories = new ArrayList<>();
    for (String userId : viewers) {
      viewer.read(expected.get(userId));
      histories.add(knownRows(viewer.history(), release));
    }
    List<Interests> computed = encoder.encode(histories);
    for (int i = 0; i < viewers.size(); i++) {
      viewer.read(expected.get(viewers.get(i)));
      compare(last.get(viewers.get(i)), computed.get(i), release);
    }
  }

  private static int[] knownRows(History history, Release release) {
    int[] rows = new int[history.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = release.vocabulary().row(history.item(i));
    }
    return Arrays.stream(rows).filter(row -> row >= 0).toArray();
  }

  private void compare(InterestUpdate update, Interests computed, Release release) {
    List<String> faults = new ArrayList<>();
    equal("sequence", update.getSequence(), viewer.sequence(), faults);
    equal("history_size", update.getHistorySize(), viewer.history().size(), faults);
    equal("interests", update.getInterests().size(), computed.count(), faults);
    if (faults.isEmpty() && computed.count() > 0) {
      int d = release.dimension();
      int general = release.form().general() ? d : 0;
      near("general", update.getGeneral(), computed.general(), 0, general, faults);
      for (int i = 0; i < computed.count(); i++) {
        Interest interest = update.getInterests().get(i);
        equal("category", interest.getCategory(), computed.categories()[i], faults);
        near("weight", List.of(interest.getWeight()), computed.weights(), i, 1, faults);
        near("vector " + i, interest.getVector(), computed.vectors(), i * d, d, faults);
      }
    } else if (faults.isEmpty()) {
      equal("general", update.getGeneral().size(), 0, faults);
    }
    if (!faults.isEmpty()) {
      mismatch("viewer " + update.getUserId() + ": " + String.join("; ", faults));
    }
  }

  private static void equal(String what, long found, long wanted, List<String> faults) {
    if (found != wanted) {
      faults.add(what + ": " + found + " (expected: " + wanted + ")");
    }
  }

  private void near(
      String what, List<Float> found, float[] wanted, int from, int length, List<String> faults) {
    equal(what + " length", found.size(), length, faults);
    double largest = 0;
    for (int i = 0; i < Math.min(length, found.size()); i++) {
      double difference = Math.abs((double) found.get(i) - wanted[from + i]);
      // A NaN is as different as can be.
      largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
    }
    maxAbsDifference = Math.max(maxAbsDifference, largest);
    if (largest > TOLERANCE) {
      faults.add(what + ": differs by " + largest + " (expected: at most " + TOLERANCE + ")");
    }
  }

  private void mismatch(String what) {
    mismatches++;
    if (examples.size() < EXAMPLES) {
      examples.add(what);
    }
  }
}

package io.intereststream.data.sequence;

import io.intereststream.data.LabelledSequence;
import io.intereststream.data.LogReader;
import io.intereststream.data.LoggedWatch;
import io.intereststream.data.ReadSummary;
import io.intereststream.data.WatchLog;
import io.intereststream.data.WatchSignal;
import io.intereststream.error.InterestStreamException;
import io.intereststream.history.ItemFingerprint;
import io.intereststream.history.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a watch log and makes sequences of its positive watches.
 *
 * <p>With the signal policy, a sequence is what the job's history would be with an unlimited
 * window: in its order, without duplicates and without items that have a later negative action.
 * With the data set's own label, a sequence is in the order of time, then of rows. Labelled
 * sequences, which have no times, come first.
 */
public final class SequenceBuilder {
  private final WatchLog log;
  private final WatchSignal signal;
  private final ReadSummary summary;
  private final IdNumbers items = new IdNumbers();
  private final IdNumbers viewers = new IdNumbers();
  private final List<WatchTrack> tracks = new ArrayList<>();
  private long negative;
  private Long trainingEnd;

  private SequenceBuilder(WatchLog log, WatchSignal signal) {
    this.log = log;
    this.signal = signal;
    summary = new ReadSummary(log, signal, new Counts());
  }

  private final class Counts implements ReadSummary.Distinct {
    @Override
    public long viewers() {
      return tracks.size();
    }

    @Override
    public long items() {
      return items.ids().size();
    }
  }

  /**
   * Reads a log to its end.
   *
   * @throws InterestStreamException if the log cannot be read
   */
  public static SequenceBuilder read(WatchLog log, WatchSignal signal) {
    SequenceBuilder builder = new SequenceBuilder(log, signal);
    try (LogReader<LabelledSequence> reader = log.openLabelled()) {
      reader.forEachRemaining(builder::add);
      builder.summary.addMalformed(reader.malformed());
    }
    try (LogReader<LoggedWatch> reader = log.open()) {
      builder.add(reader, Long.MAX_VALUE);
      builder.summary.addMalformed(reader.malformed());
    }
    return builder;
  }

  /** Creates a builder to which the watches of a log are added part by part. */
  static SequenceBuilder inParts(WatchLog log, WatchSignal signal) {
    return new SequenceBuilder(log, signal);
  }

  private void add(LabelledSequence sequence) {
    summary.add(sequence);
    WatchTrack track = track(sequence.userId());
    for (String item : sequence.itemIds()) {
      track.add(items.of(item), Sequences.BEFORE);
    }
  }

  /**
   * Adds up to {@code most} watches and returns their latest time, or {@link Long#MIN_VALUE} if
   * there are none.
   */
  long add(LogReader<LoggedWatch> reader, long most) {
    long latest = Long.MIN_VALUE;
    for (long i = 0; i < most && reader.hasNext(); i++) {
      LoggedWatch watch = reader.next();
      Signal found = signal.of(watch);
      summary.add(watch, found);
      WatchTrack track = track(watch.userId());
      int item = items.of(watch.itemId());
      switch (found) {
        case POSITIVE -> track.add(item, watch.eventTime());
        case NEGATIVE -> {
          track.addNegative(item, watch.eventTime());
          negative++;
        }
        case NEUTRAL -> {}
      }
      latest = Math.max(latest, watch.eventTime());
    }
    return latest;
  }

  /**
   * Ends the training part: watches that are added later belong to the evaluation part.
   *
   * @param end end of the training part, ms since 1970; a later watch with an earlier time gets
   *     this one
   */
  void endTraining(long end) {
    trainingEnd = end;
    tracks.forEach(WatchTrack::endTraining);
  }

  private WatchTrack track(String viewer) {
    int number = viewers.of(viewer);
    if (number == tracks.size()) {
      tracks.add(new WatchTrack(viewer));
    }
    return tracks.get(number);
  }

  /** What was read. */
  public ReadSummary summary() {
    return summary;
  }

  /**
   * Returns the sequences; what was left out is counted in their notes.
   *
   * @throws InterestStreamException if only one item occurs
   */
  public Sequences build() {
    SequenceRules rules =
        signal.isPolicy()
            ? new HistoryOrder(fingerprints(), trainingEnd)
            : new RowOrder(log.dropsRepeats());
    List<Sequences.Viewer> sequences = new ArrayList<>(tracks.size());
    for (WatchTrack track : tracks) {
      Sequences.Viewer sequence = rules.sequence(track);
      if (sequence.length() > 0) {
        sequences.add(sequence);
      }
    }
    List<String> notes = new ArrayList<>(rules.notes());
    long neutral = summary.events() - summary.positive() - negative;
    if (neutral > 0) {
      notes.add("%d rows with a neutral signal: not used".formatted(neutral));
    }
    if (negative > 0) {
      notes.add("%d rows with a negative action: used to remove items".formatted(negative));
    }
    if (sequences.size() < tracks.size()) {
      notes.add(
          "%d viewers without a positive watch: left out"
              .formatted(tracks.size() - sequences.size()));
    }
    List<String> ids = occurring(sequences);
    if (ids.size() == 1) {
      throw InterestStreamException.checkFailed(
          "%s: only one item, \"%s\" (expected: at least two different items; is it complete?)"
              .formatted(log.description(), ids.get(0)));
    }
    List<int[]> categories = categories(ids, notes);
    return new Sequences(source(), ids, List.copyOf(sequences), categories, List.copyOf(notes));
  }

  /**
   * Returns the items' fingerprints by number. Two items with one fingerprint are an error, because
   * a release cannot tell them apart.
   */
  private long[] fingerprints() {
    long[] fingerprints = items.ids().stream().mapToLong(ItemFingerprint::of).toArray();
    Map<Long, String> known = new HashMap<>();
    for (int item = 0; item < fingerprints.length; item++) {
      String other = known.put(fingerprints[item], items.ids().get(item));
      if (other != null) {
        throw InterestStreamException.checkFailed(
            "%s: items %s and %s have the same fingerprint (expected: different fingerprints; give one of the items another id)"
                .formatted(log.description(), other, items.ids().get(item)));
      }
    }
    return fingerprints;
  }

  /**
   * Names the policy only if there are watches with times: labelled sequences do not depend on it.
   */
  private String source() {
    boolean byPolicy = signal.isPolicy() && summary.events() > 0;
    return byPolicy ? log.description() + ", " + signal : log.description();
  }

  /**
   * Returns the items that occur in the sequences. Replaces the item numbers in the sequences by
   * indices into this list.
   */
  private List<String> occurring(List<Sequences.Viewer> sequences) {
    BitSet used = new BitSet(items.ids().size());
    sequences.forEach(sequence -> Arrays.stream(sequence.items()).forEach(used::set));
    if (used.cardinality() == items.ids().size()) {
      return List.copyOf(items.ids());
    }
    int[] places = new int[items.ids().size()];
    List<String> ids = new ArrayList<>(used.cardinality());
    for (int item = used.nextSetBit(0); item >= 0; item = used.nextSetBit(item + 1)) {
      places[item] = ids.size();
      ids.add(items.ids().get(item));
    }
    for (Sequences.Viewer sequence : sequences) {
      Arrays.setAll(sequence.items(), i -> places[sequence.items()[i]]);
    }
    return List.copyOf(ids);
  }

  private List<int[]> categories(List<String> ids, List<String> notes) {
    Optional<Map<String, int[]>> known = log.categories();
    if (known.isEmpty()) {
      return List.of();
    }
    List<int[]> categories =
        ids.stream().map(id -> known.get().getOrDefault(id, new int[0])).toList();
    long without = categories.stream().filter(numbers -> numbers.length == 0).count();
    if (without > 0) {
      notes.add("%d items without a category".formatted(without));
    }
    return categories;
  }
}

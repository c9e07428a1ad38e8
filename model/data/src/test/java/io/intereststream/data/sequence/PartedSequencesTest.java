package io.intereststream.data.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.data.LaterWatches;
import io.intereststream.data.LogReader;
import io.intereststream.data.LoggedWatch;
import io.intereststream.data.WatchLog;
import io.intereststream.data.WatchSignal;
import io.intereststream.data.WrittenFiles;
import io.intereststream.data.synthetic.SyntheticLog;
import io.intereststream.data.synthetic.SyntheticSettings;
import io.intereststream.history.Action;
import io.intereststream.history.SignalPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartedSequencesTest {
  private static final SignalPolicy POLICY = new SignalPolicy(18_000, List.of(Action.LIKE));
  private static final WatchSignal SIGNAL = WatchSignal.policy(POLICY);
  private static final int LOG = 5_000;
  private static final SyntheticLog DATA =
      new SyntheticLog(
          SyntheticSettings.of(11, 8_000).withViewers(100).withCatalogue(400, 10, 8, 16));

  @Test
  void partsALogFromWhatFollowedWithLateEventsOnTheirSide() {
    PartedSequences parted = PartedSequences.read(DATA, POLICY, LOG, 3_000);
    assertThat(parted.position()).isEqualTo(LOG);
    SyntheticLog first = new SyntheticLog(DATA.settings().withEvents(LOG));
    assertThat(watches(parted.sequences(), Long.MIN_VALUE, parted.moment()))
        .isEqualTo(SequenceBuilder.read(first, SIGNAL).build().watches());
    // Some of what followed came late, with a time before the log's end.
    assertThat(later()).anyMatch(watch -> watch.eventTime() < parted.moment());
  }

  @Test
  void whatFollowedChangesNothingOfTheLog() {
    PartedSequences parted = PartedSequences.read(DATA, POLICY, LOG, 3_000);
    Map<String, List<String>> expected = new HashMap<>();
    expectedLog().forEach((viewer, log) -> expected.put(viewer, new ArrayList<>(log)));
    expectedFollowing(parted.moment())
        .forEach(
            (viewer, following) ->
                expected.computeIfAbsent(viewer, id -> new ArrayList<>()).addAll(following));
    expected.values().removeIf(List::isEmpty);
    Map<String, List<String>> found = new HashMap<>();
    for (Sequences.Viewer viewer : parted.sequences().viewers()) {
      found.put(
          viewer.id(),
          IntStream.range(0, viewer.length())
              .mapToObj(
                  i -> entry(viewer.times()[i], parted.sequences().items().get(viewer.items()[i])))
              .toList());
    }
    assertThat(found).isEqualTo(expected);
  }

  /** Of each viewer the log's positive watches that were not hidden within it. */
  private static Map<String, List<String>> expectedLog() {
    Map<String, List<LoggedWatch>> kept = new HashMap<>();
    WrittenFiles.watches(DATA, 0).subList(0, LOG).forEach(watch -> apply(watch, kept));
    return entries(kept, Long.MIN_VALUE);
  }

  /** Of each viewer the positive watches that followed, are new and were not hidden. */
  private static Map<String, List<String>> expectedFollowing(long moment) {
    Map<String, List<LoggedWatch>> all = new HashMap<>();
    Map<String, List<LoggedWatch>> log = new HashMap<>();
    List<LoggedWatch> watches = WrittenFiles.watches(DATA, 0);
    watches.subList(0, LOG).forEach(watch -> apply(watch, all));
    all.forEach((viewer, kept) -> log.put(viewer, List.copyOf(kept)));
    watches.subList(LOG, LOG + 3_000).forEach(watch -> apply(watch, all));
    all.forEach((viewer, kept) -> kept.removeAll(log.getOrDefault(viewer, List.of())));
    return entries(all, moment);
  }

  private static void apply(LoggedWatch watch, Map<String, List<LoggedWatch>> kept) {
    List<LoggedWatch> own = kept.computeIfAbsent(watch.userId(), id -> new ArrayList<>());
    switch (SIGNAL.of(watch)) {
      case POSITIVE -> {
        if (own.stream().noneMatch(other -> isRepeat(watch, other))) {
          own.add(watch);
        }
      }
      case NEGATIVE -> own.removeIf(other -> other.itemId().equals(watch.itemId()));
      case NEUTRAL -> {}
    }
  }

  private static boolean isRepeat(LoggedWatch watch, LoggedWatch other) {
    return watch.itemId().equals(other.itemId()) && watch.eventTime() == other.eventTime();
  }

  private static Map<String, List<String>> entries(
      Map<String, List<LoggedWatch>> kept, long earliest) {
    Map<String, List<String>> entries = new HashMap<>();
    kept.forEach(
        (viewer, watches) ->
            entries.put(
                viewer,
                watches.stream()
                    .sorted(Comparator.comparingLong(w -> Math.max(earliest, w.eventTime())))
                    .map(w -> entry(Math.max(earliest, w.eventTime()), w.itemId()))
                    .toList()));
    return entries;
  }

  private static String entry(long time, String item) {
    return time + " " + item;
  }

  @Test
  void laterWatchesGoOnWhereTheLogEnds() {
    WatchLog later = new LaterWatches(DATA, LOG);
    List<LoggedWatch> watches = later();
    assertThat(watches).hasSize(3_000);
    try (LogReader<LoggedWatch> reader = later.open(LOG + 7)) {
      assertThat(reader.next()).isEqualTo(watches.get(7));
    }
  }

  private static List<LoggedWatch> later() {
    return WrittenFiles.watches(new LaterWatches(DATA, LOG), 0);
  }

  private static long watches(Sequences sequences, long from, long to) {
    return sequences.viewers().stream()
        .flatMapToLong(viewer -> Arrays.stream(viewer.times()))
        .filter(time -> time >= from && time < to)
        .count();
  }
}

package io.intereststream.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.data.sequence.Sequences;
import io.intereststream.data.sequence.Sequences.Viewer;
import io.intereststream.training.evaluate.Freshness.AsOf;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A log made by hand. A viewer always watches the item with the next number, and that is the item
 * that is recommended.
 */
class FreshnessTest {
  private static final List<String> ITEMS =
      IntStream.range(0, 100).mapToObj(String::valueOf).toList();
  private static final long MOMENT = at("2022-01-02T00:00:00Z");

  private final List<int[]> asked = new ArrayList<>();

  private static long at(String time) {
    return time.equals("before") ? Sequences.BEFORE : Instant.parse(time).toEpochMilli();
  }

  /** Returns a viewer who watched consecutive items, beginning with a first one. */
  private static Viewer viewer(String id, int first, String... times) {
    long[] millis = new long[times.length];
    for (int i = 0; i < times.length; i++) {
      millis[i] = at(times[i]);
    }
    return new Viewer(id, IntStream.range(first, first + times.length).toArray(), millis);
  }

  private List<Freshness.Row> rows(long moment, ZoneId zone, Viewer... viewers) {
    return rows(moment, zone, 20, ITEMS, viewers);
  }

  private List<Freshness.Row> rows(
      long moment, ZoneId zone, int window, List<String> known, Viewer... viewers) {
    Recommender next =
        (histories, count) -> {
          asked.addAll(histories);
          return histories.stream().map(h -> new int[] {h[h.length - 1] + 1}).toList();
        };
    Recommender popular =
        (histories, count) -> histories.stream().map(h -> new int[] {11, 51}).toList();
    Sequences sequences = new Sequences("log", ITEMS, List.of(viewers));
    return new Freshness(next, popular, window, sequences, known, moment, zone).rows();
  }

  private static final Viewer STEADY =
      viewer(
          "a",
          10,
          "2022-01-01T12:00:00Z",
          // The item of each of these events follows from the item before.
          "2022-01-02T08:00:00Z",
          "2022-01-02T08:30:00Z",
          "2022-01-02T10:00:00Z",
          "2022-01-03T09:00:00Z");
  private static final Viewer NEW = viewer("b", 50, "2022-01-02T12:00:00Z", "2022-01-02T12:10:00Z");

  @Test
  void hitRatesAreThoseCountedByHand() {
    List<Freshness.Row> rows = rows(MOMENT, ZoneOffset.UTC, STEADY, NEW);
    assertRow(rows.get(0), "all", 5, 1, 3 / 5.0, 2 / 5.0, 1 / 5.0, 2 / 5.0);
    assertRow(rows.get(1), "not the viewer's first that day", 3, 1, 1 / 3.0, 0, 0, 1 / 3.0);
    assertRow(
        rows.get(2), "not the viewer's first that day, viewers known before", 2, 1, 0.5, 0, 0, 0);
    assertRow(rows.get(3), "viewers new since", 1, 1, 0, 0, 0, 1);
    assertRow(
        rows.get(4), "viewers with 3 or more that day", 3, 1, 2 / 3.0, 1 / 3.0, 1 / 3.0, 1 / 3.0);
  }

  @Test
  void gainsComeFromTheSameEventsAndTheirIntervalsFromDrawingViewers() {
    Map<AsOf, double[]> gains = rows(MOMENT, ZoneOffset.UTC, STEADY, NEW).get(0).gains();
    assertThat(gains).containsOnlyKeys(AsOf.HOUR_AGO, AsOf.MIDNIGHT, AsOf.TRAINED);
    // One viewer gains 1 of 4 events, the other 1 of 1. A resample has one of them twice, or both.
    assertThat(gains.get(AsOf.HOUR_AGO))
        .containsExactly(new double[] {2 / 5.0, 1 / 4.0, 1}, within(1e-12));
    assertThat(gains.get(AsOf.TRAINED))
        .containsExactly(new double[] {4 / 5.0, 3 / 4.0, 1}, within(1e-12));
  }

  @Test
  void midnightIsThatOfTheZone() {
    Viewer viewer =
        viewer("a", 10, "2022-01-01T12:00:00Z", "2022-01-02T15:00:00Z", "2022-01-02T16:30:00Z");
    Freshness.Row utc = rows(MOMENT, ZoneOffset.UTC, viewer).get(0);
    assertThat(utc.hitRates().get(AsOf.MIDNIGHT)).isEqualTo(0.5);
    List<Freshness.Row> shanghai = rows(MOMENT, ZoneId.of("Asia/Shanghai"), viewer);
    assertThat(shanghai.get(0).hitRates().get(AsOf.MIDNIGHT)).isEqualTo(1);
    assertThat(shanghai.get(1).count()).isZero();
    assertThat(shanghai.get(1).hitRates().get(AsOf.FRESH)).isZero();
    assertThat(shanghai.get(1).gains().get(AsOf.TRAINED)).containsExactly(0, 0, 0);
  }

  @Test
  void theEndOfTrainingDoesNotSplitADay() {
    Viewer viewer =
        viewer("a", 10, "2022-01-02T09:00:00Z", "2022-01-02T13:00:00Z", "2022-01-02T14:30:00Z");
    List<Freshness.Row> rows = rows(at("2022-01-02T12:00:00Z"), ZoneOffset.UTC, viewer);
    assertThat(rows.get(0).count()).isEqualTo(2);
    assertThat(rows.get(1).count()).as("not the first").isEqualTo(2);
    assertThat(rows.get(3).count()).as("new").isZero();
    assertThat(rows.get(4).count()).as("busy").isEqualTo(2);
    // Interests as of midnight are not older than those as of the end of training.
    assertThat(rows.get(0).hitRates().get(AsOf.MIDNIGHT)).isEqualTo(0.5);
  }

  @Test
  void anHourIsCountedToTheMillisecond() {
    Viewer viewer =
        viewer(
            "a",
            10,
            "before",
            "2022-01-02T08:00:00Z",
            "2022-01-02T09:00:00Z",
            "2022-01-02T10:00:00.001Z");
    // An hour before 9:00 the event of 8:00 is not known; an hour before 10:00:00.001 that of 9:00
    // is.
    assertThat(rows(MOMENT, ZoneOffset.UTC, viewer).get(0).hitRates().get(AsOf.HOUR_AGO))
        .isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void unknownItemsAreLeftOutAndNeverFound() {
    Viewer viewer = viewer("a", 10, "before", "2022-01-02T08:00:00Z", "2022-01-02T09:00:00Z");
    List<String> known = new ArrayList<>(ITEMS);
    known.set(11, "other");
    Freshness.Row row = rows(MOMENT, ZoneOffset.UTC, 20, known, viewer).get(0);
    assertThat(row.count()).isEqualTo(2);
    assertThat(row.hitRates().get(AsOf.FRESH)).isZero();
    assertThat(asked).containsExactly(new int[] {10}, new int[] {10});
  }

  @Test
  void theNewestItemsAreEncodedAndEmptyHistoriesAreNot() {
    rows(MOMENT, ZoneOffset.UTC, 2, ITEMS, STEADY, NEW);
    assertThat(asked).isNotEmpty().allMatch(history -> history.length == 1 || history.length == 2);
    assertThat(asked).contains(new int[] {12, 13}).doesNotContain(new int[] {11, 12, 13});
  }

  private static void assertRow(
      Freshness.Row row,
      String events,
      int count,
      double fresh,
      double hourAgo,
      double midnight,
      double trained,
      double popular) {
    assertThat(row.events()).isEqualTo(events);
    assertThat(row.count()).as(events).isEqualTo(count);
    assertThat(row.hitRates().get(AsOf.FRESH)).as(events).isCloseTo(fresh, within(1e-12));
    assertThat(row.hitRates().get(AsOf.HOUR_AGO)).as(events).isCloseTo(hourAgo, within(1e-12));
    assertThat(row.hitRates().get(AsOf.MIDNIGHT)).as(events).isCloseTo(midnight, within(1e-12));
    assertThat(row.hitRates().get(AsOf.TRAINED)).as(events).isCloseTo(trained, within(1e-12));
    assertThat(row.popularity()).as(events).isCloseTo(popular, within(1e-12));
  }
}

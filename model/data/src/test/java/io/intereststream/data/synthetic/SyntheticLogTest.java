package io.intereststream.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.data.LoggedWatch;
import io.intereststream.data.WatchLog;
import io.intereststream.data.WrittenFiles;
import io.intereststream.error.InterestStreamException;
import io.intereststream.history.Action;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SyntheticLogTest {
  private static final SyntheticSettings SETTINGS =
      SyntheticSettings.of(7, 20_000).withViewers(300).withCatalogue(800, 40, 8, 32);

  @Test
  void givesTheSameEventsForTheSameSeedAndOthersForAnother() {
    List<LoggedWatch> events = read(new SyntheticLog(SETTINGS), 0);
    assertThat(events).hasSize(20_000);
    assertThat(read(new SyntheticLog(SETTINGS), 0)).isEqualTo(events);
    SyntheticSettings other =
        SyntheticSettings.of(8, 20_000).withViewers(300).withCatalogue(800, 40, 8, 32);
    assertThat(read(new SyntheticLog(other), 0)).isNotEqualTo(events);
  }

  @Test
  void describesOnlySettingsThatAreNotTheDefault() {
    assertThat(new SyntheticLog(SyntheticSettings.of(7, 20_000)).description())
        .isEqualTo("synthetic data, seed 7, 20,000 events, 2,000 viewers, 4,000 items");
    assertThat(new SyntheticLog(SETTINGS).description())
        .isEqualTo(
            "synthetic data, seed 7, 20,000 events, 300 viewers, 800 items, unknown items 40,"
                + " dimension 32");
  }

  @Test
  void goesOnAfterAPositionAsIfItHadNeverStopped() {
    SyntheticLog data = new SyntheticLog(SETTINGS);
    List<LoggedWatch> events = read(data, 0);
    assertThat(read(data, 12_345)).isEqualTo(events.subList(12_345, 20_000));
    assertThatThrownBy(() -> data.open(20_001)).isInstanceOf(InterestStreamException.class);
  }

  @Test
  void isTheSameAtFirstWhereMoreEventsAreMade() {
    List<LoggedWatch> longer = read(new SyntheticLog(SETTINGS.withEvents(25_000)), 0);
    assertThat(longer.subList(0, 20_000)).isEqualTo(read(new SyntheticLog(SETTINGS), 0));
  }

  @Test
  void hasLateRepeatedAndUnknownEventsInAboutTheSharesAskedFor() {
    SyntheticLog data = new SyntheticLog(SETTINGS);
    Set<String> known = Set.copyOf(data.itemIds());
    Set<String> ids = new HashSet<>();
    int repeated = 0;
    int unknown = 0;
    int late = 0;
    long latest = Long.MIN_VALUE;
    List<LoggedWatch> events = read(data, 0);
    for (LoggedWatch event : events) {
      unknown += known.contains(event.itemId()) ? 0 : 1;
      if (!ids.add(event.eventId())) {
        repeated++;
        continue;
      }
      late += event.eventTime() < latest ? 1 : 0;
      latest = Math.max(latest, event.eventTime());
    }
    assertThat(repeated).isBetween(60, 140); // 0.5 % of 20,000
    assertThat(late).isBetween(140, 260); // 1 %
    assertThat(unknown).isBetween(50, 1_500);
    assertThat(events).allMatch(event -> event.watchMs() >= 0);
    assertThat(events).anyMatch(event -> event.durationMs() == null);
  }

  @Test
  void isWatchedLongerLikedMoreAndHiddenLessWhereTheTasteIs() {
    // A viewer's most-watched topic stands for the taste.
    Map<String, Map<String, Integer>> watched = new HashMap<>();
    List<LoggedWatch> events = read(new SyntheticLog(SETTINGS), 0);
    events.forEach(
        event ->
            watched
                .computeIfAbsent(event.userId(), user -> new HashMap<>())
                .merge(topic(event.itemId()), 1, Integer::sum));
    double[] share = new double[2];
    double[] likes = new double[2];
    double[] hides = new double[2];
    int[] count = new int[2];
    for (LoggedWatch event : events) {
      if (event.durationMs() == null) {
        continue;
      }
      Map<String, Integer> topics = watched.get(event.userId());
      String favourite =
          topics.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
      int in = topic(event.itemId()).equals(favourite) ? 1 : 0;
      count[in]++;
      share[in] += Math.min(1, (double) event.watchMs() / event.durationMs());
      likes[in] += event.actions().contains(Action.LIKE) ? 1 : 0;
      hides[in] += event.actions().contains(Action.HIDE) ? 1 : 0;
    }
    assertThat(share[1] / count[1]).isGreaterThan(1.3 * share[0] / count[0]);
    assertThat(likes[1] / count[1]).isGreaterThan(2 * likes[0] / count[0]);
    assertThat(hides[1] / count[1]).isLessThan(0.5 * hides[0] / count[0]);
  }

  @Test
  void givesEachViewerAsManyTastesAsAskedFor() {
    SyntheticLog data = new SyntheticLog(SETTINGS.withCatalogue(800, 40, 32, 32).withTastes(6, 1));
    Map<String, Map<String, Integer>> watched = new HashMap<>();
    read(data, 0)
        .forEach(
            event ->
                watched
                    .computeIfAbsent(event.userId(), user -> new HashMap<>())
                    .merge(topic(event.itemId()), 1, Integer::sum));
    Map<String, Integer> topics = watched.get("viewer-1");
    int all = topics.values().stream().mapToInt(Integer::intValue).sum();
    int six =
        topics.values().stream()
            .sorted(Comparator.reverseOrder())
            .limit(6)
            .mapToInt(Integer::intValue)
            .sum();
    assertThat(six / (double) all).isBetween(0.4, 0.9);
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatThrownBy(() -> SETTINGS.withViewers(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("viewers: 0 (expected: > 0)");
    assertThatThrownBy(() -> SETTINGS.withCatalogue(10, 0, 8, 4))
        .hasMessageContaining("dimension: 4 (expected: >= topics, 8)");
  }

  private static String topic(String item) {
    return item.substring(0, item.indexOf('-'));
  }

  private static List<LoggedWatch> read(WatchLog log, long after) {
    return WrittenFiles.watches(log, after);
  }
}

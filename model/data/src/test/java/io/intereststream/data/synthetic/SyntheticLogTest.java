package io.intereststream.deploy.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.search.ScoredItem;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.Action;
import io.intereststream.schema.WatchEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticDataSetTest {
  private static final SyntheticSettings SETTINGS =
      SyntheticSettings.of(7, 20_000).withViewers(300).withCatalogue(800, 40, 8, 32);

  @TempDir Path folder;

  @Test
  void givesTheSameEventsForTheSameSeedAndOthersForAnother() {
    List<WatchEvent> events = read(new SyntheticDataSet(SETTINGS), 0);
    assertThat(events).hasSize(20_000);
    assertThat(read(new SyntheticDataSet(SETTINGS), 0)).isEqualTo(events);
    SyntheticSettings other =
        SyntheticSettings.of(8, 20_000).withViewers(300).withCatalogue(800, 40, 8, 32);
    assertThat(read(new SyntheticDataSet(other), 0)).isNotEqualTo(events);
  }

  @Test
  void goesOnAfterAPositionAsIfItHadNeverStopped() {
    SyntheticDataSet data = new SyntheticDataSet(SETTINGS);
    List<WatchEvent> events = read(data, 0);
    assertThat(read(data, 12_345)).isEqualTo(events.subList(12_345, 20_000));
    assertThatThrownBy(() -> data.open(20_001)).isInstanceOf(DataSetException.class);
  }

  @Test
  void isTheSameAtFirstWhereMoreEventsAreMade() {
    List<WatchEvent> longer = read(new SyntheticDataSet(SETTINGS.withEvents(25_000)), 0);
    assertThat(longer.subList(0, 20_000)).isEqualTo(read(new SyntheticDataSet(SETTINGS), 0));
  }

  @Test
  void hasLateRepeatedAndUnknownEventsInAboutTheSharesAskedFor() throws Exception {
    SyntheticDataSet data = new SyntheticDataSet(SETTINGS);
    Release release = new SyntheticRelease(data).write(folder.resolve("release"));
    Set<String> ids = new HashSet<>();
    int repeated = 0;
    int unknown = 0;
    int late = 0;
    Instant latest = Instant.MIN;
    List<WatchEvent> events = read(data, 0);
    for (WatchEvent event : events) {
      unknown += release.vocabulary().row(event.getItemId()) < 0 ? 1 : 0;
      if (!ids.add(event.getEventId())) {
        repeated++;
        continue;
      }
      late += event.getEventTime().isBefore(latest) ? 1 : 0;
      latest = event.getEventTime().isAfter(latest) ? event.getEventTime() : latest;
    }
    assertThat(repeated).isBetween(60, 140); // 0.5 % of 20,000
    assertThat(late).isBetween(140, 260); // 1 %
    assertThat(unknown).isBetween(50, 1_500);
    assertThat(events).allMatch(event -> event.getWatchMs() >= 0);
    assertThat(events).anyMatch(event -> event.getDurationMs() == null);
  }

  @Test
  void isWatchedLongerLikedMoreAndHiddenLessWhereTheTasteIs() {
    // A viewer's most-watched topic stands for the taste.
    Map<String, Map<String, Integer>> watched = new HashMap<>();
    List<WatchEvent> events = read(new SyntheticDataSet(SETTINGS), 0);
    events.forEach(
        event ->
            watched
                .computeIfAbsent(event.getUserId(), user -> new HashMap<>())
                .merge(topic(event.getItemId()), 1, Integer::sum));
    double[] share = new double[2];
    double[] likes = new double[2];
    double[] hides = new double[2];
    int[] count = new int[2];
    for (WatchEvent event : events) {
      if (event.getDurationMs() == null) {
        continue;
      }
      Map<String, Integer> topics = watched.get(event.getUserId());
      String favourite =
          topics.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
      int in = topic(event.getItemId()).equals(favourite) ? 1 : 0;
      count[in]++;
      share[in] += Math.min(1, (double) event.getWatchMs() / event.getDurationMs());
      likes[in] += event.getActions().contains(Action.LIKE) ? 1 : 0;
      hides[in] += event.getActions().contains(Action.HIDE) ? 1 : 0;
    }
    assertThat(share[1] / count[1]).isGreaterThan(1.3 * share[0] / count[0]);
    assertThat(likes[1] / count[1]).isGreaterThan(2 * likes[0] / count[0]);
    assertThat(hides[1] / count[1]).isLessThan(0.5 * hides[0] / count[0]);
  }

  @Test
  void makesAReleaseWhoseInterestsRetrieveTheTopicsThatWereWatched() throws Exception {
    SyntheticDataSet data = new SyntheticDataSet(SETTINGS);
    Release release =
        new SyntheticRelease(data).hidden(24).window(50).write(folder.resolve("release"));
    assertThat(release.version()).isEqualTo("synthetic-7");
    assertThat(release.window()).isEqualTo(50);
    assertThat(release.hidden()).isEqualTo(24);
    assertThat(release.interests()).isEqualTo(8);
    assertThat(release.items()).isEqualTo(800);
    assertThat(release.manifest().training().toString())
        .contains("derived from the generator's own item vectors; not trained");
    release.probe().check(release.encoders().get());

    int[] history = {
      release.vocabulary().row("cooking-1"),
      release.vocabulary().row("football-1"),
      release.vocabulary().row("cooking-2"),
      release.vocabulary().row("football-2")
    };
    try (ReferenceEncoder encoder = release.reference()) {
      Interests interests = encoder.encode(List.of(history)).get(0);
      List<ScoredItem> top = release.search().search(interests, 20, history);
      assertThat(top)
          .extracting(item -> topic(release.vocabulary().itemId(item.row())))
          .isSubsetOf("cooking", "football");
    }
  }

  @Test
  void givesEachViewerAsManyTastesAsAskedFor() {
    SyntheticDataSet data =
        new SyntheticDataSet(SETTINGS.withCatalogue(800, 40, 32, 32).withTastes(6, 1));
    Map<String, Map<String, Integer>> watched = new HashMap<>();
    read(data, 0)
        .forEach(
            event ->
                watched
                    .computeIfAbsent(event.getUserId(), user -> new HashMap<>())
                    .merge(topic(event.getItemId()), 1, Integer::sum));
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

  private static List<WatchEvent> read(DataSet data, long after) {
    List<WatchEvent> events = new ArrayList<>();
    try (EventReader reader = data.open(after)) {
      reader.forEachRemaining(events::add);
    }
    return events;
  }
}

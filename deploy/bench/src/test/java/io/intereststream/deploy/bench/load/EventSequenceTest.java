package io.intereststream.deploy.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.history.HistoryChange;
import io.intereststream.history.HistoryRules;
import io.intereststream.history.ItemFingerprint;
import io.intereststream.history.Signal;
import io.intereststream.history.ViewerHistory;
import io.intereststream.schema.WatchEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventSequenceTest {
  private static final int WINDOW = 20;
  private static final int SLACK = 4;
  private static final int VIEWERS = 500;

  private final Map<String, ViewerHistory> histories = new HashMap<>();

  private static LoadSettings settings(Order order) {
    return new LoadSettings(VIEWERS, 100, WINDOW, SLACK, order);
  }

  private HistoryChange apply(WatchEvent event) {
    return histories
        .computeIfAbsent(
            event.getUserId(), id -> new ViewerHistory(new HistoryRules(WINDOW, SLACK, 0, 0, 0)))
        .apply(
            Signal.POSITIVE,
            ItemFingerprint.of(event.getItemId()),
            event.getEventTime().toEpochMilli(),
            0);
  }

  @Test
  void historiesAreFilledToLengthsThatAreSpreadEvenly() {
    LoadSettings settings = settings(Order.IN_TURN);
    EventSequence events = new EventSequence(settings);
    for (long i = 0; i < settings.fillEvents(); i++) {
      assertThat(apply(events.next())).isEqualTo(HistoryChange.APPENDED);
    }
    assertThat(histories).hasSize(VIEWERS);
    for (int length = WINDOW - SLACK; length <= WINDOW; length++) {
      int wanted = length;
      assertThat(histories.values().stream().filter(h -> h.entries().size() == wanted))
          .as("length %d", length)
          .hasSize(VIEWERS / (SLACK + 1));
    }
  }

  @Test
  void inTurnTheSameShareOfTheViewersIsCutInEveryRound() {
    LoadSettings settings = settings(Order.IN_TURN);
    EventSequence events = new EventSequence(settings);
    for (long i = 0; i < settings.fillEvents(); i++) {
      apply(events.next());
    }
    for (int round = 0; round < 3 * (SLACK + 1); round++) {
      long cuts =
          IntStream.range(0, VIEWERS)
              .filter(i -> apply(events.next()) == HistoryChange.CUT)
              .count();
      assertThat(cuts).as("round %d", round).isEqualTo(VIEWERS / (SLACK + 1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachEventChangesAHistory(Order order) {
    EventSequence events = new EventSequence(settings(order));
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 40_000; i++) {
      WatchEvent event = events.next();
      assertThat(apply(event)).isIn(HistoryChange.APPENDED, HistoryChange.CUT);
      assertThat(ids.add(event.getEventId())).isTrue();
    }
  }

  @Test
  void atGivenTimesNoViewerHasTwoEventsOfTheSameTime() {
    EventSequence events = new EventSequence(settings(Order.ZIPF));
    long time = EventSpacing.END;
    Set<String> ofTime = new HashSet<>();
    for (int i = 0; i < VIEWERS; i++) {
      assertThat(ofTime.add(events.at(time).getUserId())).isTrue();
    }
    assertThat(events.at(time + 1).getEventTime().toEpochMilli()).isEqualTo(time + 1);
  }

  @Test
  void theSameSettingsGiveTheSameEvents() {
    EventSequence one = new EventSequence(settings(Order.ZIPF));
    EventSequence other = new EventSequence(settings(Order.ZIPF));
    for (int i = 0; i < 12_000; i++) {
      assertThat(one.next()).isEqualTo(other.next());
    }
  }

  @Test
  void settingsSurviveTheWayToAnotherProcess() {
    LoadSettings settings = settings(Order.ZIPF);
    assertThat(LoadSettings.fromMap(settings.toMap())).isEqualTo(settings);
  }
}

package io.intereststream.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class HistoryTest {
  /** An event as the rules see it. */
  record Event(Signal signal, long item, long time) {}

  /** The rules once more, written for clarity alone: a list that is sorted again at every event. */
  private static final class PlainHistory {
    private final int window;
    private final int slack;
    private List<Event> entries = new ArrayList<>();
    private long cutTime = Long.MIN_VALUE;

    PlainHistory(int window, int slack) {
      this.window = window;
      this.slack = slack;
    }

    void apply(Event event) {
      if (event.signal == Signal.NEGATIVE) {
        entries.removeIf(entry -> entry.item == event.item);
      } else if (event.signal == Signal.POSITIVE
          && event.time > cutTime
          && entries.stream().noneMatch(e -> e.item == event.item && e.time == event.time)) {
        entries.add(event);
        entries.sort(Comparator.comparingLong(Event::time));
        if (entries.size() > window) {
          int cut = entries.size() - (window - slack);
          cutTime = entries.get(cut - 1).time;
          entries = new ArrayList<>(entries.subList(cut, entries.size()));
        }
      }
    }
  }

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<Signal> signals =
        Arbitraries.frequency(
            net.jqwik.api.Tuple.of(12, Signal.POSITIVE),
            net.jqwik.api.Tuple.of(1, Signal.NEGATIVE),
            net.jqwik.api.Tuple.of(1, Signal.NEUTRAL));
    return Combinators.combine(
            signals, Arbitraries.longs().between(1, 12), Arbitraries.longs().between(0, 40))
        .as(Event::new)
        .list()
        .ofMaxSize(120);
  }

  @Property
  void followsTheRulesAsWrittenPlainly(
      @ForAll("events") List<Event> events,
      @ForAll @IntRange(min = 1, max = 12) int window,
      @ForAll @IntRange(max = 11) int slackSeed) {
    int slack = slackSeed % window;
    History history = new History(window, slack);
    PlainHistory plain = new PlainHistory(window, slack);
    for (Event event : events) {
      List<Event> before = List.copyOf(plain.entries);
      HistoryChange change = history.apply(event.signal, event.item, event.time);
      plain.apply(event);
      assertThat(entries(history)).isEqualTo(pairs(plain.entries));
      assertThat(history.cutTime()).isEqualTo(plain.cutTime);
      assertThat(history.size()).isLessThanOrEqualTo(window);
      if (!change.changedHistory()) {
        assertThat(pairs(plain.entries)).isEqualTo(pairs(before));
      }
    }
  }

  @Example
  void eventsOfOneTimeKeepTheirOrderOfArrival() {
    History history = new History(5, 0);
    history.apply(Signal.POSITIVE, 1, 10);
    history.apply(Signal.POSITIVE, 2, 10);
    assertThat(history.apply(Signal.POSITIVE, 3, 5)).isEqualTo(HistoryChange.INSERTED);
    assertThat(entries(history))
        .containsExactly(List.of(3L, 5L), List.of(1L, 10L), List.of(2L, 10L));
  }

  @Example
  void anEventNotNewerThanTheNewestCutIsTooLate() {
    History history = new History(2, 1);
    history.apply(Signal.POSITIVE, 1, 10);
    history.apply(Signal.POSITIVE, 2, 20);
    assertThat(history.apply(Signal.POSITIVE, 3, 30)).isEqualTo(HistoryChange.CUT);
    assertThat(history.cutTime()).isEqualTo(20);
    assertThat(history.apply(Signal.POSITIVE, 4, 20)).isEqualTo(HistoryChange.TOO_LATE);
    assertThat(history.apply(Signal.POSITIVE, 4, 21)).isEqualTo(HistoryChange.INSERTED);
  }

  @Example
  void hidingRemovesEveryEntryOfTheItem() {
    History history = new History(5, 0);
    history.apply(Signal.POSITIVE, 1, 10);
    history.apply(Signal.POSITIVE, 2, 20);
    history.apply(Signal.POSITIVE, 1, 30);
    assertThat(history.apply(Signal.NEGATIVE, 1, 5)).isEqualTo(HistoryChange.REMOVED);
    assertThat(history.apply(Signal.NEGATIVE, 1, 5)).isEqualTo(HistoryChange.NONE);
    assertThat(entries(history)).containsExactly(List.of(2L, 20L));
  }

  @Example
  void refusesAWindowOrSlackThatCannotBe() {
    assertThatThrownBy(() -> new History(0, 0)).hasMessage("window: 0 (expected: at least 1)");
    assertThatThrownBy(() -> new History(5, 5))
        .hasMessage("slack: 5 (expected: 0 to window - 1 = 4)");
  }

  private static List<List<Long>> entries(History history) {
    List<List<Long>> entries = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      entries.add(List.of(history.item(i), history.time(i)));
    }
    return entries;
  }

  private static List<List<Long>> pairs(List<Event> events) {
    return events.stream().map(event -> List.of(event.item, event.time)).toList();
  }
}

package io.intereststream.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
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

  /** The rules once more, written for clarity alone: lists that are sorted again at every event. */
  private static final class PlainHistory {
    private static final Comparator<Event> ORDER =
        Comparator.comparingLong(Event::time).thenComparing(Event::item, Long::compareUnsigned);

    private final int window;
    private final int slack;
    private List<Event> entries = new ArrayList<>();
    private List<Event> negatives = new ArrayList<>();
    private Event cut;

    PlainHistory(int window, int slack) {
      this.window = window;
      this.slack = slack;
    }

    void apply(Event event) {
      if (event.signal == Signal.NEGATIVE) {
        entries.removeIf(entry -> entry.item == event.item && entry.time <= event.time);
        if (comesAfterTheCut(event)) {
          remember(event);
        }
      } else if (event.signal == Signal.POSITIVE
          && comesAfterTheCut(event)
          && negatives.stream().noneMatch(n -> n.item == event.item && n.time >= event.time)
          && !entries.contains(event)) {
        entries.add(event);
        entries.sort(ORDER);
        if (entries.size() > window) {
          int dropped = entries.size() - (window - slack);
          cut = entries.get(dropped - 1);
          entries = new ArrayList<>(entries.subList(dropped, entries.size()));
          negatives.removeIf(n -> !comesAfterTheCut(n));
        }
      }
    }

    private boolean comesAfterTheCut(Event event) {
      return cut == null || ORDER.compare(event, cut) > 0;
    }

    private void remember(Event event) {
      if (negatives.stream().noneMatch(n -> n.item == event.item && n.time >= event.time)) {
        negatives.removeIf(n -> n.item == event.item);
        negatives.add(event);
        negatives.sort(ORDER);
        negatives =
            new ArrayList<>(
                negatives.subList(Math.max(0, negatives.size() - 32), negatives.size()));
      }
    }
  }

  @Provide
  Arbitrary<List<Event>> events() {
    return events(12, 1, 12);
  }

  @Provide
  Arbitrary<List<Event>> manyNegatives() {
    return events(1, 12, 60);
  }

  /** Fingerprints of both signs, since their order is unsigned. */
  private static Arbitrary<List<Event>> events(int positive, int negative, int items) {
    Arbitrary<Signal> signals =
        Arbitraries.frequency(
            net.jqwik.api.Tuple.of(positive, Signal.POSITIVE),
            net.jqwik.api.Tuple.of(negative, Signal.NEGATIVE),
            net.jqwik.api.Tuple.of(1, Signal.NEUTRAL));
    return Combinators.combine(
            signals,
            Arbitraries.longs().between(-items / 2, items / 2),
            Arbitraries.longs().between(0, 40))
        .as(Event::new)
        .list()
        .ofMaxSize(120);
  }

  @Property
  void followsTheRulesAsWrittenPlainly(
      @ForAll("events") List<Event> events,
      @ForAll @IntRange(min = 1, max = 12) int window,
      @ForAll @IntRange(max = 11) int slackSeed) {
    assertFollowsTheRules(events, window, slackSeed % window);
  }

  @Property
  void remembersNegativeActionsAsWrittenPlainly(
      @ForAll("manyNegatives") List<Event> events,
      @ForAll @IntRange(min = 1, max = 12) int window) {
    assertFollowsTheRules(events, window, 0);
  }

  private static void assertFollowsTheRules(List<Event> events, int window, int slack) {
    History history = new History(window, slack);
    PlainHistory plain = new PlainHistory(window, slack);
    for (Event event : events) {
      List<Event> entries = List.copyOf(plain.entries);
      List<Event> negatives = List.copyOf(plain.negatives);
      Event cut = plain.cut;
      HistoryChange change = history.apply(event.signal, event.item, event.time);
      plain.apply(event);
      assertThat(entries(history)).isEqualTo(pairs(plain.entries));
      assertThat(negatives(history)).containsExactlyInAnyOrderElementsOf(pairs(plain.negatives));
      assertThat(history.cutTime())
          .isEqualTo(plain.cut == null ? History.NEVER_CUT : plain.cut.time);
      assertThat(history.cutItem()).isEqualTo(plain.cut == null ? 0 : plain.cut.item);
      // An entry that is cut at once was added too.
      assertThat(change.changedHistory())
          .isEqualTo(!plain.entries.equals(entries) || plain.cut != cut);
      assertThat(change.changedAnything())
          .isEqualTo(change.changedHistory() || !plain.negatives.equals(negatives));
    }
  }

  @Property
  void theOrderOfArrivalDoesNotMatterWhileNothingIsCut(
      @ForAll("events") List<Event> events, @ForAll Random random) {
    History history = new History(200, 0);
    events.forEach(event -> history.apply(event.signal, event.item, event.time));
    List<Event> shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, random);
    History another = new History(200, 0);
    shuffled.forEach(event -> another.apply(event.signal, event.item, event.time));
    assertThat(entries(another)).isEqualTo(entries(history));
  }

  @Property
  void survivesItsBytes(@ForAll("events") List<Event> events) {
    History kept = new History(10, 3);
    events.forEach(event -> kept.apply(event.signal, event.item, event.time));
    ByteBuffer bytes = ByteBuffer.allocate(kept.mostBytes()).order(ByteOrder.LITTLE_ENDIAN);
    kept.write(bytes);
    History read = new History(10, 3);
    read.apply(Signal.NEGATIVE, 77, 77);
    read.read(bytes.flip());
    assertThat(entries(read)).isEqualTo(entries(kept));
    assertThat(negatives(read)).isEqualTo(negatives(kept));
    assertThat(read.cutTime()).isEqualTo(kept.cutTime());
    assertThat(read.cutItem()).isEqualTo(kept.cutItem());
  }

  @Example
  void anEventThatDoesNotComeAfterTheNewestCutIsTooLate() {
    History history = new History(2, 1);
    history.apply(Signal.POSITIVE, 1, 10);
    history.apply(Signal.POSITIVE, 2, 20);
    assertThat(history.apply(Signal.POSITIVE, 3, 30)).isEqualTo(HistoryChange.CUT);
    assertThat(history.cutTime()).isEqualTo(20);
    assertThat(history.apply(Signal.POSITIVE, 2, 20)).isEqualTo(HistoryChange.TOO_LATE);
    assertThat(history.apply(Signal.POSITIVE, 1, 20)).isEqualTo(HistoryChange.TOO_LATE);
    assertThat(history.apply(Signal.POSITIVE, 4, 20)).isEqualTo(HistoryChange.INSERTED);
  }

  @Example
  void aHistoryStoredUnderALargerWindowIsCutByTheNextEvent() {
    History large = new History(6, 0);
    for (int i = 1; i <= 6; i++) {
      large.apply(Signal.POSITIVE, i, i);
    }
    ByteBuffer bytes = ByteBuffer.allocate(large.mostBytes()).order(ByteOrder.LITTLE_ENDIAN);
    large.write(bytes);
    History small = new History(3, 1);
    small.read(bytes.flip());
    assertThat(small.size()).isEqualTo(6);
    assertThat(small.apply(Signal.POSITIVE, 7, 7)).isEqualTo(HistoryChange.CUT);
    assertThat(entries(small)).containsExactly(List.of(6L, 6L), List.of(7L, 7L));
    assertThat(small.cutTime()).isEqualTo(5);
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

  private static List<List<Long>> negatives(History history) {
    Negatives negatives = history.negatives();
    List<List<Long>> pairs = new ArrayList<>();
    for (int i = 0; i < negatives.size(); i++) {
      pairs.add(List.of(negatives.item(i), negatives.time(i)));
    }
    return pairs;
  }

  private static List<List<Long>> pairs(List<Event> events) {
    return events.stream().map(event -> List.of(event.item, event.time)).toList();
  }
}

package io.intereststream.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class ViewerHistoryTest {
  private static final HistoryRules RULES = new HistoryRules(8, 2, 100, 500, 1000);

  /** An event, or an erasure where the signal is null. */
  record Event(Signal signal, long item, long time, long timestamp) {
    void applyTo(ViewerHistory history) {
      if (signal == null) {
        history.erase(timestamp);
      } else {
        history.apply(signal, item, time, timestamp);
      }
    }
  }

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<Signal> signals =
        Arbitraries.frequency(
                Tuple.of(12, Signal.POSITIVE),
                Tuple.of(2, Signal.NEGATIVE),
                Tuple.of(1, Signal.NEUTRAL))
            .injectNull(0.05);
    return Combinators.combine(
            signals,
            Arbitraries.longs().between(-6, 6),
            Arbitraries.longs().between(2000, 2500),
            Arbitraries.longs().between(2000, 3000))
        .as(Event::new)
        .list()
        .ofMaxSize(60);
  }

  @Property
  void survivesItsBytesAtAnyPoint(@ForAll("events") List<Event> events) {
    ViewerHistory whole = new ViewerHistory(RULES);
    ViewerHistory stored = new ViewerHistory(RULES);
    for (Event event : events) {
      event.applyTo(whole);
      ByteBuffer bytes = ByteBuffer.allocate(stored.mostBytes()).order(ByteOrder.LITTLE_ENDIAN);
      stored.write(bytes);
      stored.clear();
      stored.read(bytes.flip());
      event.applyTo(stored);
      assertThat(bytes(stored)).isEqualTo(bytes(whole));
    }
  }

  @Property
  void generationsOnlyGrowAndSequencesBeginAgainWithThem(@ForAll("events") List<Event> events) {
    ViewerHistory history = new ViewerHistory(RULES);
    for (Event event : events) {
      long generation = history.generation();
      long sequence = history.sequence();
      event.applyTo(history);
      assertThat(history.generation()).isGreaterThanOrEqualTo(generation);
      assertThat(history.sequence())
          .isBetween(
              history.generation() == generation ? sequence : 0,
              history.generation() == generation ? sequence + 1 : 1);
    }
  }

  @Example
  void aTimestampOfJustTheTimeToLiveAboveTheNewestGoesOn() {
    ViewerHistory history = new ViewerHistory(RULES);
    history.apply(Signal.POSITIVE, 1, 2000, 2000);
    history.apply(Signal.POSITIVE, 2, 2100, 2100);
    assertThat(history.generation()).isEqualTo(1000);
    assertThat(history.sequence()).isEqualTo(2);
    history.apply(Signal.POSITIVE, 3, 2201, 2201);
    assertThat(history.generation()).isEqualTo(2101);
    assertThat(history.sequence()).isEqualTo(1);
    assertThat(history.entries().items()).containsExactly(3);
  }

  @Example
  void withoutATimeToLiveNothingEnds() {
    ViewerHistory history = new ViewerHistory(new HistoryRules(8, 2, 0, 500, 1000));
    history.apply(Signal.POSITIVE, 1, 2000, 2000);
    history.apply(Signal.POSITIVE, 2, 1L << 50, 1L << 50);
    assertThat(history.sequence()).isEqualTo(2);
  }

  @Example
  void anExpiryKeepsTheMarkerOfAnErasure() {
    ViewerHistory history = new ViewerHistory(RULES);
    history.erase(2000);
    history.apply(Signal.POSITIVE, 1, 2001, 2001);
    history.expire();
    assertThat(history.erasedAt()).isEqualTo(2000);
    assertThat(history.hasBegun()).isFalse();
    assertThat(history.generation()).isEqualTo(2002);
    assertThat(history.apply(Signal.POSITIVE, 1, 2000, 2500))
        .isEqualTo(HistoryChange.BEFORE_ERASURE);
  }

  @Example
  void anErasureRefusesOlderEventsForItsTimeOnly() {
    ViewerHistory history = new ViewerHistory(RULES);
    history.erase(2000);
    assertThat(history.apply(Signal.POSITIVE, 1, 2000, 2500))
        .isEqualTo(HistoryChange.BEFORE_ERASURE);
    assertThat(history.apply(Signal.POSITIVE, 1, 2000, 2501)).isEqualTo(HistoryChange.APPENDED);
  }

  @Example
  void theFirstEventIsWhereAHistoryBegan() {
    ViewerHistory history = new ViewerHistory(RULES);
    assertThat(history.beganPartition()).isEqualTo(ViewerHistory.NO_PARTITION);
    history.apply(Signal.POSITIVE, 1, 2000, 2000);
    assertThat(history.noteStart(3, 17)).isFalse();
    assertThat(history.noteStart(3, 18)).isFalse();
    assertThat(history.beganPartition()).isEqualTo(3);
    assertThat(history.beganOffset()).isEqualTo(17);
  }

  @Example
  void anotherPartitionIsReportedOnceForEachHistory() {
    ViewerHistory history = new ViewerHistory(RULES);
    assertThat(history.noteStart(3, 17)).isFalse();
    assertThat(history.noteStart(4, 0)).isTrue();
    assertThat(history.noteStart(5, 0)).isFalse();
    history.erase(2000);
    assertThat(history.noteStart(5, 0)).isFalse();
    assertThat(history.noteStart(3, 20)).isTrue();
  }

  private static byte[] bytes(ViewerHistory history) {
    ByteBuffer bytes = ByteBuffer.allocate(history.mostBytes()).order(ByteOrder.LITTLE_ENDIAN);
    history.write(bytes);
    return bytes.array();
  }
}

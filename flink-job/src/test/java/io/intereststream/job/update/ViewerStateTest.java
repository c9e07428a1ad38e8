package io.intereststream.job.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.history.History;
import io.intereststream.history.HistoryChange;
import io.intereststream.history.Signal;
import io.intereststream.job.ingest.Watch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ViewerStateTest {
  /** An event as the rules see it. */
  record Event(Signal signal, long item, long time) {}

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
  void survivesItsBytes(@ForAll("events") List<Event> events) {
    ViewerState kept = new ViewerState(10, 3);
    for (Event event : events) {
      kept.history().apply(event.signal, event.item, event.time);
      kept.countChange(event.time);
    }
    ViewerState read = new ViewerState(10, 3);
    read.read(kept.write());
    assertThat(entries(read.history())).isEqualTo(entries(kept.history()));
    assertThat(read.history().cutTime()).isEqualTo(kept.history().cutTime());
    assertThat(read.sequence()).isEqualTo(events.size());
    assertThat(read.changedAt()).isEqualTo(kept.changedAt());
  }

  @Property
  void encoderStateSurvivesItsBytes(
      @ForAll @Size(max = 40) float[] floats, @ForAll long tag, @ForAll("events") List<Event> e) {
    ViewerState kept = new ViewerState(10, 3);
    e.forEach(event -> kept.history().apply(event.signal, event.item, event.time));
    kept.startEncoding(tag, floats.length);
    System.arraycopy(floats, 0, kept.encoding(), 0, floats.length);
    kept.countKnown(1);

    ViewerState read = new ViewerState(10, 3);
    read.read(kept.write());
    assertThat(read.isEncodedBy(tag)).isTrue();
    assertThat(read.isEncodedBy(tag + 1)).isFalse();
    assertThat(read.known()).isEqualTo(1);
    assertThat(Arrays.copyOf(read.encoding(), floats.length)).isEqualTo(floats);
    assertThat(read.write()).isEqualTo(kept.write());
  }

  @Property
  void sparseEncoderStateTakesOnlyWhatIsUsed(
      @ForAll @Size(max = 200) float[] floats, @ForAll @IntRange(max = 63) int spread) {
    float[] sparse = new float[floats.length * (1 + spread)];
    for (int i = 0; i < floats.length; i++) {
      sparse[i * (1 + spread)] = floats[i];
    }
    ViewerState kept = new ViewerState(10, 3);
    kept.startEncoding(7, sparse.length);
    System.arraycopy(sparse, 0, kept.encoding(), 0, sparse.length);
    byte[] bytes = kept.write();
    assertThat(bytes.length).isLessThanOrEqualTo(60 + sparse.length / 128 + 64 * floats.length);
    ViewerState read = new ViewerState(10, 3);
    read.startEncoding(8, sparse.length);
    Arrays.fill(read.encoding(), 5f);
    read.read(bytes);
    assertThat(Arrays.copyOf(read.encoding(), sparse.length)).isEqualTo(sparse);
  }

  @Property
  void aPendingUpdateSurvivesItsBytes(
      @ForAll String eventId,
      @ForAll Signal signal,
      @ForAll long item,
      @ForAll long time,
      @ForAll int partition,
      @ForAll long offset) {
    Watch watch = new Watch();
    watch.eventId = new String(eventId.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    watch.signal = signal;
    watch.item = item;
    watch.eventTime = time;
    watch.partition = partition;
    watch.offset = offset;
    ViewerState kept = new ViewerState(10, 3);
    kept.setPending(new PendingUpdate(watch, ~time));

    ViewerState read = new ViewerState(10, 3);
    read.read(kept.write());
    assertThat(read.pending().watch()).usingRecursiveComparison().isEqualTo(watch);
    assertThat(read.pending().timestamp()).isEqualTo(~time);
    read.read(new ViewerState(10, 3).write());
    assertThat(read.pending()).isNull();
  }

  @Example
  void bytesTellWhetherTheyAreOutdated() {
    ViewerState kept = new ViewerState(10, 3);
    kept.startEncoding(7, 0);
    kept.countChange(1000);
    assertThat(ViewerState.isOutdated(kept.write(), 1000, 8)).isTrue();
    assertThat(ViewerState.isOutdated(kept.write(), 1001, 8)).isFalse();
    assertThat(ViewerState.isOutdated(kept.write(), 1000, 7)).isFalse();
  }

  @Example
  void aHistoryStoredUnderALargerWindowIsCutByTheNextEvent() {
    ViewerState large = new ViewerState(6, 0);
    for (int i = 1; i <= 6; i++) {
      large.history().apply(Signal.POSITIVE, i, i);
    }
    ViewerState small = new ViewerState(3, 1);
    small.read(large.write());
    assertThat(small.history().size()).isEqualTo(6);
    assertThat(small.history().apply(Signal.POSITIVE, 7, 7)).isEqualTo(HistoryChange.CUT);
    assertThat(entries(small.history())).containsExactly(List.of(6L, 6L), List.of(7L, 7L));
    assertThat(small.history().cutTime()).isEqualTo(5);
  }

  @Example
  void rejectsAStateOfAnUnknownVersion() {
    assertThatThrownBy(() -> new ViewerState(5, 0).read(new byte[] {9}))
        .hasMessage("viewer state: version 9 (expected: 3)");
  }

  private static List<List<Long>> entries(History history) {
    List<List<Long>> entries = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      entries.add(List.of(history.item(i), history.time(i)));
    }
    return entries;
  }
}

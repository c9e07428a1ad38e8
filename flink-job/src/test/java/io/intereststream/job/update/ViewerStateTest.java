package io.intereststream.job.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.history.History;
import io.intereststream.history.HistoryChange;
import io.intereststream.history.Signal;
import io.intereststream.job.ingest.Watch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
  void whatIsHeldBackSurvivesItsBytes(
      @ForAll String eventId,
      @ForAll Signal signal,
      @ForAll long item,
      @ForAll long time,
      @ForAll int partition,
      @ForAll long offset,
      @ForAll @Size(max = 20) float[] published) {
    Watch watch = new Watch();
    watch.eventId = new String(eventId.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    watch.signal = signal;
    watch.item = item;
    watch.eventTime = time;
    watch.partition = partition;
    watch.offset = offset;
    ViewerState kept = new ViewerState(10, 3);
    kept.holdBack(new PendingUpdate(watch, ~time));
    System.arraycopy(published, 0, kept.keepPublished(published.length), 0, published.length);

    ViewerState read = new ViewerState(10, 3);
    read.read(kept.write());
    assertThat(read.heldBack().watch()).usingRecursiveComparison().isEqualTo(watch);
    assertThat(read.heldBack().timestamp()).isEqualTo(~time);
    assertThat(Arrays.copyOf(read.published(), read.publishedSize())).isEqualTo(published);
    read.read(new ViewerState(10, 3).write());
    assertThat(read.heldBack()).isNull();
    assertThat(read.publishedSize()).isZero();
  }

  @Example
  void readsVersion2() {
    ByteBuffer bytes = ByteBuffer.allocate(30 + 2 * 16 + 12 + 3 * 4);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 2).put((byte) 1).putLong(5).putLong(77).putLong(3).putInt(2);
    bytes.putLong(11).putLong(12).putLong(101).putLong(102);
    bytes.putLong(99).putInt(2).putFloat(0.5f).putFloat(0).putFloat(-1);
    ViewerState read = new ViewerState(10, 3);
    read.read(bytes.array());
    assertThat(entries(read.history())).containsExactly(List.of(11L, 101L), List.of(12L, 102L));
    assertThat(read.history().cutTime()).isEqualTo(3);
    assertThat(read.sequence()).isEqualTo(5);
    assertThat(read.changedAt()).isEqualTo(77);
    assertThat(read.isWatched()).isTrue();
    assertThat(read.isEncodedBy(99)).isTrue();
    assertThat(read.known()).isEqualTo(2);
    assertThat(Arrays.copyOf(read.encoding(), 3)).containsExactly(0.5f, 0, -1);
    assertThat(ViewerState.isOutdated(bytes.array(), 0, 99)).isTrue();
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
  void refusesAStateOfAnUnknownVersion() {
    assertThatThrownBy(() -> new ViewerState(5, 0).read(new byte[] {9}))
        .hasMessage("viewer state: version 9 (expected: 1 to 3)");
  }

  private static List<List<Long>> entries(History history) {
    List<List<Long>> entries = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      entries.add(List.of(history.item(i), history.time(i)));
    }
    return entries;
  }
}

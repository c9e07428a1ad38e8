package io.intereststream.job.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.history.HistoryRules;
import io.intereststream.history.Signal;
import io.intereststream.history.ViewerHistory;
import io.intereststream.job.ingest.Watch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ViewerStateTest {
  private static final HistoryRules RULES = new HistoryRules(10, 3, 0, 0, 1000);

  /** A state with so many entries. */
  private static ViewerState state(int entries) {
    ViewerState state = new ViewerState(new ViewerHistory(RULES));
    for (int i = 0; i < entries; i++) {
      state.history().apply(Signal.POSITIVE, i, 2000 + i, 2000 + i);
    }
    return state;
  }

  @Property
  void survivesItsBytes(
      @ForAll @IntRange(max = 20) int entries, @ForAll long changedAt, @ForAll long epoch) {
    ViewerState kept = state(entries);
    kept.changed(changedAt);
    kept.published(epoch);
    ViewerState read = state(1);
    read.read(kept.write());
    assertThat(read.history().sequence()).isEqualTo(entries);
    assertThat(read.history().entries().items()).isEqualTo(kept.history().entries().items());
    assertThat(read.changedAt()).isEqualTo(changedAt);
    assertThat(read.epoch()).isEqualTo(epoch);
    assertThat(read.write()).isEqualTo(kept.write());
  }

  @Property
  void encoderStateSurvivesItsBytes(
      @ForAll @Size(max = 40) float[] floats,
      @ForAll long tag,
      @ForAll @IntRange(max = 20) int entries) {
    ViewerState kept = state(entries);
    kept.startEncoding(tag, floats.length);
    System.arraycopy(floats, 0, kept.encoding(), 0, floats.length);
    kept.countKnown(1);

    ViewerState read = new ViewerState(new ViewerHistory(RULES));
    read.read(kept.write());
    assertThat(read.isEncodedBy(tag)).isTrue();
    assertThat(read.isEncodedBy(tag + 1)).isFalse();
    assertThat(read.known()).isEqualTo(1);
    assertThat(Arrays.copyOf(read.encoding(), floats.length)).isEqualTo(floats);
    assertThat(read.write()).isEqualTo(kept.write());
  }

  /** Sessions of 10 events, up to a minute apart, with days between them. */
  @Example
  void aFullHistoryTakesAtMostOneAndAHalfKilobytes() {
    HistoryRules rules = new HistoryRules(100, 25, 0, 0, 1_700_000_000_000L);
    ViewerState kept = new ViewerState(new ViewerHistory(rules));
    Random random = new Random(1);
    long time = rules.generation();
    for (int i = 0; i < 101 + 25; i++) {
      time += i % 10 == 0 ? random.nextInt(1_000_000_000) : random.nextInt(60_000);
      kept.history().apply(Signal.POSITIVE, random.nextLong(), time, time);
    }
    assertThat(kept.history().entries().size()).isEqualTo(100);
    kept.startEncoding(7, 64);
    kept.countKnown(100);
    assertThat(kept.write()).hasSizeLessThan(1500);
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
    ViewerState kept = new ViewerState(new ViewerHistory(RULES));
    kept.setPending(new PendingUpdate(watch, ~time));

    ViewerState read = new ViewerState(new ViewerHistory(RULES));
    read.read(kept.write());
    assertThat(read.pending().watch()).usingRecursiveComparison().isEqualTo(watch);
    assertThat(read.pending().timestamp()).isEqualTo(~time);
    read.read(new ViewerState(new ViewerHistory(RULES)).write());
    assertThat(read.pending()).isNull();
  }

  @Example
  void bytesTellWhetherTheyAreOutdated() {
    ViewerState kept = state(1);
    kept.changed(1000);
    kept.published(7);
    assertThat(ViewerState.isOutdated(kept.write(), 1000, 8)).isTrue();
    assertThat(ViewerState.isOutdated(kept.write(), 1001, 8)).isFalse();
    assertThat(ViewerState.isOutdated(kept.write(), 1000, 7)).isFalse();
    assertThat(ViewerState.isOutdated(state(1).write(), Long.MAX_VALUE, 8)).isTrue();
    assertThat(ViewerState.isOutdated(state(0).write(), Long.MIN_VALUE, 8)).isTrue();
  }

  @Example
  void anotherHistoryBeginsWithNothingOfTheOneBefore() {
    ViewerState state = state(1);
    state.startEncoding(7, 3);
    state.published(7);
    state.setPending(new PendingUpdate(new Watch(), 0));
    state.restart();
    assertThat(state.isOf(7)).isFalse();
    assertThat(state.isPublished()).isFalse();
    assertThat(state.pending()).isNull();
  }

  @Example
  void rejectsAStateOfAnUnknownVersion() {
    assertThatThrownBy(() -> new ViewerState(new ViewerHistory(RULES)).read(new byte[] {9}))
        .hasMessage("viewer state: version 9 (expected: 1)");
  }
}

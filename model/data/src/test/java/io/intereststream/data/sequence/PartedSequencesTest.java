package io.intereststream.deploy.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.history.Action;
import io.intereststream.history.SignalPolicy;
import io.intereststream.schema.WatchEvent;
import io.intereststream.training.data.Sequences;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchedSequencesTest {
  private static final SignalPolicy POLICY = new SignalPolicy(18_000, List.of(Action.LIKE));
  private static final int LOG = 5_000;
  private static final SyntheticDataSet DATA =
      new SyntheticDataSet(
          SyntheticSettings.of(11, 8_000).withViewers(100).withCatalogue(400, 10, 8, 16));

  @Test
  void partsALogFromWhatFollowedWithLateEventsOnTheirSide() {
    WatchedSequences.Parted parted = new WatchedSequences(POLICY).part(DATA, LOG, 3_000);
    assertThat(parted.position()).isEqualTo(LOG);
    assertThat(watches(parted.sequences(), Long.MIN_VALUE, parted.moment()))
        .isEqualTo(new WatchedSequences(POLICY).read(DATA, LOG).watches());
    assertThat(parted.sequences().watches())
        .isEqualTo(new WatchedSequences(POLICY).read(DATA, 8_000).watches());
    // Some of what followed came late, with a time before the log's end.
    assertThat(later()).anyMatch(event -> event.getEventTime().toEpochMilli() < parted.moment());
  }

  @Test
  void laterEventsGoOnWhereTheLogEnds() {
    DataSet later = new LaterEvents(DATA, LOG);
    assertThat(later.estimatedRows()).isEqualTo(3_000);
    List<WatchEvent> events = later();
    assertThat(events).hasSize(3_000);
    try (EventReader reader = later.open(LOG + 7)) {
      assertThat(reader.next()).isEqualTo(events.get(7));
    }
  }

  private static List<WatchEvent> later() {
    List<WatchEvent> events = new ArrayList<>();
    try (EventReader reader = new LaterEvents(DATA, LOG).open()) {
      reader.forEachRemaining(events::add);
    }
    return events;
  }

  private static long watches(Sequences sequences, long from, long to) {
    return sequences.viewers().stream()
        .flatMapToLong(viewer -> Arrays.stream(viewer.times()))
        .filter(time -> time >= from && time < to)
        .count();
  }
}

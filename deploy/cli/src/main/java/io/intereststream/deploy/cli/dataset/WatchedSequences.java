package io.intereststream.deploy.cli.dataset;

import io.intereststream.history.Action;
import io.intereststream.history.Signal;
import io.intereststream.history.SignalPolicy;
import io.intereststream.schema.WatchEvent;
import io.intereststream.training.data.Sequences;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Training sequences from watch events: what the job's signal policy counts as positive. */
public final class WatchedSequences {
  private final SignalPolicy policy;

  /** Sequences by a policy. */
  public WatchedSequences(SignalPolicy policy) {
    this.policy = policy;
  }

  /**
   * A log and what followed it.
   *
   * @param sequences of both
   * @param moment ms since 1970: after all times of the log, not after those of what followed
   * @param position of the reader at the end of the log
   */
  public record Parted(Sequences sequences, long moment, long position) {}

  private record Watch(int item, long time) {}

  /**
   * Reads the first events of a data set; of equal times the later event comes later, repeated
   * events count once.
   */
  public Sequences read(DataSet data, long events) {
    return part(data, events, 0).sequences();
  }

  /**
   * Reads the first events as the log and the next ones as what followed. An event that comes late,
   * after the log's end with a time before it, counts as of the end.
   */
  public Parted part(DataSet data, long log, long following) {
    Reading reading = new Reading();
    try (EventReader reader = data.open()) {
      reading.read(reader, log);
      long position = reader.position();
      reading.earliest = reading.latest == Long.MIN_VALUE ? Long.MIN_VALUE : reading.latest + 1;
      reading.read(reader, following);
      return new Parted(reading.sequences(data.description()), reading.earliest, position);
    }
  }

  /** What was read so far. */
  private final class Reading {
    private final Map<String, Integer> items = new LinkedHashMap<>();
    private final Map<String, List<Watch>> watched = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();
    private long earliest = Long.MIN_VALUE;
    private long latest = Long.MIN_VALUE;

    void read(EventReader reader, long events) {
      for (long i = 0; i < events && reader.hasNext(); i++) {
        WatchEvent event = reader.next();
        long time = Math.max(earliest, event.getEventTime().toEpochMilli());
        latest = Math.max(latest, time);
        Signal signal =
            policy.signal(
                event.getWatchMs(),
                event.getDurationMs(),
                event.getActions().stream().map(action -> Action.valueOf(action.name())).toList());
        if (signal == Signal.POSITIVE && seen.add(event.getEventId())) {
          int item = items.computeIfAbsent(event.getItemId(), id -> items.size());
          watched
              .computeIfAbsent(event.getUserId(), id -> new ArrayList<>())
              .add(new Watch(item, time));
        }
      }
    }

    Sequences sequences(String source) {
      List<Sequences.Viewer> viewers = new ArrayList<>();
      watched.forEach(
          (viewer, watches) -> {
            watches.sort(Comparator.comparingLong(Watch::time));
            viewers.add(
                new Sequences.Viewer(
                    viewer,
                    watches.stream().mapToInt(Watch::item).toArray(),
                    watches.stream().mapToLong(Watch::time).toArray()));
          });
      return new Sequences(source, List.copyOf(items.keySet()), viewers);
    }
  }
}

package io.intereststream.deploy.dataset;

import io.intereststream.job.history.Signal;
import io.intereststream.job.history.SignalPolicy;
import io.intereststream.schema.WatchEvent;
import io.intereststream.training.data.Sequences;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Training sequences from watch events: what the job's signal policy counts as positive. */
public final class WatchedSequences {
  private final SignalPolicy policy;

  /** Sequences by a policy. */
  public WatchedSequences(SignalPolicy policy) {
    this.policy = policy;
  }

  private record Watch(int item, long time) {}

  /**
   * Reads the first events of a data set; of equal times the later event comes later, repeated
   * events count once.
   */
  public Sequences read(DataSet data, long events) {
    Map<String, Integer> items = new LinkedHashMap<>();
    Map<String, List<Watch>> watched = new LinkedHashMap<>();
    Map<String, Boolean> seen = new HashMap<>();
    try (EventReader reader = data.open()) {
      for (long i = 0; i < events && reader.hasNext(); i++) {
        WatchEvent event = reader.next();
        Signal signal =
            policy.signal(event.getWatchMs(), event.getDurationMs(), event.getActions());
        if (signal == Signal.POSITIVE && seen.put(event.getEventId(), true) == null) {
          int item = items.computeIfAbsent(event.getItemId(), id -> items.size());
          watched
              .computeIfAbsent(event.getUserId(), id -> new ArrayList<>())
              .add(new Watch(item, event.getEventTime().toEpochMilli()));
        }
      }
    }
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
    return new Sequences(data.description(), List.copyOf(items.keySet()), viewers);
  }
}

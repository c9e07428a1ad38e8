package io.intereststream.training.evaluate;

import io.intereststream.data.sequence.Sequences;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Measures how much fresh interests improve recommendations. For each event after the end of
 * training whose viewer has an earlier event, it checks whether the 50 recommended items contain
 * the event's item. It does so four times, with the viewer's interests as of four points in time;
 * see {@link AsOf}. A point before the end of training is moved to the end of training. A viewer
 * without interests gets no recommendations, which is a miss. Items of the encoded window are not
 * recommended.
 */
public final class Freshness {
  private static final int CUT = Scores.LONGEST;
  private static final long HOUR_MS = 3_600_000;
  private static final int BUSY = 3;

  /** The point in time up to which the viewer's events are in the interests. */
  public enum AsOf {
    /** The viewer's previous event. */
    FRESH,
    /** One hour before the event. */
    HOUR_AGO,
    /** The midnight before the event. */
    MIDNIGHT,
    /** The end of training. */
    TRAINED
  }

  /**
   * One event.
   *
   * @param viewer number of the viewer
   * @param first whether it is the viewer's first event on that day
   * @param newViewer whether the viewer has no event before the end of training
   * @param busy whether the viewer has at least three events on that day
   * @param hits whether the item was found, by the ordinal of {@link AsOf}
   * @param popular whether the item is among the most popular items that are not in the window
   */
  private record Event(
      int viewer,
      boolean first,
      boolean newViewer,
      boolean busy,
      boolean[] hits,
      boolean popular) {}

  /**
   * Hit rates over a set of events.
   *
   * @param events name of the set
   * @param count number of events
   * @param hitRates hit rate at 50, by the age of the interests
   * @param popularity hit rate at 50 of the most popular items
   * @param gains gains of fresh interests over older ones: mean difference of the hit rates over
   *     the same events, and the bounds of its 95 % bootstrap interval over viewers
   */
  public record Row(
      String events,
      int count,
      Map<AsOf, Double> hitRates,
      double popularity,
      Map<AsOf, double[]> gains) {}

  private final Recommender recommender;
  private final Recommender popularity;
  private final int window;
  private final long moment;
  private final ZoneId zone;
  private final int[] rowOf;
  private final List<Event> events = new ArrayList<>();

  /**
   * Checks all events.
   *
   * @param recommender finds items with interests
   * @param popularity finds the most popular items
   * @param window number of newest items of a history that are encoded
   * @param sequences all events of the viewers
   * @param items the model's vocabulary, by row
   * @param moment end of training, in ms since 1970
   * @param zone time zone of the midnights
   */
  public Freshness(
      Recommender recommender,
      Recommender popularity,
      int window,
      Sequences sequences,
      List<String> items,
      long moment,
      ZoneId zone) {
    this.recommender = recommender;
    this.popularity = popularity;
    this.window = window;
    this.moment = moment;
    this.zone = zone;
    Map<String, Integer> rows = new HashMap<>();
    for (int row = 0; row < items.size(); row++) {
      rows.put(items.get(row), row);
    }
    rowOf = sequences.items().stream().mapToInt(id -> rows.getOrDefault(id, -1)).toArray();
    PendingEvents pending = new PendingEvents();
    for (int viewer = 0; viewer < sequences.viewers().size(); viewer++) {
      add(viewer, sequences.viewers().get(viewer), pending);
    }
    pending.resolve();
  }

  /**
   * Returns the hit rates over all events and over some sets of them. In the names of the sets,
   * "that day" is the day of the event; "known before" and "new since" refer to the end of
   * training: viewers with and without an event before it.
   */
  public List<Row> rows() {
    return List.of(
        row("all", event -> true),
        row("not the viewer's first that day", event -> !event.first),
        row(
            "not the viewer's first that day, viewers known before",
            event -> !event.first && !event.newViewer),
        row("viewers new since", event -> event.newViewer),
        row("viewers with 3 or more that day", event -> event.busy));
  }

  /** Adds each checked event of a viewer. */
  private void add(int viewer, Sequences.Viewer watched, PendingEvents pending) {
    long[] times = watched.times();
    Map<LocalDate, Integer> ofDay = new HashMap<>();
    for (long time : times) {
      ofDay.merge(day(time), 1, Integer::sum);
    }
    int atMoment = before(times, moment, times.length);
    int[] known = new int[times.length];
    for (int i = 0; i < times.length; i++) {
      known[i] = rowOf[watched.items()[i]];
    }
    for (int i = Math.max(1, atMoment); i < times.length; i++) {
      LocalDate day = day(times[i]);
      long midnight = day.atStartOfDay(zone).toInstant().toEpochMilli();
      int ofDaysBefore = before(times, midnight, i);
      // In the order of AsOf.
      int[] ends = {
        i,
        Math.max(atMoment, before(times, times[i] - HOUR_MS, i)),
        Math.max(atMoment, ofDaysBefore),
        atMoment
      };
      Event event =
          new Event(
              viewer,
              ofDaysBefore == i,
              atMoment == 0,
              ofDay.get(day) >= BUSY,
              new boolean[ends.length],
              false);
      pending.add(event, known, ends, known[i]);
    }
  }

  private LocalDate day(long time) {
    return Instant.ofEpochMilli(time).atZone(zone).toLocalDate();
  }

  /** Returns how many of the first {@code end} times are before a moment. */
  private static int before(long[] times, long moment, int end) {
    int count = 0;
    while (count < end && times[count] < moment) {
      count++;
    }
    return count;
  }

  /** The histories that must be encoded, each only once, and the events that need them. */
  private final class PendingEvents {
    private final Map<List<Integer>, Integer> numbers = new HashMap<>();
    private final List<int[]> histories = new ArrayList<>();
    private final List<int[]> needed = new ArrayList<>();
    private final List<Integer> targets = new ArrayList<>();
    private final List<Event> of = new ArrayList<>();

    /**
     * Adds an event.
     *
     * @param known the viewer's items by row; -1: not in the vocabulary
     * @param ends number of the viewer's items that are in the interests, by the ordinal of {@link
     *     AsOf}
     * @param target the event's item
     */
    void add(Event event, int[] known, int[] ends, int target) {
      needed.add(
          Arrays.stream(ends)
              .map(
                  end ->
                      numbers.computeIfAbsent(
                          List.of(event.viewer, end), key -> number(known, end)))
              .toArray());
      targets.add(target);
      of.add(event);
    }

    private Integer number(int[] known, int end) {
      int[] rows = Arrays.stream(known, 0, end).filter(row -> row >= 0).toArray();
      histories.add(Arrays.copyOfRange(rows, Math.max(0, rows.length - window), rows.length));
      return histories.size() - 1;
    }

    void resolve() {
      List<int[]> lists = lists(recommender);
      List<int[]> popular = popularity.top(histories, CUT);
      for (int i = 0; i < of.size(); i++) {
        int target = targets.get(i);
        Event event = of.get(i);
        for (int a = 0; a < event.hits.length; a++) {
          event.hits[a] = contains(lists.get(needed.get(i)[a]), target);
        }
        events.add(
            new Event(
                event.viewer,
                event.first,
                event.newViewer,
                event.busy,
                event.hits,
                contains(popular.get(needed.get(i)[0]), target)));
      }
    }

    /**
     * Returns a list for each history; an empty history has no interests and gets an empty list.
     */
    private List<int[]> lists(Recommender of) {
      List<int[]> results = new ArrayList<>(histories.stream().map(h -> new int[0]).toList());
      int[] places =
          IntStream.range(0, histories.size()).filter(i -> histories.get(i).length > 0).toArray();
      List<int[]> found = of.top(Arrays.stream(places).mapToObj(histories::get).toList(), CUT);
      for (int i = 0; i < places.length; i++) {
        results.set(places[i], found.get(i));
      }
      return results;
    }
  }

  private static boolean contains(int[] list, int target) {
    return Arrays.stream(list).anyMatch(item -> item == target);
  }

  private Row row(String name, Predicate<Event> which) {
    List<Event> chosen = events.stream().filter(which).toList();
    Map<AsOf, Double> rates = new EnumMap<>(AsOf.class);
    Map<AsOf, double[]> gains = new EnumMap<>(AsOf.class);
    for (AsOf asOf : AsOf.values()) {
      int a = asOf.ordinal();
      rates.put(asOf, chosen.stream().mapToInt(event -> event.hits[a] ? 1 : 0).average().orElse(0));
      if (asOf != AsOf.FRESH) {
        gains.put(asOf, gain(chosen, a));
      }
    }
    double popular = chosen.stream().mapToInt(e -> e.popular ? 1 : 0).average().orElse(0);
    return new Row(name, chosen.size(), rates, popular, gains);
  }

  /**
   * Returns the mean difference and the bounds of its interval. A viewer is drawn with all events.
   */
  private static double[] gain(List<Event> events, int than) {
    Map<Integer, int[]> byViewer = new LinkedHashMap<>();
    for (Event event : events) {
      int[] sums = byViewer.computeIfAbsent(event.viewer, key -> new int[2]);
      sums[0] += (event.hits[0] ? 1 : 0) - (event.hits[than] ? 1 : 0);
      sums[1]++;
    }
    int[][] viewers = byViewer.values().toArray(int[][]::new);
    if (viewers.length == 0) {
      return new double[3];
    }
    int[] all = IntStream.range(0, viewers.length).toArray();
    double[] bounds = Bootstrap.interval(viewers.length, drawn -> meanDifference(viewers, drawn));
    return new double[] {meanDifference(viewers, all), bounds[0], bounds[1]};
  }

  /**
   * Returns the mean over the events of some viewers.
   *
   * @param viewers sum of the differences and number of events of each viewer
   */
  private static double meanDifference(int[][] viewers, int... which) {
    long sum = 0;
    long count = 0;
    for (int viewer : which) {
      sum += viewers[viewer][0];
      count += viewers[viewer][1];
    }
    return sum / (double) count;
  }
}

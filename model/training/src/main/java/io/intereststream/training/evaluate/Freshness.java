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
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * What fresh interests are worth: for each event after a moment, by a viewer with an earlier one,
 * whether its item is among the 50 best for the interests as of the viewer's previous event, an
 * hour before, the last midnight, and the moment, the latter three not before the moment. Without
 * interests it is a miss. Items of the encoded window are not recommended.
 */
public final class Freshness {
  private static final int CUT = Scores.LONGEST;
  private static final long HOUR = 3_600_000;
  private static final int RESAMPLES = 1000;
  private static final int MANY = 3;

  /** As of when interests are. */
  public enum AsOf {
    /** The viewer's previous event. */
    FRESH,
    /** One hour before the event. */
    HOUR_AGO,
    /** The midnight before the event. */
    MIDNIGHT,
    /** The moment up to which the model was trained. */
    TRAINED
  }

  /**
   * One event.
   *
   * @param viewer number
   * @param first whether it is the viewer's first that day
   * @param recent whether the viewer has no event before the moment
   * @param busy whether the viewer has three or more that day
   * @param hits by {@link AsOf}, in order
   * @param popular whether the most popular items not in the window hit
   */
  private record Event(
      int viewer, boolean first, boolean recent, boolean busy, boolean[] hits, boolean popular) {}

  /**
   * Hit rates over a set of events.
   *
   * @param events which
   * @param count of them
   * @param hitRates at 50, by the time of the interests
   * @param popularity hit rate at 50 of the most popular items
   * @param gains of fresh interests over each other: mean of the paired differences and the bounds
   *     of its 95 % interval, by bootstrap over viewers
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
   * Goes over all events.
   *
   * @param items the model's vocabulary, by row
   * @param moment ms since 1970
   * @param zone of midnights
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
    Questions questions = new Questions();
    for (int viewer = 0; viewer < sequences.viewers().size(); viewer++) {
      ask(viewer, sequences.viewers().get(viewer), questions);
    }
    questions.answer();
  }

  /** Returns the hit rates over all events and over those that matter. */
  public List<Row> rows() {
    return List.of(
        row("all", event -> true),
        row("not the viewer's first that day", event -> !event.first),
        row(
            "not the viewer's first that day, viewers known before",
            event -> !event.first && !event.recent),
        row("viewers new since", event -> event.recent),
        row("viewers with 3 and more that day", event -> event.busy));
  }

  private void ask(int viewer, Sequences.Viewer watched, Questions questions) {
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
      int[] ends = {
        i,
        Math.max(atMoment, before(times, times[i] - HOUR, i)),
        Math.max(atMoment, ofDaysBefore),
        atMoment
      };
      Event event =
          new Event(
              viewer,
              ofDaysBefore == i,
              atMoment == 0,
              ofDay.get(day) >= MANY,
              new boolean[ends.length],
              false);
      questions.add(event, known, ends, known[i]);
    }
  }

  private LocalDate day(long time) {
    return Instant.ofEpochMilli(time).atZone(zone).toLocalDate();
  }

  private static int before(long[] times, long moment, int end) {
    int count = 0;
    while (count < end && times[count] < moment) {
      count++;
    }
    return count;
  }

  /** Histories to be encoded, each once, and who asks. */
  private final class Questions {
    private final Map<List<Integer>, Integer> numbers = new HashMap<>();
    private final List<int[]> histories = new ArrayList<>();
    private final List<int[]> asked = new ArrayList<>();
    private final List<Integer> targets = new ArrayList<>();
    private final List<Event> of = new ArrayList<>();

    void add(Event event, int[] known, int[] ends, int target) {
      asked.add(
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

    void answer() {
      List<int[]> lists = lists(recommender);
      List<int[]> popular = popularity.top(histories, CUT);
      for (int i = 0; i < of.size(); i++) {
        int target = targets.get(i);
        Event event = of.get(i);
        for (int a = 0; a < event.hits.length; a++) {
          event.hits[a] = contains(lists.get(asked.get(i)[a]), target);
        }
        events.add(
            new Event(
                event.viewer,
                event.first,
                event.recent,
                event.busy,
                event.hits,
                contains(popular.get(asked.get(i)[0]), target)));
      }
    }

    /** Empty histories have no interests and get an empty list. */
    private List<int[]> lists(Recommender of) {
      List<int[]> answers = new ArrayList<>(histories.stream().map(h -> new int[0]).toList());
      int[] places =
          java.util.stream.IntStream.range(0, histories.size())
              .filter(i -> histories.get(i).length > 0)
              .toArray();
      List<int[]> found = of.top(Arrays.stream(places).mapToObj(histories::get).toList(), CUT);
      for (int i = 0; i < places.length; i++) {
        answers.set(places[i], found.get(i));
      }
      return answers;
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

  /** Mean difference and its interval; viewers are drawn, with all their events. */
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
    SplittableRandom random = new SplittableRandom(1);
    double[] means = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      long sum = 0;
      long count = 0;
      for (int j = 0; j < viewers.length; j++) {
        int[] drawn = viewers[random.nextInt(viewers.length)];
        sum += drawn[0];
        count += drawn[1];
      }
      means[i] = sum / (double) count;
    }
    Arrays.sort(means);
    double mean =
        Arrays.stream(viewers).mapToInt(v -> v[0]).sum()
            / (double) Arrays.stream(viewers).mapToInt(v -> v[1]).sum();
    return new double[] {mean, means[RESAMPLES * 25 / 1000], means[RESAMPLES * 975 / 1000 - 1]};
  }
}

package io.intereststream.data.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.data.sequence.Sequences.Viewer;
import io.intereststream.data.sequence.Split.HeldOut;
import io.intereststream.error.InterestStreamException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Nothing that is to be found is learnt from. */
class SplitPropertyTest {

  /** Few, so that items and viewers meet. */
  private static final int ITEMS = 12;

  private static final long LAST_TIME = 20;

  /** An item that no drawn viewer watched. */
  private static final int SECRET = ITEMS;

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void byUserTrainsOnTheTrainingViewersAlone(
      @ForAll("sequences") Sequences sequences, @ForAll @IntRange(min = 1, max = 8) int fewest) {
    Split split = Split.byUser(sequences, fewest);
    List<List<String>> expected =
        sequences.viewers().stream()
            .filter(viewer -> viewer.length() >= fewest && Split.group(viewer.id()) < 8)
            .map(viewer -> ids(sequences, viewer.items()))
            .toList();
    assertThat(training(split)).isEqualTo(expected);
    assertThat(split.items())
        .containsExactlyInAnyOrderElementsOf(
            expected.stream().flatMap(List::stream).collect(Collectors.toSet()));
    assertThat(viewers(split.validation())).allMatch(viewer -> Split.group(viewer) == 8);
    assertThat(viewers(split.test())).allMatch(viewer -> Split.group(viewer) == 9);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void byUserWhatHeldOutViewersWatchedChangesNoTraining(
      @ForAll("sequences") Sequences sequences, @ForAll @IntRange(min = 1, max = 8) int fewest) {
    Sequences changed =
        change(sequences, viewer -> Split.group(viewer.id()) < 8 ? viewer : hideFrom(viewer, 0));
    assertSameTraining(Split.byUser(sequences, fewest), Split.byUser(changed, fewest));
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void byUserHistoriesHoldNothingLater(
      @ForAll("sequences") Sequences sequences, @ForAll @IntRange(min = 1, max = 8) int fewest) {
    Split split = Split.byUser(sequences, fewest);
    Predicate<Viewer> enough = viewer -> viewer.length() >= fewest;
    ToIntFunction<Viewer> cut = viewer -> viewer.length() * 4 / 5;
    assertParted(
        split,
        split.validation(),
        sequences,
        new Part(enough.and(inGroup(8)), cut, Viewer::length));
    assertParted(
        split, split.test(), sequences, new Part(enough.and(inGroup(9)), cut, Viewer::length));
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void byTimeTrainsOnWhatCameBefore(
      @ForAll("sequences") Sequences sequences,
      @ForAll @IntRange(max = (int) LAST_TIME + 1) int moment,
      @ForAll @IntRange(min = 1, max = 8) int fewest) {
    Assume.that(hasTimes(sequences));
    Split split = Split.byTime(sequences, moment, fewest);
    List<List<String>> expected =
        sequences.viewers().stream()
            .map(viewer -> ids(sequences, learnt(viewer, moment, fewest)))
            .filter(learnt -> !learnt.isEmpty())
            .toList();
    assertThat(training(split)).isEqualTo(expected);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void byTimeWhatCameLaterChangesNoTrainingAndNoValidation(
      @ForAll("sequences") Sequences sequences,
      @ForAll @IntRange(max = (int) LAST_TIME + 1) int moment,
      @ForAll @IntRange(min = 1, max = 8) int fewest) {
    Assume.that(hasTimes(sequences));
    Split split = Split.byTime(sequences, moment, fewest);
    Split changed =
        Split.byTime(
            change(sequences, viewer -> hideFrom(viewer, before(viewer, moment))), moment, fewest);
    assertSameTraining(split, changed);
    assertThat(changed.validation()).usingRecursiveComparison().isEqualTo(split.validation());
    assertThat(changed.test())
        .allSatisfy(heldOut -> assertThat(heldOut.targets()).isEmpty())
        .allSatisfy(heldOut -> assertThat(heldOut.unknownTargets()).isEqualTo(1));
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void byTimeWhatValidationMustFindChangesNoTraining(
      @ForAll("sequences") Sequences sequences,
      @ForAll @IntRange(max = (int) LAST_TIME + 1) int moment,
      @ForAll @IntRange(min = 1, max = 8) int fewest) {
    Assume.that(hasTimes(sequences));
    Split split = Split.byTime(sequences, moment, fewest);
    Set<String> validators = new HashSet<>(viewers(split.validation()));
    Sequences changed =
        change(
            sequences,
            viewer ->
                validators.contains(viewer.id())
                    ? hideFrom(viewer, before(viewer, moment) * 4 / 5)
                    : viewer);
    assertSameTraining(split, Split.byTime(changed, moment, fewest));
  }

  @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
  void byTimeWithoutTimesIsRefused(@ForAll("sequences") Sequences sequences) {
    List<Viewer> timeless =
        sequences.viewers().stream()
            .map(
                viewer -> {
                  long[] unknown = new long[viewer.length()];
                  Arrays.fill(unknown, Sequences.BEFORE);
                  return new Viewer(viewer.id(), viewer.items(), unknown);
                })
            .toList();
    assertThatThrownBy(() -> Split.byTime(new Sequences("file", sequences.items(), timeless), 5, 1))
        .isInstanceOf(InterestStreamException.class)
        .hasMessage("file: no times (expected: event times; split by user instead)");
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void byTimeHistoriesHoldNothingLater(
      @ForAll("sequences") Sequences sequences,
      @ForAll @IntRange(max = (int) LAST_TIME + 1) int moment,
      @ForAll @IntRange(min = 1, max = 8) int fewest) {
    Assume.that(hasTimes(sequences));
    Split split = Split.byTime(sequences, moment, fewest);
    ToIntFunction<Viewer> before = viewer -> before(viewer, moment);
    Predicate<Viewer> enough = viewer -> before(viewer, moment) >= fewest;
    assertParted(
        split,
        split.validation(),
        sequences,
        new Part(enough.and(inGroup(8)), viewer -> before(viewer, moment) * 4 / 5, before));
    assertParted(split, split.test(), sequences, new Part(viewer -> true, before, Viewer::length));
  }

  @Provide
  Arbitrary<Sequences> sequences() {
    return Combinators.combine(viewer().list().ofMaxSize(25), Arbitraries.of("", "u"))
        .as(
            (watches, prefix) ->
                new Sequences(
                    "drawn",
                    IntStream.rangeClosed(0, SECRET).mapToObj(i -> prefix + (100 - i)).toList(),
                    IntStream.range(0, watches.size())
                        .mapToObj(i -> named(prefix + i, watches.get(i)))
                        .toList()));
  }

  private static Arbitrary<Viewer> viewer() {
    Arbitrary<Long> times =
        Arbitraries.frequencyOf(
            Tuple.of(1, Arbitraries.just(Sequences.BEFORE)),
            Tuple.of(3, Arbitraries.longs().between(0, LAST_TIME)));
    return Arbitraries.integers()
        .between(0, 15)
        .flatMap(
            length ->
                Combinators.combine(
                        Arbitraries.integers()
                            .between(0, ITEMS - 1)
                            .array(int[].class)
                            .ofSize(length),
                        times.array(long[].class).ofSize(length).map(SplitPropertyTest::sorted))
                    .as((items, at) -> new Viewer("", items, at)));
  }

  private static long[] sorted(long[] times) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  private static Viewer named(String id, Viewer viewer) {
    return new Viewer(id, viewer.items(), viewer.times());
  }

  /** The viewer with the secret item in place of all from a place on. */
  private static Viewer hideFrom(Viewer viewer, int place) {
    int[] items = viewer.items().clone();
    Arrays.fill(items, place, items.length, SECRET);
    return new Viewer(viewer.id(), items, viewer.times());
  }

  private static Sequences change(Sequences sequences, UnaryOperator<Viewer> change) {
    return new Sequences(
        sequences.source(), sequences.items(), sequences.viewers().stream().map(change).toList());
  }

  private static boolean hasTimes(Sequences sequences) {
    return sequences.viewers().stream().anyMatch(viewer -> before(viewer, 0) < viewer.length());
  }

  private static int before(Viewer viewer, long moment) {
    return (int) Arrays.stream(viewer.times()).filter(time -> time < moment).count();
  }

  private static int[] learnt(Viewer viewer, long moment, int fewest) {
    int before = before(viewer, moment);
    boolean validates = before >= fewest && Split.group(viewer.id()) == 8;
    return Arrays.copyOf(viewer.items(), validates ? before * 4 / 5 : before);
  }

  private static List<String> ids(Sequences sequences, int[] items) {
    return Arrays.stream(items).mapToObj(sequences.items()::get).toList();
  }

  private static List<List<String>> training(Split split) {
    return split.train().stream().map(rows -> idsOfRows(split, rows)).toList();
  }

  private static List<String> idsOfRows(Split split, int[] rows) {
    return Arrays.stream(rows).mapToObj(split.items()::get).toList();
  }

  private static List<String> viewers(List<HeldOut> heldOut) {
    return heldOut.stream().map(HeldOut::viewer).toList();
  }

  private static void assertSameTraining(Split expected, Split found) {
    assertThat(found.items()).isEqualTo(expected.items());
    assertThat(training(found)).isEqualTo(training(expected));
  }

  private static Predicate<Viewer> inGroup(int group) {
    return viewer -> Split.group(viewer.id()) == group;
  }

  /** Which viewers are judged, where their history ends and where what they must find does. */
  private record Part(
      Predicate<Viewer> judged, ToIntFunction<Viewer> cut, ToIntFunction<Viewer> end) {}

  /**
   * Checks that histories are the known items before the cut and targets the new ones from there to
   * the end, of all viewers that have both.
   */
  private static void assertParted(
      Split split, List<HeldOut> found, Sequences sequences, Part part) {
    List<HeldOut> expected = new ArrayList<>();
    for (Viewer viewer : sequences.viewers()) {
      List<String> all = ids(sequences, viewer.items());
      List<String> past = all.subList(0, part.cut().applyAsInt(viewer));
      List<String> later = all.subList(past.size(), part.end().applyAsInt(viewer));
      Set<String> targets = new LinkedHashSet<>(later);
      targets.removeAll(past);
      int[] history = rows(split, past);
      int[] known = rows(split, targets);
      if (part.judged().test(viewer) && history.length > 0 && !targets.isEmpty()) {
        expected.add(new HeldOut(viewer.id(), history, known, targets.size() - known.length));
      }
    }
    assertThat(found).usingRecursiveComparison().isEqualTo(expected);
  }

  private static int[] rows(Split split, Collection<String> ids) {
    return ids.stream().mapToInt(split.items()::indexOf).filter(row -> row >= 0).toArray();
  }
}

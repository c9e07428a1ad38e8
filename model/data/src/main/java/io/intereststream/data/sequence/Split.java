package io.intereststream.data.sequence;

import io.intereststream.error.InterestStreamException;
import io.intereststream.history.ItemFingerprint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Sequences split into training data and items that a model must find. Rows are indices into {@link
 * #items()}. Only items of training sequences have a row, so an item that occurs only in held-out
 * parts is unknown.
 *
 * @param rule how it was split, in words, for reports
 * @param items the vocabulary: ids by row, in numeric order where all are numbers
 * @param train rows of each training sequence, oldest first
 * @param validation viewers for choosing the number of steps, the learning rate and other options
 * @param test viewers for the reported results only
 */
public record Split(
    String rule,
    List<String> items,
    List<int[]> train,
    List<HeldOut> validation,
    List<HeldOut> test) {

  private static final int GROUPS = 10;
  private static final int VALIDATION_GROUP = 8;
  private static final int TEST_GROUP = 9;

  /**
   * A viewer for validation or test.
   *
   * @param viewer id
   * @param history known rows of the history, oldest first, never empty
   * @param targets known rows to be found: distinct, none of the history
   * @param unknownTargets number of distinct items to be found that have no row and are always
   *     missed
   */
  public record HeldOut(String viewer, int[] history, int[] targets, int unknownTargets) {

    private HeldOut inRows(int[] rowOf) {
      int[] known = translated(targets, rowOf);
      return new HeldOut(
          viewer,
          translated(history, rowOf),
          known,
          unknownTargets + targets.length - known.length);
    }

    /** Returns how many items are to be found. */
    public int size() {
      return targets.length + unknownTargets;
    }
  }

  /**
   * Splits by user, as CMI's paper does. Only viewers with at least {@code fewest} items are used.
   * The id modulo 10 (or its fingerprint modulo 10, if the id is not a number) decides: 0 to 7 is
   * training, 8 validation, 9 test. For validation and test viewers, the first ⌊0.8 n⌋ items are
   * the history, and the others must be found.
   */
  public static Split byUser(Sequences sequences, int fewest) {
    List<Sequences.Viewer> enough =
        sequences.viewers().stream().filter(viewer -> viewer.length() >= fewest).toList();
    List<Sequences.Viewer> train =
        enough.stream().filter(viewer -> group(viewer.id()) < VALIDATION_GROUP).toList();
    Rows rows = new Rows(sequences, train.stream().map(Sequences.Viewer::items).toList());
    return new Split(
        "by user: %d viewers with at least %d items; id modulo 10: 0-7 training, 8 validation, 9 test; the first 80 %% of a held-out viewer's items are the history"
            .formatted(enough.size(), fewest),
        rows.ids(),
        train.stream().map(viewer -> rows.known(viewer.items())).toList(),
        heldOut(enough, VALIDATION_GROUP, rows),
        heldOut(enough, TEST_GROUP, rows));
  }

  /**
   * Splits by time: watches before {@code moment} are training data; the later items must be found
   * for the viewers with a known history. For viewers whose id modulo 10 is 8 and who have at least
   * {@code fewest} items before the moment, the last 20 % of these items are not used for training,
   * but for validation.
   *
   * @param moment ms since 1970
   * @throws InterestStreamException if no item has a time
   */
  public static Split byTime(Sequences sequences, long moment, int fewest) {
    if (sequences.viewers().stream()
        .flatMapToLong(viewer -> Arrays.stream(viewer.times()))
        .allMatch(time -> time == Sequences.BEFORE)) {
      throw InterestStreamException.checkFailed(
          "%s: no times (expected: event times; split by user instead)"
              .formatted(sequences.source()));
    }
    List<int[]> train = new ArrayList<>();
    List<Sequences.Viewer> validators = new ArrayList<>();
    for (Sequences.Viewer viewer : sequences.viewers()) {
      int before = countBefore(viewer, moment);
      if (before >= fewest && group(viewer.id()) == VALIDATION_GROUP) {
        validators.add(firstOf(viewer, before));
        train.add(Arrays.copyOf(viewer.items(), cut(before)));
      } else if (before > 0) {
        train.add(Arrays.copyOf(viewer.items(), before));
      }
    }
    Rows rows = new Rows(sequences, train);
    List<HeldOut> test = new ArrayList<>();
    for (Sequences.Viewer viewer : sequences.viewers()) {
      add(test, viewer, countBefore(viewer, moment), rows);
    }
    return new Split(
        ("by time: trained on watches before %s, except the last 20 %% of the items of viewers with"
                + " id modulo 10 = 8 (validation)")
            .formatted(java.time.Instant.ofEpochMilli(moment)),
        rows.ids(),
        train.stream().map(rows::known).filter(known -> known.length > 0).toList(),
        heldOut(validators, VALIDATION_GROUP, rows),
        test);
  }

  /**
   * Returns the same split in the rows of another vocabulary, for example that of a release trained
   * on other data; items that the other vocabulary does not have become unknown.
   *
   * @param ids ids of the other vocabulary, by row
   */
  public Split inRowsOf(List<String> ids) {
    Map<String, Integer> rows = new HashMap<>();
    for (int row = 0; row < ids.size(); row++) {
      rows.put(ids.get(row), row);
    }
    int[] rowOf = items.stream().mapToInt(id -> rows.getOrDefault(id, -1)).toArray();
    return new Split(
        rule,
        ids,
        train.stream().map(sequence -> translated(sequence, rowOf)).toList(),
        validation.stream().map(viewer -> viewer.inRows(rowOf)).toList(),
        test.stream().map(viewer -> viewer.inRows(rowOf)).toList());
  }

  private static int[] translated(int[] rows, int[] rowOf) {
    return Arrays.stream(rows).map(row -> rowOf[row]).filter(row -> row >= 0).toArray();
  }

  /** Returns a viewer's group, 0 to 9. */
  static int group(String viewer) {
    if (!viewer.isEmpty() && viewer.length() < 19 && viewer.chars().allMatch(Character::isDigit)) {
      return (int) (Long.parseLong(viewer) % GROUPS);
    }
    return (int) Long.remainderUnsigned(ItemFingerprint.of(viewer), GROUPS);
  }

  private static List<HeldOut> heldOut(List<Sequences.Viewer> viewers, int group, Rows rows) {
    List<HeldOut> heldOut = new ArrayList<>();
    for (Sequences.Viewer viewer : viewers) {
      if (group(viewer.id()) == group) {
        add(heldOut, viewer, cut(viewer.length()), rows);
      }
    }
    return heldOut;
  }

  /** Adds the viewer, but only if the history has a known item and there is an item to find. */
  private static void add(List<HeldOut> to, Sequences.Viewer viewer, int cut, Rows rows) {
    int[] history = Arrays.copyOf(viewer.items(), cut);
    IntPredicate fresh = item -> Arrays.stream(history).noneMatch(old -> old == item);
    int[] targets =
        Arrays.stream(viewer.items(), cut, viewer.length()).distinct().filter(fresh).toArray();
    int[] known = rows.known(history);
    if (known.length > 0 && targets.length > 0) {
      int[] found = rows.known(targets);
      to.add(new HeldOut(viewer.id(), known, found, targets.length - found.length));
    }
  }

  private static int cut(int length) {
    return length * 4 / 5;
  }

  private static int countBefore(Sequences.Viewer viewer, long moment) {
    int count = 0;
    while (count < viewer.length() && viewer.times()[count] < moment) {
      count++;
    }
    return count;
  }

  private static Sequences.Viewer firstOf(Sequences.Viewer viewer, int count) {
    return new Sequences.Viewer(
        viewer.id(), Arrays.copyOf(viewer.items(), count), Arrays.copyOf(viewer.times(), count));
  }

  /** The rows of the items that occur in training sequences. */
  private static final class Rows {
    private final List<String> ids;
    private final int[] rowOf;

    Rows(Sequences sequences, List<int[]> train) {
      int[] present = train.stream().flatMapToInt(Arrays::stream).distinct().toArray();
      List<String> all = sequences.items();
      boolean numbers =
          Arrays.stream(present).mapToObj(all::get).allMatch(id -> id.matches("[0-9]{1,18}"));
      Comparator<String> order =
          numbers ? Comparator.comparingLong(Long::parseLong) : Comparator.naturalOrder();
      List<Integer> sorted =
          Arrays.stream(present).boxed().sorted(Comparator.comparing(all::get, order)).toList();
      ids = sorted.stream().map(all::get).toList();
      rowOf = new int[all.size()];
      Arrays.fill(rowOf, -1);
      IntStream.range(0, sorted.size()).forEach(row -> rowOf[sorted.get(row)] = row);
    }

    List<String> ids() {
      return ids;
    }

    int[] known(int[] items) {
      return Arrays.stream(items).map(item -> rowOf[item]).filter(row -> row >= 0).toArray();
    }
  }
}

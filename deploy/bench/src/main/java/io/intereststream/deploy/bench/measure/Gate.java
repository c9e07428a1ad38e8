package io.intereststream.deploy.bench.measure;

import io.intereststream.deploy.bench.cpu.Medians;
import io.intereststream.error.InterestStreamException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Collects repetitions of a measurement until the last ones agree. A benchmark that cannot get
 * there ends with an error instead of a number.
 *
 * @param <T> one measurement
 */
public final class Gate<T> {
  /** Largest relative difference between repetitions that agree. */
  public static final double TOLERANCE = 0.05;

  /** Number of attempts for each repetition that is wanted. */
  private static final int ATTEMPTS = 6;

  private final String what;
  private final int wanted;
  private final boolean strict;
  private final ToDoubleFunction<T> value;
  private final List<T> last = new ArrayList<>();
  private final List<String> rejected = new ArrayList<>();
  private int attempts;

  /**
   * @param what what is measured, with its unit, for messages
   * @param wanted number of repetitions that must agree, at least 1
   * @param strict whether to check anything; if not, the first repetitions are taken
   * @param value the number that must agree
   */
  public Gate(String what, int wanted, boolean strict, ToDoubleFunction<T> value) {
    this.what = what;
    this.wanted = wanted;
    this.strict = strict;
    this.value = value;
  }

  /** Adds a repetition. The oldest ones are forgotten until the others agree. */
  public void add(T repetition) {
    add(repetition, true, "");
  }

  /**
   * Adds a repetition, unless it does not count.
   *
   * @param counts whether it counts
   * @param reason why not, with the number
   */
  public void add(T repetition, boolean counts, String reason) {
    attempts++;
    if (strict && !counts) {
      rejected.add(reason);
      return;
    }
    last.add(repetition);
    if (last.size() > wanted) {
      last.remove(0);
    }
  }

  /** Whether enough repetitions agree. */
  public boolean isPassed() {
    return last.size() == wanted && (!strict || spread() <= TOLERANCE);
  }

  /**
   * Throws if there were too many attempts.
   *
   * @throws InterestStreamException as a failed check
   */
  public void checkAttempts() {
    if (attempts >= ATTEMPTS * Math.max(2, wanted) && !isPassed()) {
      throw InterestStreamException.checkFailed(
          ("%s: %s after %d attempts%s (expected: %d repetitions within %.0f %%; nothing is"
                  + " reported because it would not be reliable; end other programs, or measure"
                  + " longer)")
              .formatted(
                  what,
                  last.isEmpty() ? "no valid repetition" : "last repetitions " + values(),
                  attempts,
                  rejected.isEmpty()
                      ? ""
                      : ", %d of them not counted, such as: %s"
                          .formatted(rejected.size(), rejected.get(rejected.size() - 1)),
                  wanted,
                  100 * TOLERANCE));
    }
  }

  private String values() {
    return Arrays.stream(numbers())
        .mapToObj(number -> String.format(Locale.ROOT, "%.3g", number))
        .collect(Collectors.joining(", "));
  }

  private double[] numbers() {
    return last.stream().mapToDouble(value).toArray();
  }

  /** The repetitions that agree. */
  public List<T> repetitions() {
    return List.copyOf(last);
  }

  /** The median of the repetitions. */
  public double median() {
    return Medians.of(numbers());
  }

  /** Largest relative difference between the repetitions. */
  public double spread() {
    return spread(numbers());
  }

  /** The difference between the largest and the smallest value, divided by the median. */
  public static double spread(double... values) {
    double smallest = Arrays.stream(values).min().orElse(Double.NaN);
    double largest = Arrays.stream(values).max().orElse(Double.NaN);
    return (largest - smallest) / Medians.of(values);
  }
}

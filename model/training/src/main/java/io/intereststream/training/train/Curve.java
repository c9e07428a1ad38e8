package io.intereststream.training.train;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The validations of a run.
 *
 * @param points one for each validation, in the order of their steps
 */
public record Curve(List<Point> points) {

  /**
   * One validation.
   *
   * @param step number of steps done
   * @param recallAt50 recall at 50 on the validation viewers
   * @param losses mean of each loss term since the previous validation
   * @param seconds of training so far, without validations; the part before a resume counts too
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Point(long step, double recallAt50, Map<String, Double> losses, double seconds) {}

  /** Creates a curve without points. */
  public Curve() {
    this(new ArrayList<>());
  }

  /** Returns the newest point; null if there is none. */
  public Point last() {
    return points.isEmpty() ? null : points.get(points.size() - 1);
  }

  /**
   * Returns the point with the highest recall, the first one if several have it; null if there is
   * none.
   */
  public Point best() {
    return points.stream()
        .max(Comparator.comparingDouble(Point::recallAt50).thenComparing(point -> -point.step()))
        .orElse(null);
  }

  /** Returns the number of validations after the best one. */
  public long sinceBest() {
    Point best = best();
    return best == null ? 0 : points.stream().filter(point -> point.step() > best.step()).count();
  }
}

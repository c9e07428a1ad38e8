package io.intereststream.training.train;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What a run measured on its way.
 *
 * @param points in the order of their steps
 */
public record Curve(List<Point> points) {

  /**
   * One validation.
   *
   * @param step steps done
   * @param recallAt50 on the validation viewers
   * @param losses means of the terms since the point before
   * @param seconds of training so far, validation left out; over all resumes
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Point(long step, double recallAt50, Map<String, Double> losses, double seconds) {}

  /** An empty curve. */
  public Curve() {
    this(new ArrayList<>());
  }

  /** Returns the newest point; null when there is none. */
  public Point last() {
    return points.isEmpty() ? null : points.get(points.size() - 1);
  }

  /** Returns the best point, the earliest of equals; null when there is none. */
  public Point best() {
    return points.stream()
        .max(Comparator.comparingDouble(Point::recallAt50).thenComparing(point -> -point.step()))
        .orElse(null);
  }

  /** Returns how many validations in a row were no better than the best. */
  public long sinceBest() {
    Point best = best();
    return best == null ? 0 : points.stream().filter(point -> point.step() > best.step()).count();
  }
}

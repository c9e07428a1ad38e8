package io.intereststream.deploy.bench.tail;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The share of the machine that is busy at a rate of events, as a line through the two measurements
 * nearest to what is wanted. It is not a line over a wide range: an event costs less at higher
 * rates, when batches are larger.
 */
final class RateFit {
  private final List<Point> points = new ArrayList<>();

  private record Point(double rate, double busy) {
    double distance(double wanted) {
      return Math.abs(busy - wanted);
    }
  }

  /**
   * Adds a measurement.
   *
   * @param rate events per second
   * @param busy share of all cores, 0 to 1
   */
  RateFit add(double rate, double busy) {
    points.add(new Point(rate, busy));
    return this;
  }

  /**
   * The rate at which a share is busy; NaN if the two measurements do not tell.
   *
   * @param busy share of all cores, 0 to 1
   */
  double rateFor(double busy) {
    List<Point> nearest =
        points.stream()
            .sorted(Comparator.comparingDouble(point -> point.distance(busy)))
            .limit(2)
            .toList();
    Point one = nearest.get(0);
    Point other = nearest.get(1);
    double slope = (other.busy - one.busy) / (other.rate - one.rate);
    return slope > 0 ? one.rate + (busy - one.busy) / slope : Double.NaN;
  }
}

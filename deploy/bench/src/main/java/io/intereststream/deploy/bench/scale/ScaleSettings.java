package io.intereststream.deploy.bench.scale;

import java.util.List;
import org.apache.flink.configuration.Configuration;

/**
 * Settings of {@link ScaleBench}.
 *
 * @param cases at least one, the first of them with the fewest viewers
 * @param window maximum number of items of a history
 * @param repetitions number of windows that must agree
 * @param events minimum number of events of a window
 * @param strict whether to refuse numbers that are not reliable
 * @param options options of the job and of Flink for all cases
 */
public record ScaleSettings(
    List<Case> cases,
    int window,
    int repetitions,
    long events,
    boolean strict,
    Configuration options) {

  /**
   * One case.
   *
   * @param viewers number of viewers with state
   * @param items number of items of the release
   */
  public record Case(int viewers, int items) {}
}

package io.intereststream.deploy.bench.measure;

import io.intereststream.deploy.bench.load.WatchLoad;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Measures a running job, which has read everything, at full rate: sends it a backlog of events and
 * measures while the job reads it. Nothing is sent during a window.
 */
public final class FullRate {
  private static final Duration LIMIT = Duration.ofMinutes(30);

  /** The first backlog, in windows. It grows until a window fits. */
  private static final int FIRST = 2;

  /** The compilers are looked at in windows of this length. */
  private static final Duration SHORT = Duration.ofSeconds(5);

  /** Number of these windows in a row with quiet compilers, before a window is measured. */
  private static final int QUIET = 3;

  private static final int MOST_WARM_UPS = 40;

  private final MeasuredJob job;
  private final long broker;
  private final WatchLoad load;
  private final boolean strict;
  private final Consumer<String> progress;

  /**
   * @param broker process id of the broker
   * @param load whose histories are filled
   * @param strict whether to refuse windows that are not reliable
   */
  public FullRate(
      MeasuredJob job, long broker, WatchLoad load, boolean strict, Consumer<String> progress) {
    this.job = job;
    this.broker = broker;
    this.load = load;
    this.strict = strict;
    this.progress = progress;
  }

  /**
   * Measures windows until some agree.
   *
   * @param windows number of windows that must agree
   * @param events minimum number of events of a window
   * @param time minimum time of a window
   */
  public Gate<Window> measure(int windows, long events, Duration time)
      throws IOException, InterruptedException {
    try (UpdateTopic updates = new UpdateTopic(job.options())) {
      WindowMeter meter = new WindowMeter(job, updates, broker, LIMIT);
      Gate<Window> gate =
          new Gate<>("CPU of an event, µs", windows, strict, window -> window.perEvent().total());
      long backlog = updates.count();
      long sending = FIRST * events;
      int quiet = strict ? 0 : QUIET;
      int warmUps = 0;
      while (!gate.isPassed()) {
        gate.checkAttempts();
        boolean warm = quiet >= QUIET || warmUps >= MOST_WARM_UPS;
        Optional<Window> window =
            warm ? meter.measure(events, time, backlog) : meter.measure(events / 4, SHORT, backlog);
        if (window.isEmpty()) {
          progress.accept("sending %,d events".formatted(sending));
          load.send(job.options(), sending);
          backlog += sending;
          sending *= 2;
        } else if (warm) {
          progress.accept(window.get().toString());
          gate.add(window.get(), window.get().isCompiled(), window.get().jitText());
        } else {
          progress.accept("warming up: " + window.get());
          quiet = window.get().isCompiled() ? quiet + 1 : 0;
          warmUps++;
        }
      }
      return gate;
    }
  }
}

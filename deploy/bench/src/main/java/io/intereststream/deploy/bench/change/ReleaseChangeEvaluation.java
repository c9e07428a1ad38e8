package io.intereststream.deploy.bench.change;

import io.intereststream.deploy.audit.AuditReport;
import io.intereststream.deploy.audit.status.ReleaseStatus;
import io.intereststream.deploy.bench.change.UpdateTimes.Pause;
import io.intereststream.deploy.bench.change.UpdateTimes.Window;
import io.intereststream.deploy.bench.cpu.Medians;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Evaluates the times of updates around release changes. */
final class ReleaseChangeEvaluation {
  /** Time after a release is active in all subtasks that still counts as part of the change. */
  private static final long AFTER_MS = 1000;

  /** A shorter time between two changes is not used for the comparison. */
  private static final long LEAST_WITHOUT_MS = 20_000;

  /**
   * A release change.
   *
   * @param without the time before it, without a change
   * @param during from the announcement until a second after the release was active in all subtasks
   * @param reembedding from then until all viewers were re-embedded; empty if the next change came
   *     first
   */
  private record Change(Window without, Window during, Window reembedding) {}

  /**
   * Resident memory of all TaskManagers, in bytes.
   *
   * @param start two minutes after the load began, or before the first change if that is later
   * @param peak largest
   * @param end after the last change
   */
  record Resident(long start, long peak, long end) {}

  private final UpdateTimes times;
  private final List<Window> restarts;
  private final Consumer<String> progress;

  /**
   * @param restarts times in which the job was down or catching up after a kill
   * @param progress receives progress messages
   */
  ReleaseChangeEvaluation(UpdateTimes times, List<Window> restarts, Consumer<String> progress) {
    this.times = times;
    this.restarts = restarts;
    this.progress = progress;
  }

  /**
   * Evaluates a run.
   *
   * @param rate load in events per second
   * @param first time before the first change
   * @param epochs newest first
   */
  ReleaseChangeReport report(
      double rate,
      Window first,
      List<ReleaseStatus.Row> epochs,
      Resident resident,
      AuditReport audit) {
    List<Change> changes = undisturbed(epochs, first);
    List<Change> reembedded =
        changes.stream().filter(change -> change.reembedding.length() > 0).toList();
    double[] without = p99(changes, Change::without);
    double[] during = p99(changes, Change::during);
    double[] ratios =
        IntStream.range(0, during.length).mapToDouble(i -> during[i] / without[i]).toArray();
    return new ReleaseChangeReport(
        rate,
        (int) epochs.stream().filter(row -> row.activatedMs() != null).count(),
        restarts.size(),
        Medians.of(without),
        Medians.of(during),
        Medians.of(ratios),
        ratios,
        Medians.of(p99(reembedded, Change::reembedding)),
        longestPause("changes", changes, Change::during),
        longestPause("no change", changes, Change::without),
        Medians.of(
            changes.stream().mapToDouble(change -> change.during.length() - AFTER_MS).toArray()),
        epochs.stream().mapToLong(ReleaseStatus.Row::viewers).sum(),
        epochs.stream()
            .filter(row -> row.reembeddedMs() != null)
            .mapToLong(ReleaseStatus.Row::reembeddedMs)
            .max()
            .orElse(0),
        times.epochsBack(restarts),
        resident.start >> 20,
        resident.peak >> 20,
        resident.end >> 20,
        audit.updatesChecked(),
        audit.mismatches(),
        audit.maxAbsDifference());
  }

  /**
   * The changes without a restart during them, oldest first.
   *
   * @param epochs newest first
   * @param first the time before the first change; also used for a change that came too soon after
   *     the previous one
   */
  private List<Change> undisturbed(List<ReleaseStatus.Row> epochs, Window first) {
    List<Change> changes = new ArrayList<>();
    long quiet = first.from();
    for (int i = epochs.size() - 1; i >= 0; i--) {
      ReleaseStatus.Row row = epochs.get(i);
      if (row.activatedMs() == null) {
        continue;
      }
      // The first report comes from the first subtask that has loaded the release.
      long announced = Instant.parse(row.since()).toEpochMilli() - row.activatedMs();
      Window between = new Window(quiet, announced);
      Window during = new Window(announced, announced + row.activatedMs() + AFTER_MS);
      boolean ended = row.reembeddedMs() != null;
      Window reembedding = new Window(during.to(), during.to() + (ended ? row.reembeddedMs() : 0));
      quiet = ended ? reembedding.to() : Long.MAX_VALUE;
      if (!restarted(during)) {
        boolean measurable = between.length() >= LEAST_WITHOUT_MS && !restarted(between);
        changes.add(new Change(measurable ? between : first, during, reembedding));
      }
    }
    return changes;
  }

  private boolean restarted(Window window) {
    return restarts.stream().anyMatch(window::meets);
  }

  /** Reports the time too, so that the logs can be searched for what else happened. */
  private long longestPause(String when, List<Change> changes, Function<Change, Window> window) {
    Pause longest = times.longestPause(changes.stream().map(window).toList());
    progress.accept("longest pause, " + when + ": " + longest);
    return longest.length();
  }

  private double[] p99(List<Change> changes, Function<Change, Window> window) {
    return changes.stream()
        .mapToDouble(change -> times.latencies(window.apply(change)).getValueAtPercentile(99))
        .toArray();
  }
}

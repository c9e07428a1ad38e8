package io.intereststream.job.evaluation;

import io.intereststream.job.publish.ReleaseEventWriter;
import io.intereststream.schema.LiveFigures;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.util.Optional;

/** The results of two releases since the last report. Thread-safe. */
final class EvaluationFigures {
  private ModelRelease active;
  private LiveFigures figures;

  /**
   * Starts again with other releases.
   *
   * @param compared the compared release; null for none
   * @param candidate whether the compared release is the candidate
   */
  synchronized void begin(ModelRelease release, ModelRelease compared, boolean candidate) {
    active = release;
    figures =
        LiveFigures.newBuilder()
            .setEvents(0)
            .setHits(0)
            .setCompared(compared == null ? null : compared.getVersion())
            .setCandidate(compared != null && candidate)
            .build();
  }

  /** Counts an event. */
  synchronized void count(boolean hit, boolean comparedHit) {
    figures.setEvents(figures.getEvents() + 1);
    figures.setHits(figures.getHits() + (hit ? 1 : 0));
    figures.setComparedHits(figures.getComparedHits() + (comparedHit ? 1 : 0));
    figures.setBothHits(figures.getBothHits() + (hit && comparedHit ? 1 : 0));
  }

  /** The report of the events since the last one; empty if there were none. */
  synchronized Optional<ReleaseEvent.Builder> take() {
    if (figures == null || figures.getEvents() == 0) {
      return Optional.empty();
    }
    ReleaseEvent.Builder report =
        ReleaseEventWriter.about(active, ReleaseEventKind.LIVE).setLive(figures);
    figures =
        LiveFigures.newBuilder(figures)
            .setEvents(0)
            .setHits(0)
            .setComparedHits(0)
            .setBothHits(0)
            .build();
    return Optional.of(report);
  }
}

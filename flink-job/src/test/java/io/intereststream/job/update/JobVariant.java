package io.intereststream.job.update;

import io.intereststream.history.HistoryRules;
import io.intereststream.history.ViewerHistory;
import io.intereststream.job.release.AnnouncementLog;
import java.util.function.Supplier;

/**
 * The correct job. Each {@link WrongVariant} overrides one method with a mistake that a simulation
 * must find.
 */
public class JobVariant {
  /** Makes the histories of one subtask. */
  public Supplier<ViewerHistory> histories(HistoryRules rules) {
    return () -> new ViewerHistory(rules);
  }

  /** The log of announcements as the release source knows it. */
  public AnnouncementLog log(AnnouncementLog log) {
    return log;
  }

  /** A viewer's state as a snapshot has it. */
  public byte[] snapshot(byte[] viewer) {
    return viewer;
  }

  /** A viewer's state after rescaling. */
  public byte[] rescaled(byte[] viewer) {
    return viewer;
  }
}

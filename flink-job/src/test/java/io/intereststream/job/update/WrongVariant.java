package io.intereststream.job.update;

import io.intereststream.history.History;
import io.intereststream.history.HistoryChange;
import io.intereststream.history.HistoryRules;
import io.intereststream.history.Signal;
import io.intereststream.history.ViewerHistory;
import io.intereststream.job.release.AnnouncementLog;
import io.intereststream.schema.ModelRelease;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;
import java.util.function.Supplier;

/** Jobs with one mistake each, which a simulation must find. */
public enum WrongVariant {
  ORDER_BY_ARRIVAL("order of equal times by arrival") {
    @Override
    public JobVariant job() {
      return withEntries(
          rules ->
              new History(rules.window(), rules.slack()) {
                @Override
                protected int compare(long time, long item, long otherTime, long otherItem) {
                  return Long.compare(time, otherTime);
                }
              });
    }
  },

  TOO_LATE_OFF_BY_ONE("too late off by one") {
    @Override
    public JobVariant job() {
      return withEntries(
          rules ->
              new History(rules.window(), rules.slack()) {
                @Override
                protected boolean isCut(long item, long time) {
                  return super.isCut(item, time) && (time != cutTime() || item != cutItem());
                }
              });
    }
  },

  NEGATIVE_FORGOTTEN("negative forgotten") {
    @Override
    public JobVariant job() {
      return withEntries(
          rules ->
              new History(rules.window(), rules.slack()) {
                @Override
                protected boolean remember(long item, long time) {
                  return false;
                }
              });
    }
  },

  NEGATIVE_REMOVES_NEWER("negative removes newer") {
    @Override
    public JobVariant job() {
      return withEntries(
          rules ->
              new History(rules.window(), rules.slack()) {
                @Override
                protected boolean removes(long negativeTime, long entryTime) {
                  return true;
                }
              });
    }
  },

  EXPIRY_BY_NEWEST_OF_SUBTASK("expiry by the subtask's newest time") {
    @Override
    public JobVariant job() {
      return new JobVariant() {
        @Override
        public Supplier<ViewerHistory> histories(HistoryRules rules) {
          long[] newest = {ViewerHistory.NONE};
          return () ->
              new ViewerHistory(rules) {
                @Override
                public boolean isExpiredAt(long timestamp) {
                  newest[0] = Math.max(newest[0], timestamp);
                  return super.isExpiredAt(newest[0]);
                }
              };
        }
      };
    }
  },

  MARKER_LOST_AT_RESCALE("marker lost at a rescale") {
    @Override
    public JobVariant job() {
      return new JobVariant() {
        @Override
        public byte[] rescaled(byte[] viewer) {
          ByteBuffer bytes = ByteBuffer.wrap(viewer).order(ByteOrder.LITTLE_ENDIAN);
          if ((bytes.get(HISTORY + 3 * Long.BYTES) & ERASED) != 0) {
            bytes.putLong(HISTORY + 3 * Long.BYTES + 1 + 4 + 8, ViewerHistory.NONE);
          }
          return viewer;
        }
      };
    }
  },

  GENERATION_FROM_RECORD("generation from the record") {
    @Override
    public JobVariant job() {
      return withHistory(
          rules ->
              new ViewerHistory(rules) {
                @Override
                public HistoryChange apply(
                    Signal signal, long item, long eventTime, long timestamp) {
                  if (!hasBegun()) {
                    begin(timestamp);
                  }
                  return super.apply(signal, item, eventTime, timestamp);
                }
              });
    }
  },

  EPOCH_FROM_CHECKPOINT("epoch from the checkpoint") {
    @Override
    public JobVariant job() {
      return new JobVariant() {
        @Override
        public AnnouncementLog log(AnnouncementLog log) {
          return new ForgetfulLog(log);
        }
      };
    }
  },

  SEQUENCE_KEPT_AFTER_ERASURE("sequence kept after erasure") {
    @Override
    public JobVariant job() {
      return withHistory(
          rules ->
              new ViewerHistory(rules) {
                @Override
                public void erase(long timestamp) {
                  long kept = sequence();
                  super.erase(timestamp);
                  ByteBuffer bytes =
                      ByteBuffer.allocate(mostBytes()).order(ByteOrder.LITTLE_ENDIAN);
                  write(bytes);
                  bytes.putLong(Long.BYTES, kept);
                  read(bytes.flip());
                }
              });
    }
  },

  PENDING_LOST_AT_SNAPSHOT("pending update lost at a snapshot") {
    @Override
    public JobVariant job() {
      return new JobVariant() {
        @Override
        public byte[] snapshot(byte[] viewer) {
          ViewerState state = new ViewerState(new ViewerHistory(new HistoryRules(1, 0, 0, 0, 0)));
          state.read(viewer);
          if (state.pending() != null) {
            state.clearPending(state.changedAt());
          }
          return state.write();
        }
      };
    }
  };

  /** Where the history begins in a viewer's bytes, see {@link ViewerState}. */
  private static final int HISTORY = 1 + 1 + 8 + 8 + 8;

  /** Flag of an erased viewer, see {@link ViewerHistory#write}. */
  private static final int ERASED = 2;

  private final String text;

  WrongVariant(String text) {
    this.text = text;
  }

  /** The job with this mistake. */
  public abstract JobVariant job();

  /** The mistake in words. */
  public String text() {
    return text;
  }

  private static JobVariant withEntries(Function<HistoryRules, History> entries) {
    return withHistory(rules -> new EntriesHistory(rules, entries.apply(rules)));
  }

  private static JobVariant withHistory(Function<HistoryRules, ViewerHistory> history) {
    return new JobVariant() {
      @Override
      public Supplier<ViewerHistory> histories(HistoryRules rules) {
        return () -> history.apply(rules);
      }
    };
  }

  private static final class EntriesHistory extends ViewerHistory {
    EntriesHistory(HistoryRules rules, History entries) {
      super(rules, entries);
    }
  }

  /** A log that is written but not read. */
  private record ForgetfulLog(AnnouncementLog log) implements AnnouncementLog {
    @Override
    public Content read() {
      return new Content(0, null);
    }

    @Override
    public long lostEpoch() {
      return log.lostEpoch();
    }

    @Override
    public void append(ModelRelease announced) {
      log.append(announced);
    }
  }
}

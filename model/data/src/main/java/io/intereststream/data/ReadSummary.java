package io.intereststream.data;

import io.intereststream.data.csv.MalformedRows;
import io.intereststream.error.InterestStreamException;
import io.intereststream.history.Signal;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What was read from a log, counted while it was read. Every command prints it before its work
 * begins and checks it, so that all of them accept and reject the same data.
 */
public final class ReadSummary {
  private static final int SHOWN = 5;

  private final WatchLog log;
  private final WatchSignal signal;
  private final Distinct distinct;
  private final MalformedRows malformed = new MalformedRows();
  private long events;
  private long positive;
  private long labelled;
  private long rows;
  private long earliest = Long.MAX_VALUE;
  private long latest = Long.MIN_VALUE;
  private boolean playTimes;
  private boolean durations;
  private boolean actions;
  private boolean labels;

  /** Counts of distinct viewers and items, supplied by a caller that keeps both sets anyway. */
  public interface Distinct {
    long viewers();

    long items();
  }

  /** An empty summary. */
  public ReadSummary(WatchLog log, WatchSignal signal, Distinct distinct) {
    this.log = log;
    this.signal = signal;
    this.distinct = distinct;
  }

  /** Reads a log to its end for its summary alone. */
  public static ReadSummary of(WatchLog log, WatchSignal signal) {
    Ids ids = new Ids(new HashSet<>(), new HashSet<>());
    ReadSummary summary = new ReadSummary(log, signal, ids);
    try (LogReader<LabelledSequence> reader = log.openLabelled()) {
      while (reader.hasNext()) {
        LabelledSequence sequence = reader.next();
        ids.users.add(sequence.userId());
        ids.itemIds.addAll(sequence.itemIds());
        summary.add(sequence);
      }
      summary.addMalformed(reader.malformed());
    }
    try (LogReader<LoggedWatch> reader = log.open()) {
      while (reader.hasNext()) {
        LoggedWatch watch = reader.next();
        ids.users.add(watch.userId());
        ids.itemIds.add(watch.itemId());
        summary.add(watch, signal.of(watch));
      }
      summary.addMalformed(reader.malformed());
    }
    return summary;
  }

  private record Ids(Set<String> users, Set<String> itemIds) implements Distinct {
    @Override
    public long viewers() {
      return users.size();
    }

    @Override
    public long items() {
      return itemIds.size();
    }
  }

  /** Counts a watch. */
  public void add(LoggedWatch watch, Signal found) {
    events++;
    rows++;
    positive += found == Signal.POSITIVE ? 1 : 0;
    earliest = Math.min(earliest, watch.eventTime());
    latest = Math.max(latest, watch.eventTime());
    playTimes |= watch.watchMs() > 0;
    durations |= watch.durationMs() != null;
    actions |= !watch.actions().isEmpty();
    labels |= watch.label() != null;
  }

  /** Counts a sequence that is labelled already. */
  public void add(LabelledSequence sequence) {
    rows++;
    labelled += sequence.itemIds().size();
  }

  /** Counts the malformed rows of a reader, after its last row. */
  public void addMalformed(MalformedRows rowsOfReader) {
    rows += rowsOfReader.count();
    malformed.addAll(rowsOfReader);
  }

  /** Number of watches that have a time. */
  public long events() {
    return events;
  }

  /** Number of positive events. */
  public long positive() {
    return positive;
  }

  /** The malformed rows. */
  public MalformedRows malformed() {
    return malformed;
  }

  /** Returns the summary as text of several lines. */
  public String text() {
    StringBuilder text = new StringBuilder(log.description());
    if (!log.details().isEmpty()) {
      text.append(" (").append(log.details()).append(')');
    }
    String of = format("of %,d viewers and %,d items", distinct.viewers(), distinct.items());
    if (events > 0 || labelled == 0) {
      line(text, "%,d events %s", events, of);
    }
    if (events > 0) {
      text.append(
          format(
              ", %s to %s, %.1f %% positive by %s",
              Instant.ofEpochMilli(earliest),
              Instant.ofEpochMilli(latest),
              100.0 * positive / events,
              signal));
    }
    if (labelled > 0) {
      line(
          text,
          "%,d positive watches without times%s",
          labelled,
          events > 0 ? ", before the events" : ", " + of);
    }
    line(text, "%,d malformed rows", malformed.count());
    List<MalformedRows.MalformedRow> first = malformed.first();
    first.stream().limit(SHOWN).forEach(row -> text.append("\n    ").append(row));
    if (first.size() > SHOWN) {
      text.append("\n    ...");
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append("\n  ").append(format(format, values));
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /**
   * Checks that the data can be trained on.
   *
   * @param mostMalformed largest share of malformed rows, 0 to 1
   * @throws InterestStreamException when more rows are malformed, or nothing is positive
   */
  public void check(double mostMalformed) {
    checkRows(mostMalformed);
    if (positive + labelled == 0) {
      throw nothingPositive();
    }
  }

  /**
   * Checks that the data can be replayed, for which event times are needed.
   *
   * @param mostMalformed largest share of malformed rows, 0 to 1
   * @throws InterestStreamException when more rows are malformed, or no event is positive
   */
  public void checkForReplay(double mostMalformed) {
    checkRows(mostMalformed);
    if (events == 0) {
      throw InterestStreamException.checkFailed(
          "%s: watches without times (expected: event times, because a replay needs them)"
              .formatted(log.description()));
    }
    if (positive == 0) {
      throw nothingPositive();
    }
  }

  private void checkRows(double mostMalformed) {
    if (malformed.count() > mostMalformed * rows) {
      throw InterestStreamException.checkFailed(
          format(
              "%s: %,d of %,d rows are malformed, %.1f %% (expected: at most %s %%; correct the rows, or allow more with --max-malformed)",
              log.description(),
              malformed.count(),
              rows,
              100.0 * malformed.count() / rows,
              new BigDecimal(String.valueOf(100 * mostMalformed))
                  .stripTrailingZeros()
                  .toPlainString()));
    }
    if (rows == 0) {
      throw InterestStreamException.checkFailed(
          "%s: no rows (expected: watches; is the file complete?)".formatted(log.description()));
    }
    if (rows == malformed.count()) {
      throw InterestStreamException.checkFailed(
          format(
              "%s: all %,d rows are malformed (expected: watches; see the reasons above)",
              log.description(), rows));
    }
  }

  private InterestStreamException nothingPositive() {
    return InterestStreamException.checkFailed(
        "%s: nothing is positive: %s (expected: positive watches; %s%s)"
            .formatted(log.description(), reason(), trainingAdvice(), log.remedy()));
  }

  /** Returns how to train without play times, durations and actions; empty if there are any. */
  private String trainingAdvice() {
    boolean possible = events > 0 && signal.isPolicy() && !(playTimes || durations || actions);
    return possible
        ? "to train %s, use train --signal column; "
            .formatted(labels ? "by the data set's own label" : "on every row")
        : "";
  }

  private String reason() {
    if (events == 0) {
      return "none of %d viewers has a watch".formatted(distinct.viewers());
    } else if (!signal.isPolicy()) {
      return "the label is 0 in each row";
    } else if (actions || playTimes && durations) {
      return "no watch is positive by " + signal;
    } else if (playTimes) {
      return "there are play times, but neither durations nor actions";
    } else if (durations) {
      return "there are durations, but neither play times nor actions";
    }
    return "there are neither play times with durations nor actions";
  }
}

package io.intereststream.data.sequence;

import io.intereststream.data.LogReader;
import io.intereststream.data.LoggedWatch;
import io.intereststream.data.WatchLog;
import io.intereststream.data.WatchSignal;
import io.intereststream.history.SignalPolicy;

/**
 * Sequences of the first watches of a log, which can be learnt from, and of what followed them.
 *
 * @param sequences of both
 * @param moment ms since 1970: after all times of the log, not after those of what followed
 * @param position of the reader at the end of the log
 */
public record PartedSequences(Sequences sequences, long moment, long position) {

  /**
   * Reads the first watches as the log and the next ones as what followed. A watch that comes late,
   * after the log's end with a time before it, counts as of the end.
   *
   * @param log number of watches of the log
   * @param following number of watches that followed, at most
   */
  public static PartedSequences read(WatchLog data, SignalPolicy policy, long log, long following) {
    SequenceBuilder builder = SequenceBuilder.inParts(data, WatchSignal.policy(policy));
    try (LogReader<LoggedWatch> reader = data.open()) {
      long latest = builder.add(reader, log);
      long position = reader.position();
      long moment = latest == Long.MIN_VALUE ? latest : latest + 1;
      builder.endLog(moment);
      builder.add(reader, following);
      return new PartedSequences(builder.build(), moment, position);
    }
  }
}

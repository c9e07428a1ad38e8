package io.intereststream.data.sequence;

import io.intereststream.data.LogReader;
import io.intereststream.data.LoggedWatch;
import io.intereststream.data.WatchLog;
import io.intereststream.data.WatchSignal;
import io.intereststream.history.SignalPolicy;

/**
 * Sequences of the first watches of a log, for training, and of the watches after them, for
 * evaluation.
 *
 * @param sequences of both
 * @param moment end of the training part, ms since 1970: 1 ms after its latest time
 * @param position of the reader at the end of the training part
 */
public record PartedSequences(Sequences sequences, long moment, long position) {

  /**
   * Reads the first watches for training and the next ones for evaluation. A watch of the second
   * part with a time before {@code moment} gets the time {@code moment}.
   *
   * @param log number of watches in the training part
   * @param following maximum number of watches in the evaluation part
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

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
 * @param sequences sequences of both parts together
 * @param moment end of the training part, ms since 1970: 1 ms after its latest time
 * @param position the reader's position at the end of the training part
 */
public record PartedSequences(Sequences sequences, long moment, long position) {

  /**
   * Reads the first watches for training and the next ones for evaluation. A watch of the second
   * part with a time before {@code moment} gets the time {@code moment}.
   *
   * @param training number of watches in the training part
   * @param following maximum number of watches in the evaluation part
   */
  public static PartedSequences read(
      WatchLog data, SignalPolicy policy, long training, long following) {
    SequenceBuilder builder = SequenceBuilder.inParts(data, WatchSignal.policy(policy));
    try (LogReader<LoggedWatch> reader = data.open()) {
      long latest = builder.add(reader, training);
      long position = reader.position();
      long moment = latest == Long.MIN_VALUE ? latest : latest + 1;
      builder.endTraining(moment);
      builder.add(reader, following);
      return new PartedSequences(builder.build(), moment, position);
    }
  }
}

package io.intereststream.deploy.cli.dataset;

import io.intereststream.data.WatchSignal;
import io.intereststream.data.sequence.SequenceBuilder;
import io.intereststream.data.sequence.Sequences;
import io.intereststream.data.sequence.Split;
import io.intereststream.error.InterestStreamException;
import java.io.PrintWriter;
import java.time.OffsetDateTime;
import java.util.Arrays;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for the sequences to train and evaluate on, and for their split. */
public final class SequenceOptions {
  private static final long SYNTHETIC_EVENTS = 200_000;

  @Mixin private DataOptions data;

  @Option(
      names = "--signal",
      paramLabel = "policy|column",
      defaultValue = "policy",
      description =
          "What makes a watch positive. policy: the signal policy of the job's"
              + " configuration, with the job's rules for order and duplicates. column: the"
              + " label of the data set (without a label, every row is positive), in the order"
              + " of the rows.")
  private Source signal;

  @Option(
      names = "--split",
      paramLabel = "user|time",
      defaultValue = "user",
      description =
          "How to split training from evaluation. user: evaluates on viewers who are not used"
              + " for training; the model must find the last 20 %% of their items. time: trains"
              + " on events before --moment; the model must find later ones.")
  private Rule split;

  @Option(
      names = "--moment",
      paramLabel = "TIME",
      description =
          "With --split time: end of training, in ISO 8601 with offset. Required, except for"
              + " data such as KuaiRand, whose oldest watches have no times: there, the default"
              + " is the earliest time in the data.")
  private OffsetDateTime moment;

  @Option(
      names = "--fewest",
      paramLabel = "N",
      defaultValue = "10",
      description = "Minimum number of items for a viewer to be used for validation or test.")
  private int fewest;

  /** What makes a watch positive. */
  enum Source {
    policy,
    column
  }

  /** The ways to split. */
  enum Rule {
    user,
    time
  }

  /**
   * Reads the sequences, and prints what was read and what was left out.
   *
   * @throws InterestStreamException if the data cannot be read, or are not suitable for training
   */
  public Sequences read(PrintWriter to) {
    if (split == Rule.user && moment != null) {
      throw InterestStreamException.usage(
          "--moment: " + moment + " (expected: only with --split time)");
    }
    WatchSignal by =
        signal == Source.policy ? WatchSignal.policy(data.policy()) : WatchSignal.column();
    SequenceBuilder builder = SequenceBuilder.read(data.open(SYNTHETIC_EVENTS), by);
    data.check(builder.summary(), to);
    Sequences sequences = builder.build();
    sequences.notes().forEach(note -> to.println("  " + note));
    to.flush();
    return sequences;
  }

  /** Whether the split is by time. */
  public boolean byTime() {
    return split == Rule.time;
  }

  /** Splits the sequences. */
  public Split split(Sequences sequences) {
    return split == Rule.user
        ? Split.byUser(sequences, fewest)
        : Split.byTime(sequences, moment(sequences), fewest);
  }

  /** When training ends, ms since 1970. */
  public long moment(Sequences sequences) {
    if (moment != null) {
      return moment.toInstant().toEpochMilli();
    }
    boolean begins =
        sequences.viewers().stream().anyMatch(viewer -> viewer.times()[0] == Sequences.BEFORE);
    if (!begins) {
      throw InterestStreamException.usage(
          "--moment: missing (expected: the end of training, such as 2026-01-31T00:00:00Z)");
    }
    return sequences.viewers().stream()
        .flatMapToLong(viewer -> Arrays.stream(viewer.times()))
        .filter(time -> time != Sequences.BEFORE)
        .min()
        .orElseThrow(
            () ->
                InterestStreamException.usage(
                    "--split time: "
                        + sequences.source()
                        + " has no times (expected: event times; use --split user)"));
  }
}

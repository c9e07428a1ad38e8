package io.intereststream.deploy.cli.dataset;

import io.intereststream.history.SignalPolicy;
import io.intereststream.job.config.HistoryOptions;
import io.intereststream.training.data.DataException;
import io.intereststream.training.data.ItemLists;
import io.intereststream.training.data.KuaiRand;
import io.intereststream.training.data.MappedCsv;
import io.intereststream.training.data.MicroLens;
import io.intereststream.training.data.PositionTriples;
import io.intereststream.training.data.SequenceSource;
import io.intereststream.training.data.Sequences;
import io.intereststream.training.data.Split;
import io.intereststream.training.data.TakaTak;
import io.intereststream.training.data.WeChatChallenge;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that say which sequences to learn from, and how they are parted. */
public final class SequenceOptions {
  private static final long SEED = 1;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "A file or folder of sequences; none: made-up viewers.")
  private Path data;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; guessed when not given.")
  private Format format;

  @Option(
      names = "--columns",
      paramLabel = "FIELD=COLUMN",
      description =
          "With --format csv: user=<column>,item=<column>,time=<column>[,positive=<column>].")
  private String columns;

  @Option(
      names = "--separator",
      paramLabel = "CHAR",
      defaultValue = ",",
      description = "With --format csv: between the columns.")
  private char separator;

  @Option(
      names = "--time-unit",
      paramLabel = "UNIT",
      defaultValue = "MILLISECONDS",
      description = "With --format csv: of the time column, SECONDS or MILLISECONDS.")
  private TimeUnit unit;

  @Option(
      names = "--split",
      paramLabel = "user|time",
      defaultValue = "user",
      description =
          "user: other viewers are held out, and their last 20 %% must be found; time: what comes"
              + " after --moment must be found.")
  private Rule split;

  @Option(
      names = "--moment",
      paramLabel = "TIME",
      description =
          "With --split time: ISO 8601 with offset; training sees nothing from then on. Not given:"
              + " where the data begins to record times.")
  private OffsetDateTime moment;

  @Option(
      names = "--fewest",
      paramLabel = "N",
      defaultValue = "10",
      description = "Viewers with fewer items are held out for nothing.")
  private int fewest;

  @Option(
      names = "--synthetic-events",
      paramLabel = "N",
      defaultValue = "200000",
      description = "Number of made-up events.")
  private long syntheticEvents;

  @Option(
      names = "--synthetic-topics",
      paramLabel = "N",
      description =
          "Topics of made-up items, all items of a topic equally well known; not given: 8, some"
              + " items of each known far better.")
  private Integer syntheticTopics;

  @Option(
      names = "--synthetic-tastes",
      paramLabel = "N",
      defaultValue = "4",
      description = "With --synthetic-topics: topics that a made-up viewer likes at once.")
  private int syntheticTastes;

  /** The formats that can be read. */
  enum Format {
    kuairand,
    microlens,
    lists,
    triples,
    wechat,
    takatak,
    csv
  }

  /** The ways to split. */
  enum Rule {
    user,
    time
  }

  /**
   * Reads the sequences.
   *
   * @throws io.intereststream.training.data.DataException when they cannot be read
   */
  public Sequences read() {
    if (data == null) {
      if (format != null) {
        throw refused("--data: missing (expected: a path, with --format " + format + ")");
      }
      SyntheticDataSet made = new SyntheticDataSet(synthetic());
      return new WatchedSequences(
              new SignalPolicy(
                  HistoryOptions.LONG_VIEW.defaultValue().toMillis(),
                  HistoryOptions.POSITIVE_ACTIONS.defaultValue()))
          .read(made, syntheticEvents);
    }
    return source().read();
  }

  private SyntheticSettings synthetic() {
    try {
      return syntheticTopics == null
          ? SyntheticSettings.of(SEED, syntheticEvents)
          : SyntheticSettings.ofTastes(SEED, syntheticEvents, syntheticTopics, syntheticTastes);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--synthetic-topics, --synthetic-tastes: " + e.getMessage(), e);
    }
  }

  private SequenceSource source() {
    if (format == null) {
      return SequenceSource.detect(data);
    }
    return switch (format) {
      case kuairand -> new KuaiRand(data);
      case microlens -> new MicroLens(data);
      case lists -> new ItemLists(data);
      case triples -> new PositionTriples(data);
      case wechat -> new WeChatChallenge(data);
      case takatak -> new TakaTak(data);
      case csv -> {
        if (columns == null) {
          throw refused(
              "--columns: missing (expected: user=..,item=..,time=.., with --format csv)");
        }
        try {
          yield new MappedCsv(data, MappedCsv.Columns.parse(columns), separator, unit);
        } catch (DataException e) {
          // Nothing was read yet: it is about the options.
          throw refused("--" + e.getMessage());
        }
      }
    };
  }

  /** Whether the split is by time. */
  public boolean byTime() {
    return split == Rule.time;
  }

  /** Parts the sequences. */
  public Split split(Sequences sequences) {
    if (split == Rule.user) {
      if (moment != null) {
        throw refused("--moment: " + moment + " (expected: only with --split time)");
      }
      return Split.byUser(sequences, fewest);
    }
    return Split.byTime(sequences, moment(sequences), fewest);
  }

  /** When training ends, ms since 1970. */
  public long moment(Sequences sequences) {
    if (moment != null) {
      return moment.toInstant().toEpochMilli();
    }
    boolean begins =
        sequences.viewers().stream().anyMatch(viewer -> viewer.times()[0] == Sequences.BEFORE);
    if (!begins) {
      throw refused("--moment: missing (expected: when training ends, as 2026-01-31T00:00:00Z)");
    }
    return sequences.viewers().stream()
        .flatMapToLong(viewer -> Arrays.stream(viewer.times()))
        .filter(time -> time != Sequences.BEFORE)
        .min()
        .orElseThrow(
            () ->
                refused(
                    "--split time: "
                        + sequences.source()
                        + " has no times (expected: some; try --split user)"));
  }

  private ParameterException refused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}

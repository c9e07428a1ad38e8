package io.intereststream.deploy.cli.dataset;

import io.intereststream.data.CsvColumns;
import io.intereststream.data.CsvForm;
import io.intereststream.data.DataFiles;
import io.intereststream.data.DataFormat;
import io.intereststream.data.ReadSummary;
import io.intereststream.data.WatchLog;
import io.intereststream.data.WatchSignal;
import io.intereststream.data.csv.CsvDialect;
import io.intereststream.data.csv.TimeFormat;
import io.intereststream.data.synthetic.SyntheticLog;
import io.intereststream.data.synthetic.SyntheticSettings;
import io.intereststream.deploy.cli.option.ConfigurationOptions;
import io.intereststream.error.InterestStreamException;
import io.intereststream.history.SignalPolicy;
import io.intereststream.job.config.JobOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.ReadableConfig;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say which watches to read, and how. Every command that reads data has them. */
public final class DataOptions {
  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "A file or folder to read; without it the data are synthetic.")
  private Path data;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "Format of the data: ${COMPLETION-CANDIDATES}. Without it, it is"
              + " detected from names and rows.")
  private DataFormat format;

  @Option(
      names = "--columns",
      paramLabel = "FIELD=COLUMN",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description =
          "Columns of a CSV file, by name or by number from 1, for the fields user_id, item_id,"
              + " event_time, event_id, watch_ms, duration_ms, surface, like, follow, comment,"
              + " share, hide, label (the data set's own word on whether a watch is positive) and"
              + " attribute.<name>. A field that is not listed is read from the column of its own"
              + " name, if there is one.")
  private List<String> columns = new ArrayList<>();

  @Option(
      names = "--separator",
      paramLabel = "TEXT",
      description =
          "Separator of a CSV file's columns, such as ';', tab or '::'. Without it, it is"
              + " detected from the rows.")
  private String separator;

  @Option(
      names = "--no-header",
      description = "The first line of a CSV file is a row: columns are given by number.")
  private boolean noHeader;

  @Option(
      names = "--time",
      paramLabel = "UNIT",
      description =
          "How a CSV file writes event_time: s, ms, us or ns since 1970, or iso. Without it, it is"
              + " detected from the rows.")
  private String time;

  @Option(
      names = "--time-zone",
      paramLabel = "ZONE",
      defaultValue = "UTC",
      description = "Zone of the times of a CSV file that name none, such as Asia/Shanghai.")
  private ZoneId zone;

  @Option(
      names = "--max-malformed",
      paramLabel = "PERCENT",
      defaultValue = "1",
      description =
          "Largest share of malformed rows in percent; with more, the command exits with 1 before"
              + " it begins.")
  private double maxMalformed;

  @Option(
      names = "--synthetic-events",
      paramLabel = "N",
      description =
          "Number of synthetic events. Without it, 200000 to train and evaluate, 100000 to replay.")
  private Long syntheticEvents;

  @Option(
      names = "--synthetic-viewers",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Number of synthetic viewers.")
  private int syntheticViewers;

  @Option(
      names = "--synthetic-topics",
      paramLabel = "N",
      description =
          "Topics of synthetic items, whose items are all equally well known. Without it, 8 topics"
              + " with items of which some are known far better.")
  private Integer syntheticTopics;

  @Option(
      names = "--synthetic-tastes",
      paramLabel = "N",
      defaultValue = "4",
      description = "With --synthetic-topics: topics that a synthetic viewer likes at once.")
  private int syntheticTastes;

  @Option(
      names = "--synthetic-seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Random seed of the synthetic data.")
  private long syntheticSeed;

  /** The path given, or null. */
  public Path path() {
    return data;
  }

  /**
   * Opens the data that the options describe.
   *
   * @param events number of synthetic ones, unless an option says it
   * @throws InterestStreamException when there are none, or in no known format
   */
  public WatchLog open(long events) {
    checkMostMalformed();
    CsvForm form =
        new CsvForm(
            separator == null ? null : CsvDialect.separator(separator),
            noHeader ? false : null,
            time == null ? null : TimeFormat.of(time),
            zone.normalized());
    CsvColumns mapped = CsvColumns.parse(columns);
    if (data != null) {
      return new DataFiles(data, format, mapped, form).open(Clock.systemUTC());
    }
    if (format != null && format != DataFormat.SYNTHETIC) {
      throw InterestStreamException.usage(
          "--data: missing (expected: a path, with --format %s)".formatted(format));
    }
    if (!columns.isEmpty() || separator != null || noHeader || time != null) {
      throw InterestStreamException.usage(
          "--data: missing (expected: a path, with options of a CSV file)");
    }
    return new SyntheticLog(synthetic(syntheticEvents == null ? events : syntheticEvents));
  }

  private SyntheticSettings synthetic(long events) {
    try {
      SyntheticSettings settings =
          syntheticTopics == null
              ? SyntheticSettings.of(syntheticSeed, events)
              : SyntheticSettings.ofTastes(syntheticSeed, events, syntheticTopics, syntheticTastes);
      return settings.withViewers(syntheticViewers);
    } catch (IllegalArgumentException e) {
      throw InterestStreamException.usage("--synthetic-" + e.getMessage());
    }
  }

  /** The job's configuration. */
  public ReadableConfig configuration() {
    return configuration.read();
  }

  /** The signal policy of the job's configuration. */
  public SignalPolicy policy() {
    return JobOptions.signalPolicy(configuration.read());
  }

  /**
   * Prints what was read.
   *
   * @throws InterestStreamException when it cannot be trained on
   */
  void check(ReadSummary summary, PrintWriter to) {
    print(summary, to);
    summary.check(maxMalformed / 100);
  }

  /**
   * Reads a log to its end and prints what was read.
   *
   * @throws InterestStreamException when it cannot be replayed
   */
  public ReadSummary checkForReplay(WatchLog log, PrintWriter to) {
    ReadSummary summary = ReadSummary.of(log, WatchSignal.policy(policy()));
    print(summary, to);
    summary.checkForReplay(maxMalformed / 100);
    return summary;
  }

  private static void print(ReadSummary summary, PrintWriter to) {
    to.println(summary.text());
    to.flush();
  }

  private void checkMostMalformed() {
    if (!(maxMalformed >= 0 && maxMalformed <= 100)) {
      throw InterestStreamException.usage(
          "--max-malformed: %s (expected: 0 to 100)".formatted(maxMalformed));
    }
  }
}

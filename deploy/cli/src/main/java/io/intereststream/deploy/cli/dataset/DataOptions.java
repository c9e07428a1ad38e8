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

/** Options for the data to read and its format. Every command that reads data has them. */
public final class DataOptions {
  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "File or folder to read. Without it, the command generates synthetic data.")
  private Path data;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "Format of the data: ${COMPLETION-CANDIDATES}. Default: detected from file names"
              + " and rows.")
  private DataFormat format;

  @Option(
      names = "--columns",
      paramLabel = "FIELD=COLUMN",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description =
          "Columns of a CSV file, by name or by number from 1, for these fields: user_id,"
              + " item_id, event_time, event_id, watch_ms, duration_ms, surface, like, follow,"
              + " comment, share, hide, label (whether the data set itself counts a watch as"
              + " positive) and attribute.<name>. A field that you do not list is read from the"
              + " column with the same name, if there is one.")
  private List<String> columns = new ArrayList<>();

  @Option(
      names = "--separator",
      paramLabel = "TEXT",
      description =
          "Column separator of a CSV file, such as ';', tab or '::'. Default: detected"
              + " from the rows.")
  private String separator;

  @Option(
      names = "--no-header",
      description = "The CSV file has no header line. Columns are given by number.")
  private boolean noHeader;

  @Option(
      names = "--time",
      paramLabel = "UNIT",
      description =
          "Format of event_time in a CSV file: s, ms, us or ns since 1970, or iso (ISO"
              + " 8601). Default: detected from the rows.")
  private String time;

  @Option(
      names = "--time-zone",
      paramLabel = "ZONE",
      defaultValue = "UTC",
      description =
          "Time zone for times in a CSV file that do not name one, such as" + " Asia/Shanghai.")
  private ZoneId zone;

  @Option(
      names = "--max-malformed",
      paramLabel = "PERCENT",
      defaultValue = "1",
      description =
          "Maximum share of malformed rows, in percent. With more, the command exits with"
              + " 1 and starts nothing.")
  private double maxMalformed;

  @Option(
      names = "--synthetic-events",
      paramLabel = "N",
      description =
          "Number of synthetic events. Default: 200000 to train and evaluate, 100000 to replay.")
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
          "Number of topics of the synthetic items. With this option, all items are"
              + " equally popular. Without it, there are 8 topics, and some items are far more"
              + " popular than others.")
  private Integer syntheticTopics;

  @Option(
      names = "--synthetic-tastes",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "With --synthetic-topics: number of topics that a viewer likes at the same" + " time.")
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
   * @param events number of synthetic events if no option gives it
   * @throws InterestStreamException if there are no data, or if their format is unknown
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
          "--data: missing (expected: a path, because --format %s needs one)".formatted(format));
    }
    if (!columns.isEmpty() || separator != null || noHeader || time != null) {
      throw InterestStreamException.usage(
          "--data: missing (expected: the path of the CSV file that the other options describe)");
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
   * @throws InterestStreamException if the data are not suitable for training
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

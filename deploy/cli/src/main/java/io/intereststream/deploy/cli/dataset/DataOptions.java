package io.intereststream.deploy.cli.dataset;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Options that say which events to read. */
public final class DataOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "A KuaiRand folder (with events_*.csv) or a CSV file; none: made-up events.")
  private Path data;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; guessed when not given.")
  private DataSetFormat format;

  @Option(
      names = "--columns",
      paramLabel = "FIELD=COLUMN",
      showDefaultValue = Visibility.NEVER,
      split = ",",
      description =
          "Columns of a CSV file that are not named as the fields: user_id, item_id, event_time,"
              + " event_id, watch_ms, duration_ms, surface, like, follow, comment, share, hide,"
              + " attribute.<name>; a list with commas.")
  private Map<String, String> columns = new LinkedHashMap<>();

  @Option(
      names = "--time",
      paramLabel = "UNIT",
      defaultValue = "ms",
      converter = TimeConverter.class,
      description = "How a CSV file writes event_time: ms, s or iso.")
  private EventTimeFormat time;

  @Option(
      names = "--separator",
      paramLabel = "CHAR",
      defaultValue = ",",
      description = "Between the columns of a CSV file; \\t for a tab.")
  private String separator;

  @Option(
      names = "--synthetic-events",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Number of made-up events.")
  private long syntheticEvents;

  @Option(
      names = "--synthetic-viewers",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Number of made-up viewers.")
  private int syntheticViewers;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of made-up events.")
  private long seed;

  /** Reads {@code ms}, {@code s} and {@code iso}. */
  static final class TimeConverter implements ITypeConverter<EventTimeFormat> {
    @Override
    public EventTimeFormat convert(String word) {
      try {
        return EventTimeFormat.of(word);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** The seed of made-up events. */
  public long seed() {
    return seed;
  }

  /** The path given, or null. */
  public Path path() {
    return data;
  }

  /**
   * The data set that the options describe.
   *
   * @throws io.intereststream.deploy.cli.dataset.DataSetException when it is not there
   */
  public DataSet open() {
    DataSetFormat chosen = format == null ? DataSetFormat.guess(data) : format;
    if (data == null && chosen != DataSetFormat.SYNTHETIC) {
      throw refused("--data: missing (expected: a path, with --format %s)", chosen);
    }
    if (data != null && chosen == DataSetFormat.SYNTHETIC) {
      throw refused("--data: %s (expected: no path with --format synthetic)", data);
    }
    return switch (chosen) {
      case KUAIRAND -> new KuaiRandDataSet(data);
      case CSV -> new CsvDataSet(data, columns, time, separatorCharacter());
      case SYNTHETIC ->
          new SyntheticDataSet(
              SyntheticSettings.of(seed, syntheticEvents).withViewers(syntheticViewers));
    };
  }

  private char separatorCharacter() {
    if (separator.equals("\\t")) {
      return '\t';
    }
    if (separator.length() != 1) {
      throw refused("--separator: \"%s\" (expected: one character)", separator);
    }
    return separator.charAt(0);
  }

  private ParameterException refused(String format, Object found) {
    return new ParameterException(spec.commandLine(), format.formatted(found));
  }
}

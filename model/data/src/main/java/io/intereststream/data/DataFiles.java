package io.intereststream.data;

import io.intereststream.error.InterestStreamException;
import java.nio.file.Path;
import java.time.Clock;

/**
 * The files to read, as the user describes them.
 *
 * @param path a file or folder
 * @param format format of {@code path}; null: detected
 * @param columns column names of a CSV file
 * @param form other properties of a CSV file
 */
public record DataFiles(Path path, DataFormat format, CsvColumns columns, CsvForm form) {

  /** A file or folder whose format is detected from its names and rows. */
  public static DataFiles detected(Path path) {
    return new DataFiles(path, null, CsvColumns.SAME, CsvForm.DETECTED);
  }

  /**
   * Finds the reader.
   *
   * @param clock gives the current time; event times more than 7 days later are malformed
   * @throws InterestStreamException if the file does not exist or has no known format, or if the
   *     options contradict the format
   */
  public WatchLog open(Clock clock) {
    boolean asCsv = !columns.isEmpty() || !form.equals(CsvForm.DETECTED);
    if (format == null) {
      return asCsv ? csv(clock) : new Detection(path, clock).log();
    }
    if (asCsv && format != DataFormat.CSV) {
      throw InterestStreamException.usage(
          ("--format %s cannot be combined with options for CSV files (expected: --format csv, or"
                  + " none of --columns, --separator, --no-header, --time and --time-zone)")
              .formatted(format));
    }
    return switch (format) {
      case KUAIRAND -> new KuaiRandLog(path, clock);
      case MICROLENS -> new MicroLensLog(path, clock);
      case WECHAT -> new WeChatLog(path, clock);
      case TAKATAK -> new TakaTakLog(path, clock);
      case LISTS -> new ItemListsLog(path);
      case TRIPLES -> new PositionTriplesLog(path);
      case CSV -> csv(clock);
      case SYNTHETIC ->
          throw InterestStreamException.usage(
              "--data: %s (expected: no path with --format synthetic)".formatted(path));
    };
  }

  private WatchLog csv(Clock clock) {
    return new CsvLog(path, columns, form, clock);
  }
}

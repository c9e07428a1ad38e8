package io.intereststream.deploy.cli.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The kinds of data sets that can be read. */
public enum DataSetFormat {
  /** {@link KuaiRandDataSet}. */
  KUAIRAND,
  /** {@link CsvDataSet}. */
  CSV,
  /** {@link SyntheticDataSet}. */
  SYNTHETIC;

  /**
   * Guesses the kind of what lies at a path: a folder of KuaiRand, a CSV file, or made-up data
   * where there is no path.
   *
   * @param data or null
   * @throws DataSetException when there is nothing there, or a folder of something else
   */
  public static DataSetFormat guess(Path data) {
    if (data == null) {
      return SYNTHETIC;
    }
    if (KuaiRandDataSet.isIn(data)) {
      return KUAIRAND;
    }
    if (Files.isRegularFile(data)) {
      return CSV;
    }
    throw new DataSetException(
        "%s: %s (expected: a KuaiRand folder with events_*.csv, or a CSV file)"
            .formatted(data, Files.exists(data) ? "neither" : "does not exist"));
  }

  /** The word of the option. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package io.intereststream.training.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.intereststream.data.sequence.Sequences;
import io.intereststream.data.sequence.Split;
import io.intereststream.error.InterestStreamException;
import io.intereststream.training.recipe.Difference;
import io.intereststream.training.recipe.Recipe;
import io.intereststream.training.train.TrainingRun.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The reports of finished runs: {@code report.json} in the folder of each run. */
final class ReportFiles {
  private static final String REPORT = "report.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path output;
  private final Sequences sequences;
  private final Split split;

  /**
   * Creates the reports of an output folder.
   *
   * @param sequences sequences of all runs
   * @param split split of all runs
   */
  ReportFiles(Path output, Sequences sequences, Split split) {
    this.output = output;
    this.sequences = sequences;
    this.split = split;
  }

  /** Returns the folder of a run. */
  Path folder(String run) {
    return output.resolve(run);
  }

  /**
   * Reads the report of a run.
   *
   * @return empty if the run is not finished
   * @throws InterestStreamException ({@code ENVIRONMENT}) if it was done with other data, or the
   *     report is broken
   */
  Optional<Report> read(String run) throws IOException {
    Path file = file(run);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Report report = parse(file);
    requireSame(file, "data", report.data(), sequences.source());
    requireSame(file, "split", report.split(), split.rule());
    return Optional.of(report);
  }

  private static Report parse(Path file) throws IOException {
    try {
      Report report = JSON.readValue(file.toFile(), Report.class);
      if (report == null) {
        throw new JsonMappingException(null, "null");
      }
      return report;
    } catch (JsonProcessingException e) {
      throw InterestStreamException.environment(
          "%s line %d: %s; delete the file to repeat the run"
              .formatted(
                  file,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage()),
          e);
    }
  }

  /**
   * Reads the report of a run that was done with a recipe.
   *
   * @param recipe null: popularity
   * @throws InterestStreamException ({@code ENVIRONMENT}) if it was done with another recipe or
   *     other data
   */
  Optional<Report> read(String run, Recipe recipe) throws IOException {
    Optional<Report> report = read(run);
    if (report.isPresent() && recipe != null) {
      requireSame(file(run), "recipe", report.get().recipe(), recipe.toMap());
    }
    return report;
  }

  /** Writes the report of a run. The file is complete or absent. */
  void write(String run, Report report) throws IOException {
    Path unfinished = folder(run).resolve(REPORT + ".unfinished");
    JSON.writerWithDefaultPrettyPrinter().writeValue(unfinished.toFile(), report);
    Files.move(unfinished, file(run), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path file(String run) {
    return folder(run).resolve(REPORT);
  }

  private static void requireSame(Path file, String what, Object found, Object expected) {
    Optional<Difference> difference = Difference.first(what, found, expected);
    if (difference.isPresent()) {
      String origin =
          "as in this command; repeat the earlier command, name another output folder, or delete"
              + " the folder of the run";
      throw InterestStreamException.environment(file + ": " + difference.get().message(origin));
    }
  }
}

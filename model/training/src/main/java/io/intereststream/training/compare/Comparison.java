package io.intereststream.training.compare;

import io.intereststream.data.sequence.Sequences;
import io.intereststream.data.sequence.Split;
import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import io.intereststream.training.recipe.Recipe;
import io.intereststream.training.train.Curve;
import io.intereststream.training.train.Progress;
import io.intereststream.training.train.Trainer;
import io.intereststream.training.train.TrainingRun;
import io.intereststream.training.train.TrainingRun.Report;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Executes the runs of a plan, with a folder for each run. A finished run is not repeated, and an
 * interrupted one continues from its checkpoint. Several processes may work on the same output
 * folder: a process first skips runs that another one has locked, and waits for them at the end.
 */
public final class Comparison {
  private static final int VALIDATE_EVERY = 250;
  private static final int PATIENCE = 10;

  private final Sequences sequences;
  private final Split split;
  private final Plan plan;
  private final Path output;
  private final ReportFiles reports;
  private final Consumer<String> log;

  /**
   * Creates a comparison of a plan on its data.
   *
   * @param output folder of all runs
   * @param log receives a line for the start, each validation and the end of each run
   */
  public Comparison(
      Sequences sequences, Split split, Plan plan, Path output, Consumer<String> log) {
    this.sequences = sequences;
    this.split = split;
    this.plan = plan;
    this.output = output;
    this.reports = new ReportFiles(output, sequences, split);
    this.log = log;
  }

  /**
   * One run.
   *
   * @param name name of its folder
   * @param recipe recipe; null: popularity
   */
  private record Run(String name, Recipe recipe, long seed) {}

  /**
   * Executes the missing runs and returns all reports.
   *
   * @return by entry, one report for each seed
   * @throws InterestStreamException if a run fails, or if the output folder has runs with other
   *     data or recipes
   */
  public Map<Plan.Entry, List<Report>> run() {
    try {
      Files.createDirectories(output);
      finish(searches());
      finish(firstSeeds());
      finish(otherSeeds());
      return reports();
    } catch (IOException e) {
      throw InterestStreamException.environment(output + ": " + IoFault.describe(e), e);
    }
  }

  /** Returns the reports of the finished runs, by entry, one for each seed. */
  public Map<Plan.Entry, List<Report>> reports() throws IOException {
    Map<Plan.Entry, List<Report>> byEntry = new LinkedHashMap<>();
    for (Plan.Entry entry : plan.entries()) {
      List<Report> finished = new ArrayList<>();
      for (long seed : plan.seeds()) {
        reports.read(name(entry, seed)).ifPresent(finished::add);
      }
      if (!finished.isEmpty()) {
        byEntry.put(entry, finished);
      }
    }
    return byEntry;
  }

  /** Returns the runs that search for learning rates. */
  private List<Run> searches() {
    List<Run> runs = new ArrayList<>();
    for (Plan.Entry entry : plan.entries()) {
      if (entry.search()) {
        for (double rate : plan.rates()) {
          Recipe recipe =
              at(entry.recipe(), rate).with("optimiser.steps", String.valueOf(plan.searchSteps()));
          runs.add(new Run(searchName(entry, rate), recipe, plan.seeds().get(0)));
        }
      }
    }
    return runs;
  }

  /** Returns the runs of all entries with the first seed. */
  private List<Run> firstSeeds() throws IOException {
    List<Run> runs = new ArrayList<>();
    for (Plan.Entry entry : plan.entries()) {
      runs.add(run(entry, plan.seeds().get(0)));
    }
    return runs;
  }

  /** Returns the runs of CMI's presets and of the best published system, with all seeds. */
  private List<Run> otherSeeds() throws IOException {
    List<Plan.Entry> entries = new ArrayList<>();
    plan.entries().stream().filter(Plan.Entry::allSeeds).forEach(entries::add);
    bestPublished().ifPresent(entries::add);
    List<Run> runs = new ArrayList<>();
    for (Plan.Entry entry : entries) {
      for (long seed : plan.seeds()) {
        runs.add(run(entry, seed));
      }
    }
    return runs;
  }

  /** Executes runs; waits at the end for those that another process has locked. */
  private void finish(List<Run> runs) throws IOException {
    for (Run run : runs) {
      attempt(run, false);
    }
    for (Run run : runs) {
      attempt(run, true);
    }
  }

  /** Returns the published system with the best validation recall. */
  private Optional<Plan.Entry> bestPublished() throws IOException {
    Plan.Entry best = null;
    double recall = -1;
    for (Plan.Entry entry : plan.entries()) {
      Optional<Report> report = reports.read(name(entry, plan.seeds().get(0)));
      if (entry.search() && report.isPresent() && report.get().validationRecall() > recall) {
        best = entry;
        recall = report.get().validationRecall();
      }
    }
    return Optional.ofNullable(best);
  }

  private Run run(Plan.Entry entry, long seed) throws IOException {
    Recipe recipe = entry.recipe();
    if (entry.search()) {
      recipe = at(recipe, bestRate(entry));
    }
    return new Run(name(entry, seed), recipe, seed);
  }

  private double bestRate(Plan.Entry entry) throws IOException {
    double best = plan.rates().get(0);
    double recall = -1;
    for (double rate : plan.rates()) {
      double found = reports.read(searchName(entry, rate)).orElseThrow().validationRecall();
      if (found > recall) {
        recall = found;
        best = rate;
      }
    }
    return best;
  }

  private static Recipe at(Recipe recipe, double rate) {
    return recipe.with("optimiser.learning-rate", String.valueOf(rate));
  }

  private static String name(Plan.Entry entry, long seed) {
    return entry.name() + "-seed-" + seed;
  }

  private static String searchName(Plan.Entry entry, double rate) {
    return entry.name() + "-rate-" + rate;
  }

  /**
   * Executes a run if it is not finished.
   *
   * @param wait whether to wait if another process has locked the run; otherwise the run is left to
   *     that process
   */
  private void attempt(Run run, boolean wait) throws IOException {
    if (reports.read(run.name, run.recipe).isPresent()) {
      return;
    }
    Path folder = Files.createDirectories(reports.folder(run.name));
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = wait ? channel.lock() : channel.tryLock()) {
      if (lock != null && reports.read(run.name).isEmpty()) {
        train(run, folder);
      }
    }
  }

  private void train(Run run, Path folder) throws IOException {
    log.accept(run.name + ": begins");
    TrainingRun training = new TrainingRun(sequences, split);
    Report report;
    if (run.recipe == null) {
      report = training.popularity().report();
    } else {
      Trainer.Options options =
          new Trainer.Options(
              run.seed, sequences.source() + ", " + split.rule(), VALIDATE_EVERY, PATIENCE, folder);
      report =
          training.train(run.recipe, options, !Trainer.isNew(folder), progress(run.name)).report();
    }
    reports.write(run.name, report);
    log.accept(
        String.format(
            Locale.ROOT,
            "%s: test recall@50 %.4f, recall@10 %.4f, %d steps, %.0f s of CPU",
            run.name,
            report.test().get("recall_at_50"),
            report.test().get("recall_at_10"),
            report.steps(),
            report.cpuSeconds()));
  }

  private Progress progress(String run) {
    return new Progress() {
      @Override
      public void validated(Curve.Point point) {
        log.accept(
            String.format(
                Locale.ROOT,
                "%s: step %d, loss %.4f, validation recall@50 %.4f, %.0f s",
                run,
                point.step(),
                point.losses().get("total"),
                point.recallAt50(),
                point.seconds()));
      }
    };
  }
}

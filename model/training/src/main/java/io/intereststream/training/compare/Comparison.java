package io.intereststream.training.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.intereststream.data.sequence.Sequences;
import io.intereststream.data.sequence.Split;
import io.intereststream.error.IoFault;
import io.intereststream.training.train.Curve;
import io.intereststream.training.train.Progress;
import io.intereststream.training.train.Recipe;
import io.intereststream.training.train.Trainer;
import io.intereststream.training.train.TrainingException;
import io.intereststream.training.train.TrainingRun;
import io.intereststream.training.train.TrainingRun.Report;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Carries a plan out, a folder for each run. What is finished is not done again, a run that was
 * broken off goes on from its checkpoint, and several processes may work on the same output: each
 * takes runs that no other has locked.
 */
public final class Comparison {
  private static final int VALIDATE_EVERY = 250;
  private static final int PATIENCE = 10;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Sequences sequences;
  private final Split split;
  private final Plan plan;
  private final Path output;
  private final Consumer<String> log;

  /**
   * Prepares one.
   *
   * @param output folder of all runs
   * @param log told of each validation and each finished run
   */
  public Comparison(
      Sequences sequences, Split split, Plan plan, Path output, Consumer<String> log) {
    this.sequences = sequences;
    this.split = split;
    this.plan = plan;
    this.output = output;
    this.log = log;
  }

  /** One training run of the plan. */
  private record Run(String name, Recipe recipe, long seed) {}

  /**
   * Does what is left to be done and returns the reports, by entry, one for each seed.
   *
   * @throws TrainingException if a run fails
   */
  public Map<Plan.Entry, List<Report>> run() {
    try {
      Files.createDirectories(output);
      finish(searches());
      finish(firstSeeds());
      finish(otherSeeds());
      return reports();
    } catch (IOException e) {
      throw new TrainingException(output + ": " + IoFault.describe(e), e);
    }
  }

  /** Returns the reports of what is finished already. */
  public Map<Plan.Entry, List<Report>> reports() throws IOException {
    Map<Plan.Entry, List<Report>> reports = new LinkedHashMap<>();
    for (Plan.Entry entry : plan.entries()) {
      List<Report> finished = new ArrayList<>();
      for (long seed : plan.seeds()) {
        report(name(entry, seed)).ifPresent(finished::add);
      }
      if (!finished.isEmpty()) {
        reports.put(entry, finished);
      }
    }
    return reports;
  }

  /** Tries the learning rates of the entries that have a search. */
  private List<Run> searches() {
    List<Run> runs = new ArrayList<>();
    for (Plan.Entry entry : plan.entries()) {
      if (entry.search()) {
        for (double rate : plan.rates()) {
          Recipe brief =
              at(entry.recipe(), rate).with("optimiser.steps", String.valueOf(plan.searchSteps()));
          runs.add(new Run(entry.name() + "-rate-" + rate, brief, plan.seeds().get(0)));
        }
      }
    }
    return runs;
  }

  private List<Run> firstSeeds() throws IOException {
    List<Run> runs = new ArrayList<>();
    for (Plan.Entry entry : plan.entries()) {
      runs.add(run(entry, plan.seeds().get(0)));
    }
    return runs;
  }

  /** CMI's presets and the best of the other systems with the other seeds too. */
  private List<Run> otherSeeds() throws IOException {
    List<Plan.Entry> entries = new ArrayList<>();
    plan.entries().stream().filter(Plan.Entry::allSeeds).forEach(entries::add);
    runnerUp().ifPresent(entries::add);
    List<Run> runs = new ArrayList<>();
    for (Plan.Entry entry : entries) {
      for (long seed : plan.seeds()) {
        runs.add(run(entry, seed));
      }
    }
    return runs;
  }

  /** Does runs, those last that another process is at. */
  private void finish(List<Run> runs) throws IOException {
    for (Run run : runs) {
      attempt(run, false);
    }
    for (Run run : runs) {
      attempt(run, true);
    }
  }

  private Optional<Plan.Entry> runnerUp() throws IOException {
    Plan.Entry best = null;
    double recall = -1;
    for (Plan.Entry entry : plan.entries()) {
      Optional<Report> report = report(name(entry, plan.seeds().get(0)));
      if (entry.search()
          && report.isPresent()
          && report.get().validation().get("recall_at_50") > recall) {
        best = entry;
        recall = report.get().validation().get("recall_at_50");
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
      double found =
          report(entry.name() + "-rate-" + rate).orElseThrow().validation().get("recall_at_50");
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

  private Optional<Report> report(String run) throws IOException {
    Path file = output.resolve(run).resolve("report.json");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Report report = JSON.readValue(file.toFile(), Report.class);
    same(file, "data", report.data(), sequences.source());
    same(file, "split", report.split(), split.rule());
    return Optional.of(report);
  }

  /** Whether a run is done, as it would be done now. */
  private boolean isDone(Run run) throws IOException {
    Optional<Report> report = report(run.name);
    if (report.isPresent() && run.recipe != null) {
      Path file = output.resolve(run.name).resolve("report.json");
      same(file, "recipe", report.get().recipe(), run.recipe.toMap());
    }
    return report.isPresent();
  }

  /** An option that only one of two recipes has is younger than the other and decides nothing. */
  private static void same(Path file, String what, Object found, Object expected) {
    if (found instanceof Map<?, ?> foundMap && expected instanceof Map<?, ?> expectedMap) {
      foundMap.forEach(
          (option, value) -> {
            if (expectedMap.containsKey(option)) {
              same(file, what + " " + option, value, expectedMap.get(option));
            }
          });
    } else if (!Objects.equals(found, expected)) {
      throw new TrainingException(
          "%s: %s %s (expected: %s, as is asked for now; ask for the same, name another output, or delete the run's folder)"
              .formatted(file, what, found, expected));
    }
  }

  /**
   * Does a run, unless it is done.
   *
   * @param wait whether to wait for a process that is at it; else it is left to that
   */
  private void attempt(Run run, boolean wait) throws IOException {
    if (isDone(run)) {
      return;
    }
    Path folder = Files.createDirectories(output.resolve(run.name));
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = wait ? channel.lock() : channel.tryLock()) {
      if (lock != null && report(run.name).isEmpty()) {
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
    Path unfinished = folder.resolve("report.json.unfinished");
    JSON.writerWithDefaultPrettyPrinter().writeValue(unfinished.toFile(), report);
    Files.move(unfinished, folder.resolve("report.json"), StandardCopyOption.ATOMIC_MOVE);
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

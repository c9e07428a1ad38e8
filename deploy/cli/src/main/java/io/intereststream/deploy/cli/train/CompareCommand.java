package io.intereststream.deploy.cli.train;

import io.intereststream.data.sequence.Sequences;
import io.intereststream.deploy.cli.dataset.SequenceOptions;
import io.intereststream.error.ExitCode;
import io.intereststream.training.compare.Comparison;
import io.intereststream.training.compare.ComparisonTables;
import io.intereststream.training.compare.Plan;
import io.intereststream.training.report.ComparisonPlot;
import io.intereststream.training.train.TrainingRun.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares CMI with published systems. */
@Command(
    name = "compare",
    description =
        "Trains CMI, its ablations, CMI with other numbers of interests, and published"
            + " systems on one data set, and writes tables.md, tables.csv and plot.svg to DIR."
            + " Takes hours. An interrupted comparison resumes where it stopped, and several"
            + " processes may share one DIR.")
public final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SequenceOptions sequenceOptions;
  @Mixin private ComputeOptions computeOptions;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "Folder for all runs.")
  private Path output;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Train only the entries whose names begin with this text: cmi, mind, ...")
  private List<String> only;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Number of seeds for CMI's presets and for the best published system. All other runs"
              + " use one seed.")
  private int seeds;

  @Option(
      names = "--rates",
      paramLabel = "RATE",
      split = ",",
      defaultValue = "0.0005,0.001,0.002,0.005,0.01",
      description = "Learning rates to try for each published system.")
  private List<Double> rates;

  @Option(
      names = "--search-steps",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Number of training steps for each learning rate.")
  private int searchSteps;

  @Option(
      names = "--tables",
      description = "Train nothing; only write the tables of the" + " finished runs.")
  private boolean tables;

  @Override
  public Integer call() throws IOException {
    computeOptions.use();
    PrintWriter err = spec.commandLine().getErr();
    Plan plan = plan();
    Sequences sequences = sequenceOptions.read(err);
    Comparison comparison =
        new Comparison(
            sequences,
            sequenceOptions.split(sequences),
            plan,
            output,
            line -> {
              err.println(line);
              err.flush();
            });
    Map<Plan.Entry, List<Report>> reports = tables ? comparison.reports() : comparison.run();
    ComparisonTables written = new ComparisonTables(reports);
    Files.writeString(output.resolve("tables.md"), written.markdown());
    Files.writeString(output.resolve("tables.csv"), written.csv());
    Optional<String> plot = new ComparisonPlot(reports).svg();
    if (plot.isPresent()) {
      Files.writeString(output.resolve("plot.svg"), plot.get());
    }
    spec.commandLine().getOut().print(written.markdown());
    spec.commandLine().getOut().flush();
    return ExitCode.OK.code();
  }

  private Plan plan() {
    if (seeds < 1 || searchSteps < 1 || rates.isEmpty()) {
      throw refused(
          "--seeds %d, --search-steps %d, --rates %s (expected: 1 or more, 1 or more, and a rate)"
              .formatted(seeds, searchSteps, rates));
    }
    Plan plan = Plan.full(LongStream.rangeClosed(1, seeds).boxed().toList(), rates, searchSteps);
    Plan chosen = only == null ? plan : plan.only(only);
    if (chosen.entries().isEmpty()) {
      throw refused(
          "--only %s (expected: the beginning of one of %s)"
              .formatted(
                  String.join(",", only), plan.entries().stream().map(Plan.Entry::name).toList()));
    }
    return chosen;
  }

  private ParameterException refused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}

package io.intereststream.deploy.cli.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.intereststream.data.sequence.Sequences;
import io.intereststream.data.sequence.Split;
import io.intereststream.deploy.cli.dataset.SequenceOptions;
import io.intereststream.deploy.cli.output.JsonReport;
import io.intereststream.deploy.cli.output.ProgressDisplay;
import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseName;
import io.intereststream.training.recipe.Recipe;
import io.intereststream.training.report.RunPage;
import io.intereststream.training.train.Curve;
import io.intereststream.training.train.Progress;
import io.intereststream.training.train.ReleaseExport;
import io.intereststream.training.train.Trainer;
import io.intereststream.training.train.TrainingRun;
import java.awt.HeadlessException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a model and writes it as a release. */
@Command(
    name = "train",
    description =
        "Trains a model, evaluates it on held-out viewers, and writes DIR/release (for 'model"
            + " publish'), DIR/report.html, DIR/report.json and checkpoints.")
public final class TrainCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  @Spec private CommandSpec spec;
  @Mixin private SequenceOptions sequenceOptions;
  @Mixin private RecipeOptions recipeOptions;
  @Mixin private ComputeOptions computeOptions;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the run.")
  private Path output;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Random seed.")
  private long seed;

  @Option(names = "--resume", description = "Resume from the newest checkpoint of the run.")
  private boolean resume;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Version of the release. Default: <model>-<seed>-<time>.")
  private String version;

  @Option(
      names = "--validate-every",
      paramLabel = "N",
      defaultValue = "250",
      description = "Number of steps between two validations, each followed by a checkpoint.")
  private int validateEvery;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "10",
      description = "Stop after this number of validations without improvement.")
  private int patience;

  @Option(names = "--json", description = "Print the report as JSON on standard output.")
  private boolean json;

  @Override
  public Integer call() throws IOException, ReleaseException {
    checkOptions();
    computeOptions.use();
    Recipe recipe = recipeOptions.recipe();
    checkOutput();
    Sequences sequences = sequenceOptions.read(spec.commandLine().getErr());
    Split split = sequenceOptions.split(sequences);
    Files.createDirectories(output);
    try (FileChannel channel =
            FileChannel.open(
                output.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel)) {
      if (lock == null) {
        throw InterestStreamException.environment(
            output
                + ": another 'train' is using this folder (expected: no other; wait until it"
                + " ends, or name another folder)");
      }
      train(recipe, sequences, split);
    }
    return ExitCode.OK.code();
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another thread of this JVM holds the lock.
      return null;
    }
  }

  private void train(Recipe recipe, Sequences sequences, Split split)
      throws IOException, ReleaseException {
    Trainer.Options options =
        new Trainer.Options(
            seed, sequences.source() + ", " + split.rule(), validateEvery, patience, output);
    TrainingRun.Outcome outcome = run(recipe, sequences, split, options);
    Files.writeString(
        output.resolve("report.json"),
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(outcome.report())
            + "\n");
    writePage(outcome.report());
    // Written last: a run with a release is finished.
    Path release = output.resolve("release");
    new ReleaseExport(recipe, split).write(outcome, name(recipe), release);
    print(outcome.report(), release);
  }

  private void checkOptions() {
    if (validateEvery < 1 || patience < 1) {
      throw refused(
          "--validate-every %d, --patience %d (expected: both at least 1)"
              .formatted(validateEvery, patience),
          null);
    }
    if (version != null) {
      try {
        ReleaseName.check("--name", version);
      } catch (ReleaseException e) {
        throw refused(e.getMessage(), e);
      }
    }
  }

  private ParameterException refused(String message, Exception cause) {
    return new ParameterException(spec.commandLine(), message, cause);
  }

  private String name(Recipe recipe) {
    return version == null
        ? "%s-%d-%s".formatted(recipe.model(), seed, TIME.format(Instant.now()))
        : version;
  }

  private void checkOutput() {
    boolean begun = !Trainer.isNew(output) || Files.exists(output.resolve("release"));
    if (begun && !resume) {
      throw InterestStreamException.environment(
          output
              + ": contains a run (expected: no run; continue it with --resume, or name"
              + " another folder)");
    }
    if (Files.exists(output.resolve("release"))) {
      throw InterestStreamException.environment(
          output + ": the run is finished (expected: an unfinished one; name another folder)");
    }
  }

  private TrainingRun.Outcome run(
      Recipe recipe, Sequences sequences, Split split, Trainer.Options options) {
    PrintWriter err = spec.commandLine().getErr();
    boolean begun = !Trainer.isNew(output);
    try (ProgressDisplay display =
        ProgressDisplay.start(recipe.model(), "steps", recipe.optimiser().steps(), !json)) {
      return new TrainingRun(sequences, split)
          .train(recipe, options, resume && begun, progress(display, err));
    }
  }

  /** Without fonts on the machine there is no HTML page; the JSON report has the same content. */
  private void writePage(TrainingRun.Report report) throws IOException {
    try {
      Files.writeString(output.resolve("report.html"), new RunPage(report).html());
    } catch (HeadlessException | InternalError | LinkageError e) {
      spec.commandLine()
          .getErr()
          .println(
              "report.html was not written, because this machine has no fonts ("
                  + e
                  + "); report.json has the same content");
    }
  }

  private static Progress progress(ProgressDisplay display, PrintWriter err) {
    return new Progress() {
      @Override
      public void step(long step, Map<String, Double> losses, double samplesPerSecond) {
        StringBuilder terms = new StringBuilder();
        losses.forEach((name, loss) -> terms.append(text(" %s %.3f", name, loss)));
        display.at(step, text("%s, %.0f samples/s", terms.substring(1), samplesPerSecond));
      }

      @Override
      public void validated(Curve.Point point) {
        err.println(
            text(
                "step %d: loss %.4f, validation recall@50 %.4f, %.0f s",
                point.step(), point.losses().get("total"), point.recallAt50(), point.seconds()));
        err.flush();
      }
    };
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private void print(TrainingRun.Report report, Path release) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonReport.print(report, out);
      return;
    }
    out.println(report.data() + ", " + report.split());
    out.println(
        text(
            "%d steps on %s, %.0f samples/s, %.0f s of CPU",
            report.steps(), report.computedBy(), report.samplesPerSecond(), report.cpuSeconds()));
    MeasureText.print(out, report.test(), report.testIntervals());
    out.println("release: " + release);
    out.flush();
  }
}

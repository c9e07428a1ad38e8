package io.intereststream.deploy.cli.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.data.sequence.Sequences;
import io.intereststream.data.sequence.Split;
import io.intereststream.deploy.cli.dataset.SequenceOptions;
import io.intereststream.deploy.cli.output.JsonReport;
import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.serving.Release;
import io.intereststream.training.evaluate.Evaluation;
import io.intereststream.training.evaluate.Freshness;
import io.intereststream.training.evaluate.Freshness.AsOf;
import io.intereststream.training.evaluate.Popularity;
import io.intereststream.training.evaluate.ReleaseSearch;
import io.intereststream.training.report.FreshnessPlot;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Evaluates a release on held-out data. */
@Command(
    name = "evaluate",
    description =
        "Evaluates a release on data that it was not trained on: recall, hit rate and NDCG at"
            + " 10, 20 and 50 by exact search; with --freshness, the hit rate by the age of the"
            + " interests.")
public final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SequenceOptions sequenceOptions;

  @Option(
      names = "--release",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the release.")
  private Path release;

  @Option(
      names = "--freshness",
      description =
          "With --split time: measure the hit rate of each next item with interests as of"
              + " the previous event, one hour before, the last midnight, and the end of"
              + " training.")
  private boolean freshness;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      defaultValue = "Asia/Shanghai",
      description = "With --freshness: time zone of midnight.")
  private ZoneId zone;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "With --freshness: file to write a plot to, as SVG.")
  private Path plot;

  @Option(names = "--json", description = "Print the report as JSON on standard output.")
  private boolean json;

  @Override
  public Integer call() throws IOException, ReleaseException {
    if (freshness != sequenceOptions.byTime()) {
      throw new ParameterException(
          spec.commandLine(),
          "--freshness, --split: only one of --freshness and --split time is given"
              + " (expected: both or neither)");
    }
    try (Release judged = Release.read(release)) {
      judged.probe().check(judged.encoders().get());
      Sequences sequences = sequenceOptions.read(spec.commandLine().getErr());
      if (freshness) {
        freshness(judged, sequences);
      } else {
        heldOut(judged, sequences);
      }
    }
    return ExitCode.OK.code();
  }

  private void heldOut(Release judged, Sequences sequences) {
    Split split = sequenceOptions.split(sequences).inRowsOf(ids(judged));
    if (split.test().isEmpty()) {
      throw InterestStreamException.checkFailed(
          "%s, %s: no viewer to test with (expected: at least one; use more data or another split)"
              .formatted(sequences.source(), split.rule()));
    }
    Evaluation evaluation =
        Evaluation.of(new ReleaseSearch(judged), split.test(), split, sequences);
    if (json) {
      ObjectNode report = JsonReport.create();
      report.put("release", judged.version()).put("data", sequences.source());
      report.put("split", split.rule());
      ObjectNode test = report.putObject("test");
      evaluation.measures().forEach(test::put);
      ObjectNode intervals = report.putObject("test_intervals");
      evaluation
          .intervals()
          .forEach((name, bounds) -> intervals.putArray(name).add(bounds[0]).add(bounds[1]));
      JsonReport.print(report, spec.commandLine().getOut());
    } else {
      MeasureText.print(spec.commandLine().getOut(), evaluation.measures(), evaluation.intervals());
    }
  }

  private void freshness(Release judged, Sequences sequences) throws IOException {
    long moment = sequenceOptions.moment(sequences);
    List<Freshness.Row> rows =
        new Freshness(
                new ReleaseSearch(judged),
                popularity(judged, sequences, moment),
                judged.window(),
                sequences,
                ids(judged),
                moment,
                zone)
            .rows();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      print(judged, rows);
    } else {
      out.print(table(rows));
      out.flush();
    }
    if (plot != null) {
      Files.writeString(plot, new FreshnessPlot(rows).svg());
    }
  }

  private static List<String> ids(Release release) {
    return IntStream.range(0, release.items()).mapToObj(release.vocabulary()::itemId).toList();
  }

  /** The most popular items of the release before the moment. */
  private static Popularity popularity(Release release, Sequences sequences, long moment) {
    Split before = Split.byTime(sequences, moment, Integer.MAX_VALUE);
    return new Popularity(before.inRowsOf(ids(release)).train(), release.items());
  }

  private void print(Release judged, List<Freshness.Row> rows) {
    ObjectNode report = JsonReport.create();
    report.put("release", judged.version());
    ObjectNode sets = report.putObject("hit_rate_at_50");
    for (Freshness.Row row : rows) {
      ObjectNode set = sets.putObject(row.events());
      set.put("events", row.count());
      row.hitRates().forEach((asOf, rate) -> set.put(name(asOf), rate));
      set.put("popularity", row.popularity());
      ObjectNode gains = set.putObject("fresh_minus");
      row.gains()
          .forEach(
              (asOf, gain) -> {
                for (double value : gain) {
                  gains.withArray(name(asOf)).add(value);
                }
              });
    }
    JsonReport.print(report, spec.commandLine().getOut());
  }

  private static String table(List<Freshness.Row> rows) {
    StringBuilder text = new StringBuilder();
    text.append(
        "| events | n | fresh | an hour ago | midnight | trained | popularity | fresh - midnight (95 %) |\n");
    text.append("|---|---|---|---|---|---|---|---|\n");
    for (Freshness.Row row : rows) {
      double[] gain = row.gains().get(AsOf.MIDNIGHT);
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %.4f | %.4f | %.4f | %.4f | %.4f | %+.4f (%.4f to %.4f) |%n",
              row.events(),
              row.count(),
              row.hitRates().get(AsOf.FRESH),
              row.hitRates().get(AsOf.HOUR_AGO),
              row.hitRates().get(AsOf.MIDNIGHT),
              row.hitRates().get(AsOf.TRAINED),
              row.popularity(),
              gain[0],
              gain[1],
              gain[2]));
    }
    return text.toString();
  }

  private static String name(AsOf asOf) {
    return asOf.name().toLowerCase(Locale.ROOT);
  }
}

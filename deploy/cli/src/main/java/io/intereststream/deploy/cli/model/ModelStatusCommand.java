package io.intereststream.deploy.cli.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.deploy.audit.status.ReleaseStatus;
import io.intereststream.deploy.cli.option.ConfigurationOptions;
import io.intereststream.deploy.cli.output.JsonReport;
import io.intereststream.deploy.cli.output.TextTable;
import io.intereststream.error.ExitCode;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.evaluation.PairedHits;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the state of releases in the running job. */
@Command(
    name = "status",
    description =
        "Shows the state of each release that the running job announced, newest first,"
            + " from the release-events topic. It reads the job's configuration file.")
final class ModelStatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigurationOptions configuration;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    ReleaseStatus status = ReleaseStatus.read(JobOptions.from(configuration.read()));
    if (json) {
      JsonReport.print(report(status), spec.commandLine().getOut());
    } else {
      print(status);
    }
    return ExitCode.OK.code();
  }

  private static ObjectNode report(ReleaseStatus status) {
    ObjectNode report = JsonReport.create();
    ArrayNode epochs = report.putArray("epochs");
    for (ReleaseStatus.Row row : status.rows()) {
      epochs
          .addObject()
          .put("epoch", row.epoch())
          .put("version", row.version())
          .put("state", row.state())
          .put("subtasks", row.subtasks())
          .put("since", row.since())
          .put("validated_ms", row.validatedMs())
          .put("activated_ms", row.activatedMs())
          .put("reembedded_ms", row.reembeddedMs())
          .put("viewers", row.viewers())
          .put("replaces", row.replaces())
          .put("reason", row.reason());
    }
    ArrayNode live = report.putArray("live");
    status.live().forEach((contest, hits) -> put(live.addObject(), contest, hits));
    ArrayNode notes = report.putArray("notes");
    status.notes().forEach(notes::add);
    return report;
  }

  private static void put(ObjectNode figures, ReleaseStatus.Contest contest, PairedHits hits) {
    figures
        .put("version", contest.version())
        .put("events", hits.events())
        .put("hit_rate", hits.hitRate())
        .put("hit_rate_half_width", hits.halfWidth(hits.hitRate()));
    if (contest.compared() != null) {
      figures
          .put("compared", contest.compared())
          .put("candidate", contest.candidate())
          .put("compared_hit_rate", hits.comparedHitRate())
          .put("compared_hit_rate_half_width", hits.halfWidth(hits.comparedHitRate()))
          .put("gain", hits.gain())
          .put("gain_half_width", hits.gainHalfWidth());
    }
  }

  private void print(ReleaseStatus status) {
    PrintWriter out = spec.commandLine().getOut();
    List<ReleaseStatus.Row> rows = status.rows();
    if (rows.isEmpty()) {
      out.println(status.topic() + ": the job has not announced a release yet");
    } else {
      List<List<String>> lines = new ArrayList<>();
      lines.add(
          List.of(
              "EPOCH",
              "VERSION",
              "STATE",
              "SUBTASKS",
              "SINCE",
              "VALIDATED",
              "ACTIVATED",
              "RE-EMBEDDED",
              "VIEWERS",
              "REPLACES"));
      rows.forEach(row -> lines.add(cells(row)));
      TextTable.print(lines, out);
    }
    if (!status.live().isEmpty()) {
      out.println();
      List<List<String>> lines = new ArrayList<>();
      lines.add(
          List.of("ACTIVE", "EVENTS", "HIT RATE AT 50", "COMPARED WITH", "HIT RATE AT 50", "GAIN"));
      status.live().forEach((contest, hits) -> lines.add(cells(contest, hits)));
      TextTable.print(lines, out);
    }
    status.notes().forEach(out::println);
    out.flush();
  }

  private static List<String> cells(ReleaseStatus.Contest contest, PairedHits hits) {
    boolean alone = contest.compared() == null;
    return List.of(
        contest.version(),
        String.valueOf(hits.events()),
        figure(hits.hitRate(), hits.halfWidth(hits.hitRate())),
        alone ? "-" : contest.compared() + (contest.candidate() ? " (candidate)" : " (previous)"),
        alone ? "-" : figure(hits.comparedHitRate(), hits.halfWidth(hits.comparedHitRate())),
        alone ? "-" : figure(hits.gain(), hits.gainHalfWidth()));
  }

  private static String figure(double value, double halfWidth) {
    return String.format(Locale.ROOT, "%.4f ± %.4f", value, halfWidth);
  }

  private static List<String> cells(ReleaseStatus.Row row) {
    return List.of(
        String.valueOf(row.epoch()),
        row.version(),
        row.state(),
        String.valueOf(row.subtasks()),
        row.since(),
        ms(row.validatedMs()),
        ms(row.activatedMs()),
        ms(row.reembeddedMs()),
        String.valueOf(row.viewers()),
        Objects.requireNonNullElse(row.replaces(), "-"));
  }

  private static String ms(Long duration) {
    return duration == null ? "-" : duration + " ms";
  }
}

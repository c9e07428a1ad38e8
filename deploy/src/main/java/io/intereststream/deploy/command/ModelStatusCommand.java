package io.intereststream.deploy.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.deploy.status.ReleaseStatus;
import io.intereststream.job.config.JobOptions;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what became of releases in the running job. */
@Command(
    name = "status",
    description =
        "Shows what became of each announced release in the running job, newest first, from the"
            + " release-events topic. It takes the job's configuration file.")
final class ModelStatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigurationOptions configuration;

  @Option(names = "--json", description = "Print it as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    ReleaseStatus status = ReleaseStatus.read(JobOptions.from(configuration.read()));
    if (json) {
      JsonReport.print(report(status), spec.commandLine().getOut());
    } else {
      print(status);
    }
    return ExitCode.OK;
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
    return report;
  }

  private void print(ReleaseStatus status) {
    PrintWriter out = spec.commandLine().getOut();
    List<ReleaseStatus.Row> rows = status.rows();
    if (rows.isEmpty()) {
      out.println(status.topic() + ": no release was announced since the job started");
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
      rows.stream()
          .filter(row -> row.reason() != null)
          .forEach(row -> out.println("epoch " + row.epoch() + " refused: " + row.reason()));
    }
    out.flush();
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

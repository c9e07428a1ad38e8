package io.intereststream.deploy.cli.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.deploy.cli.option.Folders;
import io.intereststream.deploy.cli.output.JsonReport;
import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.model.registry.Comparison;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.registry.Publication;
import io.intereststream.model.registry.PublicationRejectedException;
import io.intereststream.model.registry.PublishRules;
import io.intereststream.model.registry.Publisher;
import io.intereststream.model.release.ReleaseException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes a release in a registry and activates it. */
@Command(
    name = "publish",
    description = {
      "Checks a release in the same way as the job, and compares it with the one that the alias"
          + " names. Then copies it into the registry and moves the alias to it. If the release"
          + " is broken or worse, changes nothing and exits with 1.",
      "If the command is killed, the registry stays consistent; run the command again to"
          + " complete it."
    })
final class ModelPublishCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private RegistryOptions registry;

  @Mixin private MoveOptions moving;

  @Parameters(
      paramLabel = "DIR",
      description = "Folder of the release: release.json and the files that it lists.")
  private Path folder;

  @Option(
      names = "--activate",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Compare the release with the one that the alias names, and move the alias to the new"
              + " release. With --no-activate, only store it.")
  private boolean activate;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      defaultValue = PublishRules.METRIC,
      description =
          "Metric to compare releases by: a number in the metrics of release.json, with dots"
              + " between levels. Higher is better.")
  private String metric;

  @Option(
      names = "--margin",
      paramLabel = "N",
      defaultValue = PublishRules.MARGIN,
      description =
          "Maximum amount by which the metric of the release may be lower than that of the"
              + " release that the alias names.")
  private BigDecimal margin;

  @Option(
      names = "--force",
      description =
          "Move the alias even if the release is worse than the one that the alias names, or if"
              + " the two cannot be compared.")
  private boolean force;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Override
  public Integer call() throws ReleaseException {
    PublishRules rules = new PublishRules(moving.alias(), activate, metric, margin, force);
    Folders.require(folder, folder.toString(), "the folder of a release");
    ModelRegistry target = registry.open(moving.lockWait());
    try {
      Publication publication = new Publisher(target).publish(folder, rules);
      print(publication);
      return ExitCode.OK.code();
    } catch (PublicationRejectedException e) {
      return refuse(e);
    }
  }

  private int refuse(PublicationRejectedException e) {
    String message =
        e.getMessage()
            + (e.canBeForced()
                ? "; use --no-activate to only store it, or --force to activate it anyway"
                : "");
    if (!json) {
      throw new InterestStreamException(ExitCode.CHECK_FAILED, message, e);
    }
    ObjectNode report = JsonReport.create();
    report.put("published", false);
    report.put("error", message);
    JsonReport.print(report, spec.commandLine().getOut());
    return ExitCode.CHECK_FAILED.code();
  }

  private void print(Publication publication) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonReport.print(report(publication), out);
      return;
    }
    out.printf(
        "%s %s: %s%n",
        publication.version(),
        publication.copied() ? "published" : "was already published",
        publication.folder());
    Comparison comparison = publication.comparison();
    if (comparison != null) {
      out.printf(
          "%s: %s, active release %s: %s (margin %s)%n",
          comparison.metric(),
          comparison.candidate().toPlainString(),
          comparison.activeVersion(),
          comparison.active().toPlainString(),
          margin.toPlainString());
    }
    if (publication.overridden() != null) {
      out.println("forced: " + publication.overridden());
    }
    if (!publication.leftOut().isEmpty()) {
      out.printf(
          "not copied, because release.json does not list them: %s%n",
          String.join(", ", publication.leftOut()));
    }
    if (activate) {
      out.println(MoveText.of(moving.alias(), publication.version(), publication.move()));
    }
    out.flush();
  }

  private ObjectNode report(Publication publication) {
    ObjectNode report = JsonReport.create();
    report.put("published", true);
    report.put("version", publication.version());
    report.put("path", publication.folder().toString());
    report.put("copied", publication.copied());
    ArrayNode leftOut = report.putArray("left_out");
    publication.leftOut().forEach(leftOut::add);
    if (publication.comparison() != null) {
      report
          .putObject("comparison")
          .put("metric", publication.comparison().metric())
          .put("margin", margin)
          .put("candidate", publication.comparison().candidate())
          .put("active", publication.comparison().active())
          .put("active_version", publication.comparison().activeVersion());
    }
    if (publication.overridden() != null) {
      report.put("forced", publication.overridden());
    }
    if (activate) {
      MoveText.put(report, moving.alias(), publication.version(), publication.move());
    }
    return report;
  }
}

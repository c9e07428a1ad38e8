package io.intereststream.deploy.cli.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.deploy.cli.output.JsonReport;
import io.intereststream.deploy.cli.output.TextTable;
import io.intereststream.error.ExitCode;
import io.intereststream.model.registry.Metric;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.registry.PublishRules;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseManifest;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the releases of a registry. */
@Command(
    name = "list",
    description = "Lists the releases of a registry, oldest first, and the aliases that name them.")
final class ModelListCommand implements Callable<Integer> {
  /**
   * One release.
   *
   * @param manifest manifest, or null if the release is broken or missing
   * @param error what is wrong with it, or null
   */
  private record Row(String version, List<String> aliases, ReleaseManifest manifest, String error) {
    String createdAt() {
      return manifest == null ? "" : manifest.createdAt();
    }
  }

  @Spec private CommandSpec spec;

  @Mixin private RegistryOptions registry;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      defaultValue = PublishRules.METRIC,
      description =
          "Metric to show: a number in the metrics of release.json, with dots between levels.")
  private String metric;

  @Option(names = "--json", description = "Print the list as JSON.")
  private boolean json;

  @Override
  public Integer call() throws ReleaseException {
    ModelRegistry source = registry.openExisting();
    Map<String, String> aliases = source.aliasedVersions();
    List<Row> rows = new ArrayList<>();
    for (String version : source.versions()) {
      rows.add(row(source, version, aliases));
    }
    for (String alias : aliases.keySet()) {
      if (!source.versions().contains(aliases.get(alias))) {
        rows.add(gone(alias, aliases.get(alias)));
      }
    }
    rows.sort(Comparator.comparing(Row::createdAt).thenComparing(Row::version));
    if (json) {
      JsonReport.print(report(rows, aliases), spec.commandLine().getOut());
    } else {
      print(rows, spec.commandLine().getOut());
    }
    return ExitCode.OK.code();
  }

  private static Row row(ModelRegistry source, String version, Map<String, String> aliases) {
    List<String> names =
        aliases.entrySet().stream()
            .filter(alias -> alias.getValue().equals(version))
            .map(Map.Entry::getKey)
            .toList();
    try {
      return new Row(version, names, source.manifest(version), null);
    } catch (ReleaseException e) {
      return new Row(version, names, null, e.getMessage());
    }
  }

  private static Row gone(String alias, String version) {
    return new Row(
        version,
        List.of(alias),
        null,
        "alias %s names %s, which does not exist (expected: a release of the registry)"
            .formatted(alias, version));
  }

  private void print(List<Row> rows, PrintWriter out) {
    if (rows.isEmpty()) {
      out.println("no releases");
    } else {
      List<List<String>> lines = new ArrayList<>();
      lines.add(
          List.of(
              "VERSION",
              "CREATED",
              "ARCHITECTURE",
              "DIMENSION",
              "INTERESTS",
              "WINDOW",
              "ITEMS",
              metric,
              "ALIASES"));
      rows.stream().filter(row -> row.manifest != null).forEach(row -> lines.add(cells(row)));
      TextTable.print(lines, out);
      rows.stream()
          .filter(row -> row.error != null)
          .forEach(row -> out.println("broken: " + row.error));
    }
    out.flush();
  }

  private List<String> cells(Row row) {
    ReleaseManifest manifest = row.manifest;
    return List.of(
        row.version,
        manifest.createdAt(),
        manifest.architecture(),
        String.valueOf(manifest.dimension()),
        String.valueOf(manifest.interests()),
        String.valueOf(manifest.window()),
        "%,d".formatted(manifest.items()),
        new Metric(metric).figure(manifest).map(BigDecimal::toPlainString).orElse("-"),
        row.aliases.isEmpty() ? "-" : String.join(", ", row.aliases));
  }

  private ObjectNode report(List<Row> rows, Map<String, String> aliases) {
    ObjectNode report = JsonReport.create();
    report.put("metric", metric);
    ArrayNode releases = report.putArray("releases");
    rows.forEach(row -> put(releases.addObject(), row));
    ObjectNode names = report.putObject("aliases");
    aliases.forEach(names::put);
    return report;
  }

  private void put(ObjectNode release, Row row) {
    release.put("version", row.version);
    ArrayNode names = release.putArray("aliases");
    row.aliases.forEach(names::add);
    if (row.manifest == null) {
      release.put("error", row.error);
      return;
    }
    release.put("created_at", row.manifest.createdAt());
    release.put("architecture", row.manifest.architecture());
    release.put("dimension", row.manifest.dimension());
    release.put("interests", row.manifest.interests());
    release.put("hidden", row.manifest.hidden());
    release.put("window", row.manifest.window());
    release.put("items", row.manifest.items());
    release.put("figure", new Metric(metric).figure(row.manifest).orElse(null));
  }
}

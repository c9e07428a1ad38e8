package io.intereststream.deploy.cli.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.deploy.cli.output.JsonReport;
import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseFiles;
import io.intereststream.model.release.ReleaseName;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the manifest of a release. */
@Command(name = "show", description = "Shows the content of a release's release.json.")
final class ModelShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private RegistryOptions registry;

  @Parameters(
      paramLabel = "VERSION|ALIAS",
      description = "The release. A version takes precedence over an alias of the same name.")
  private String name;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Override
  public Integer call() throws ReleaseException, IOException {
    ModelRegistry source = registry.openExisting();
    Map<String, String> aliases = source.aliasedVersions();
    String version = version(source, aliases);
    Path file = source.release(version).resolve(ReleaseFiles.MANIFEST);
    source.manifest(version);
    JsonNode manifest = new JsonMapper().readTree(file.toFile());
    List<String> names =
        aliases.entrySet().stream()
            .filter(alias -> alias.getValue().equals(version))
            .map(Map.Entry::getKey)
            .toList();
    if (json) {
      JsonReport.print(report(version, file, names, manifest), spec.commandLine().getOut());
    } else {
      print(version, file, names, manifest);
    }
    return ExitCode.OK.code();
  }

  private String version(ModelRegistry source, Map<String, String> aliases)
      throws ReleaseException {
    ReleaseName.check("VERSION|ALIAS", name);
    List<String> versions = source.versions();
    if (versions.contains(name)) {
      return name;
    }
    if (aliases.containsKey(name)) {
      return aliases.get(name);
    }
    throw InterestStreamException.environment(
        "%s: neither a version nor an alias (expected: one of the versions %s or the aliases %s)"
            .formatted(name, versions, aliases.keySet()));
  }

  private static ObjectNode report(
      String version, Path file, List<String> aliases, JsonNode manifest) {
    ObjectNode report = JsonReport.create();
    report.put("version", version);
    report.put("path", file.getParent().toString());
    ArrayNode names = report.putArray("aliases");
    aliases.forEach(names::add);
    report.set("manifest", manifest);
    return report;
  }

  private void print(String version, Path file, List<String> aliases, JsonNode manifest) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(aliases.isEmpty() ? version : version + " (" + String.join(", ", aliases) + ")");
    out.println("  path: " + file.getParent());
    print(manifest, "  ", out);
    out.flush();
  }

  private static void print(JsonNode object, String indent, PrintWriter out) {
    object
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (value.isObject() && !value.isEmpty()) {
                out.println(indent + field.getKey() + ":");
                print(value, indent + "  ", out);
              } else {
                out.println(indent + field.getKey() + ": " + text(value));
              }
            });
  }

  private static String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString();
  }
}

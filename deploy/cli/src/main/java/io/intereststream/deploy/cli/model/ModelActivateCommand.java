package io.intereststream.deploy.cli.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.deploy.cli.output.JsonReport;
import io.intereststream.error.ExitCode;
import io.intereststream.model.registry.AliasMove;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.serving.Release;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Moves an alias to a given version. */
@Command(
    name = "activate",
    description =
        "Moves an alias to a release of the registry. The release is checked, but not compared"
            + " with the one that the alias names.")
final class ModelActivateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private RegistryOptions registry;

  @Mixin private MoveOptions moving;

  @Parameters(paramLabel = "VERSION", description = "The release.")
  private String version;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Override
  public Integer call() throws ReleaseException {
    ModelRegistry target = registry.openExisting(moving.lockWait());
    Release.read(target.release(version)).close();
    AliasMove move = target.activate(moving.alias(), version).orElse(null);
    if (json) {
      ObjectNode report = JsonReport.create();
      MoveText.put(report, moving.alias(), version, move);
      JsonReport.print(report, spec.commandLine().getOut());
    } else {
      spec.commandLine().getOut().println(MoveText.of(moving.alias(), version, move));
    }
    return ExitCode.OK.code();
  }
}

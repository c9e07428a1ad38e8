package io.intereststream.deploy.cli.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.deploy.cli.output.JsonReport;
import io.intereststream.error.ExitCode;
import io.intereststream.model.registry.AliasMove;
import io.intereststream.model.release.ReleaseException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Moves an alias back. */
@Command(
    name = "rollback",
    description = {
      "Moves an alias back to the version that it named before.",
      "Each further rollback goes back one more version. To go forward again, use 'model activate'."
    })
final class ModelRollbackCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private RegistryOptions registry;

  @Mixin private MoveOptions moving;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Override
  public Integer call() throws ReleaseException {
    AliasMove move = registry.openExisting(moving.lockWait()).rollback(moving.alias());
    if (json) {
      ObjectNode report = JsonReport.create();
      MoveText.put(report, moving.alias(), move.to(), move);
      JsonReport.print(report, spec.commandLine().getOut());
    } else {
      spec.commandLine().getOut().println(MoveText.of(moving.alias(), move.to(), move));
    }
    return ExitCode.OK.code();
  }
}

package io.intereststream.deploy.cli.model;

import io.intereststream.deploy.cli.option.Folders;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.registry.RegistryAddress;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that says which model registry. */
final class RegistryOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--registry",
      paramLabel = "DIR",
      required = true,
      description =
          "Folder of the model registry, on a local or other POSIX file system; an object store"
              + " is written by other means.")
  private String registry;

  /** The registry, whether it is there or not; {@code lockWait} is for those who change it. */
  ModelRegistry open(Duration lockWait) {
    return new ModelRegistry(folder(), lockWait);
  }

  /** The registry, which must be there. */
  ModelRegistry openExisting(Duration lockWait) {
    Folders.require(folder(), "--registry " + registry, "the folder of a model registry");
    return open(lockWait);
  }

  /** The registry, which must be there, for reading. */
  ModelRegistry openExisting() {
    return openExisting(Duration.ZERO);
  }

  Path folder() {
    return new RegistryAddress(registry)
        .localFolder()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "--registry: %s (expected: a path or a file: address)".formatted(registry)));
  }
}

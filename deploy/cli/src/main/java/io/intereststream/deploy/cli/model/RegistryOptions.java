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

/** The option that names the model registry. */
final class RegistryOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--registry",
      paramLabel = "DIR",
      required = true,
      description =
          "Folder of the model registry, on a local or other POSIX file system. Object"
              + " stores are not supported, because they have no locks.")
  private String registry;

  /**
   * Opens the registry, which need not exist. A command that changes it waits up to {@code
   * lockWait} for the lock.
   */
  ModelRegistry open(Duration lockWait) {
    return new ModelRegistry(folder(), lockWait);
  }

  /** Opens the registry, which must exist. */
  ModelRegistry openExisting(Duration lockWait) {
    Folders.require(folder(), "--registry " + registry, "the folder of a model registry");
    return open(lockWait);
  }

  /** Opens the registry, which must exist, for reading. */
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

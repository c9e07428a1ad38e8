package io.intereststream.deploy.cli.option;

import io.intereststream.job.config.JobConfiguration;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Options of a command that reads the job's configuration. */
public final class ConfigurationOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file in YAML. docs/configuration.md lists the options.")
  private Path file;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      showDefaultValue = Visibility.NEVER,
      description = "Option that overrides the configuration file. Repeatable.")
  private Map<String, String> settings = new LinkedHashMap<>();

  public Configuration read() {
    Configuration configuration =
        file == null ? new Configuration() : JobConfiguration.fromFile(file);
    settings.forEach(configuration::setString);
    return JobConfiguration.withDefaults(configuration);
  }

  public Path file() {
    return file;
  }

  public Map<String, String> settings() {
    return settings;
  }
}

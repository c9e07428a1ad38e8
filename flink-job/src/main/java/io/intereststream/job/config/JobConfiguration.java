package io.intereststream.job.config;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import io.intereststream.job.tuning.RocksDbTuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.YamlParserUtils;
import org.apache.flink.state.rocksdb.RocksDBNativeMetricOptions;

/**
 * The configuration of a job: one YAML file with the job's own options and Flink's, single settings
 * that override it, and the job's defaults for Flink's options.
 */
public final class JobConfiguration {
  /**
   * Default of {@code pipeline.max-parallelism}: number of key groups of the state, and so the
   * maximum number of subtasks. It cannot change as long as the state exists.
   */
  public static final int MAX_PARALLELISM = 720;

  /** Maximum time that an event waits for its network buffer to fill. */
  private static final Duration BUFFER_TIMEOUT = Duration.ofMillis(5);

  /**
   * Default of {@code execution.checkpointing.interval}. A checkpoint writes each viewer who
   * changed since the last one once, so longer intervals write less. After a fault, the job reads
   * the events of one interval again.
   */
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(30);

  /** Default of {@code execution.checkpointing.min-pause}, for checkpoints that take long. */
  private static final Duration CHECKPOINT_PAUSE = Duration.ofSeconds(15);

  /**
   * Time for which the job tolerates failed checkpoints, such as on full storage, before it
   * restarts. It logs an error earlier. The default of {@code
   * execution.checkpointing.tolerable-failed-checkpoints} is the number of intervals in this time.
   */
  private static final Duration TOLERATED_FAILURES = Duration.ofMinutes(5);

  private JobConfiguration() {}

  /**
   * Reads {@code --config FILE} and any number of {@code -Dkey=value}; later ones override earlier
   * ones, and all of them override the file.
   *
   * @throws InterestStreamException with the argument or file that cannot be used
   */
  public static Configuration fromArguments(String... arguments) {
    Configuration settings = new Configuration();
    Configuration file = new Configuration();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      int equals = argument.indexOf('=');
      if (argument.equals("--config") && i + 1 < arguments.length) {
        file = fromFile(Path.of(arguments[++i]));
      } else if (argument.startsWith("-D") && equals > 2) {
        settings.setString(argument.substring(2, equals), argument.substring(equals + 1));
      } else {
        throw InterestStreamException.usage(
            "argument: " + argument + " (expected: --config FILE or -Dkey=value)");
      }
    }
    file.addAll(settings);
    return withDefaults(file);
  }

  /** Reads a YAML file, with nested keys or keys with dots. */
  public static Configuration fromFile(Path file) {
    Configuration configuration = new Configuration();
    try {
      Files.newInputStream(file).close();
    } catch (NoSuchFileException e) {
      throw InterestStreamException.usage(
          "configuration file " + file.toAbsolutePath() + ": missing (expected: YAML)");
    } catch (IOException e) {
      throw InterestStreamException.usage(
          "configuration file %s: cannot be read: %s (expected: YAML)"
              .formatted(file.toAbsolutePath(), IoFault.reason(e)));
    }
    try {
      flatten("", YamlParserUtils.loadYamlFile(file.toFile()), configuration);
    } catch (Exception e) {
      throw new InterestStreamException(
          ExitCode.USAGE,
          "configuration file "
              + file.toAbsolutePath()
              + ": "
              + e.getMessage()
              + " (expected: YAML)",
          e);
    }
    return configuration;
  }

  private static void flatten(String prefix, Map<String, Object> map, Configuration into) {
    for (Map.Entry<String, Object> entry : map.entrySet()) {
      String key = prefix + entry.getKey();
      Object value = entry.getValue();
      if (value instanceof Map<?, ?> nested) {
        @SuppressWarnings("unchecked")
        Map<String, Object> children = (Map<String, Object>) nested;
        flatten(key + ".", children, into);
      } else if (value instanceof List<?> list) {
        into.setString(key, YamlParserUtils.toYAMLString(list));
      } else if (value != null) {
        into.setString(key, value.toString());
      }
    }
  }

  /** The configuration, with the job's defaults for Flink's options that it does not set. */
  public static Configuration withDefaults(Configuration configuration) {
    Configuration complete = RocksDbTuning.defaults(configuration);
    complete.addAll(configuration);
    // Keeps Kryo out of the state.
    orElse(complete, PipelineOptions.GENERIC_TYPES, false);
    orElse(complete, PipelineOptions.OBJECT_REUSE, true);
    orElse(complete, PipelineOptions.MAX_PARALLELISM, MAX_PARALLELISM);
    orElse(complete, ExecutionOptions.BUFFER_TIMEOUT, BUFFER_TIMEOUT);
    orElse(complete, StateBackendOptions.STATE_BACKEND, "rocksdb");
    orElse(complete, RocksDBNativeMetricOptions.ESTIMATE_NUM_KEYS, true);
    orElse(complete, RocksDBNativeMetricOptions.ESTIMATE_LIVE_DATA_SIZE, true);
    orElse(complete, CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    orElse(complete, CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, pause(complete));
    orElse(complete, CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    orElse(complete, CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, tolerableFailures(complete));
    orElse(
        complete,
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    orElse(complete, RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    return complete;
  }

  /** Half of a shorter interval, so that the pause does not make the interval longer. */
  private static Duration pause(Configuration complete) {
    Duration half = complete.get(CheckpointingOptions.CHECKPOINTING_INTERVAL).dividedBy(2);
    return half.compareTo(CHECKPOINT_PAUSE) < 0 ? half : CHECKPOINT_PAUSE;
  }

  private static int tolerableFailures(Configuration complete) {
    long interval = complete.get(CheckpointingOptions.CHECKPOINTING_INTERVAL).toMillis();
    return (int) Math.max(1, TOLERATED_FAILURES.toMillis() / Math.max(1, interval));
  }

  private static <T> void orElse(Configuration configuration, ConfigOption<T> option, T value) {
    if (!configuration.contains(option)) {
      configuration.set(option, value);
    }
  }
}

package io.intereststream.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.job.tuning.TuningOptions;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.util.TimeUtils;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/configuration.md} is made from the options; {@code -Dinterest.docs=write} writes it.
 */
class ConfigurationDocTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");
  private static final Map<String, Class<?>> SECTIONS =
      Map.of(
          "1. Kafka", KafkaOptions.class,
          "2. History", HistoryOptions.class,
          "3. Release", ReleaseOptions.class,
          "4. Live evaluation", EvaluationOptions.class,
          "5. Delivery", DeliveryOptions.class,
          "6. Tuning", TuningOptions.class);

  @Test
  void theDocumentIsCurrent() throws Exception {
    String document = document();
    if ("write".equals(System.getProperty("interest.docs"))) {
      Files.writeString(DOCUMENT, document);
    }
    assertThat(DOCUMENT)
        .as("stale: ./mvnw -pl flink-job test -Dtest=ConfigurationDocTest -Dinterest.docs=write")
        .content()
        .isEqualTo(document);
  }

  private static String document() throws IllegalAccessException {
    StringBuilder text =
        new StringBuilder(
            """
            # Configuration

            Made from the option constants; a test keeps it current. The job reads one YAML file
            (`--config FILE`) with these options and Flink's own, keys nested or with dots;
            `-Dkey=value` goes before the file. Of Flink's options the job sets, where you do not:
            `pipeline.generic-types: false`, `pipeline.object-reuse: true`,
            `pipeline.max-parallelism: 720` (key groups of the state, the most subtasks that the job can
            ever be rescaled to; fixed for the life of the state),
            `execution.buffer-timeout.interval: 5 ms` (longest wait of an event for its network buffer to fill),
            `state.backend.type: rocksdb` with incremental checkpoints every 10 s that outlive a
            cancelled job, `restart-strategy.type: exponential-delay`, and of RocksDB (each below
            `state.backend.rocksdb.`) `compression.per.level: NO_COMPRESSION`, `use-bloom-filter: true`,
            `writebuffer.size: 32 mb` and an `options-factory`
            (`io.intereststream.job.tuning.RocksDbTuning`) that has RocksDB delete on its own
            threads and compact as much at a time as with large write buffers (one of your own should
            too: without it a subtask stops for up to half a second now and then).
            Its Kafka producers have a `batch.size` of 128 KiB and a `linger.ms` of 10, its consumer a
            `fetch.min.bytes` of 64 KiB and a `fetch.max.wait.ms` of 10: where few events come, a request for
            each took a tenth of the CPU. `interest-stream.kafka.properties` goes before that.
            """);
    for (String section : SECTIONS.keySet().stream().sorted().toList()) {
      text.append("\n## ").append(section.substring(3)).append("\n\n");
      text.append("| option | default | meaning |\n|---|---|---|\n");
      for (Field field : SECTIONS.get(section).getFields()) {
        if (field.get(null) instanceof ConfigOption<?> option) {
          text.append(row(option));
        }
      }
    }
    return text.toString();
  }

  private static String row(ConfigOption<?> option) {
    String meaning = new HtmlFormatter().format(option.description());
    return "| `" + option.key() + "` | " + show(option.defaultValue()) + " | " + meaning + " |\n";
  }

  private static String show(Object value) {
    if (value == null) {
      return "none";
    }
    if (value instanceof Duration duration) {
      return "`" + TimeUtils.formatWithHighestUnit(duration) + "`";
    }
    if (value instanceof List<?> list) {
      return list.isEmpty() ? "none" : "`" + list + "`";
    }
    return value instanceof Map<?, ?> map && map.isEmpty() ? "none" : "`" + value + "`";
  }
}

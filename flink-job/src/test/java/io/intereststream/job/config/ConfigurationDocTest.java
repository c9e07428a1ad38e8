package io.intereststream.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.job.tuning.TuningOptions;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.util.TimeUtils;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/configuration.md} is generated from the options; {@code -Dinterest.docs=write} writes
 * it.
 */
class ConfigurationDocTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");
  private static final Map<String, Class<?>> SECTIONS =
      Map.of(
          "1. Kafka", KafkaOptions.class,
          "2. Ingest", IngestOptions.class,
          "3. History", HistoryOptions.class,
          "4. Release", ReleaseOptions.class,
          "5. Online evaluation", EvaluationOptions.class,
          "6. Delivery", DeliveryOptions.class,
          "7. Start and checkpoints", StartOptions.class,
          "8. Tuning", TuningOptions.class);

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

  @Test
  void theJobSetsOfFlinksOptionsWhatTheDocumentSays() throws Exception {
    Map<String, String> set = JobConfiguration.withDefaults(new Configuration()).toMap();
    Matcher rows = Pattern.compile("\\| `([^`]+)` \\| `([^`]+)` \\| ").matcher(document());
    int checked = 0;
    while (rows.find() && !rows.group(1).startsWith("interest-stream.")) {
      assertThat(set).containsEntry(rows.group(1), rows.group(2));
      checked++;
    }
    assertThat(checked).isEqualTo(17);
  }

  @Test
  void everyClassOfOptionsIsInTheDocumentAndItsNamesAreKnown() {
    assertThat(KnownOptions.CLASSES).containsExactlyInAnyOrderElementsOf(SECTIONS.values());
  }

  private static String document() throws IllegalAccessException {
    StringBuilder text =
        new StringBuilder(
            """
            # Configuration

            This page is generated from the option constants; a test keeps it up to date.
            The job reads one YAML file (`--config FILE`) with these options and Flink's
            own. Keys may be nested or have dots. `-Dkey=value` overrides the file. The job
            sets these options of Flink unless you do:

            | option | value | reason |
            |---|---|---|
            | `pipeline.generic-types` | `false` | keeps Kryo out of the state |
            | `pipeline.object-reuse` | `true` | avoids copies between chained operators |
            | `pipeline.max-parallelism` | `720` | number of key groups of the state, and so the highest parallelism; fixed as long as you keep the state |
            | `execution.buffer-timeout.interval` | `5 ms` | maximum time that an event waits for its network buffer to fill; 100 ms for everything but watch events |
            | `state.backend.type` | `rocksdb` | |
            | `state.backend.rocksdb.metrics.estimate-num-keys` | `true` | number of keys, as a metric |
            | `state.backend.rocksdb.metrics.estimate-live-data-size` | `true` | size of live data, as a metric |
            | `execution.checkpointing.interval` | `30 s` | longer intervals write less; after a fault, the job reads the events of one interval again |
            | `execution.checkpointing.min-pause` | `15 s` | leaves time between slow checkpoints; half of the interval if that is shorter |
            | `execution.checkpointing.incremental` | `true` | a checkpoint writes only what has changed |
            | `execution.checkpointing.externalized-checkpoint-retention` | `RETAIN_ON_CANCELLATION` | the job can continue after it was cancelled |
            | `execution.checkpointing.tolerable-failed-checkpoints` | `10` | failures within five minutes (with another interval, another number): a full disk does not stop updates; the job logs an error, see `interest-stream.checkpoint.alert-age` |
            | `restart-strategy.type` | `exponential-delay` | |
            | `state.backend.rocksdb.compression.per.level` | `[NO_COMPRESSION]` | compression does not make vectors and fingerprints smaller, but took an eighth of the CPU |
            | `state.backend.rocksdb.use-bloom-filter` | `true` | RocksDB reads fewer files for a viewer |
            | `state.backend.rocksdb.writebuffer.size` | `32 mb` | limits how long updates stop while a checkpoint writes the buffer to disk |
            | `state.backend.rocksdb.options-factory` | `io.intereststream.job.tuning.RocksDbTuning` | RocksDB deletes files on its own threads; otherwise a subtask sometimes stops for up to 640 ms |

            With `interest-stream.tuning.rocksdb: false` the job does not set the last four. The job's
            Kafka producers have a `batch.size` of 128 KiB and a `linger.ms` of 10, and its consumer
            has a `fetch.min.bytes` of 64 KiB and a `fetch.max.wait.ms` of 10, because otherwise, at
            half load, the requests cost more CPU than the events. The producers have
            `max.in.flight.requests.per.connection: 1`: with more than one request in flight, updates
            could stop for `delivery.timeout.ms` (two minutes) after a broker was killed.
            `interest-stream.kafka.properties` overrides these.
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

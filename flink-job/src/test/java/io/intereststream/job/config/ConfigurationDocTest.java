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
          "2. History", HistoryOptions.class,
          "3. Release", ReleaseOptions.class,
          "4. Online evaluation", EvaluationOptions.class,
          "5. Delivery", DeliveryOptions.class,
          "6. Start", StartOptions.class,
          "7. Tuning", TuningOptions.class);

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
    assertThat(checked).isEqualTo(12);
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

            Generated from the option constants; a test keeps it current. The job reads one YAML file
            (`--config FILE`) with these options and Flink's own, keys nested or with dots;
            `-Dkey=value` overrides the file. The job sets these options of Flink unless you do:

            | option | value | reason |
            |---|---|---|
            | `pipeline.generic-types` | `false` | no Kryo in state |
            | `pipeline.object-reuse` | `true` | no copies between chained operators |
            | `pipeline.max-parallelism` | `720` | key groups of the state: the highest parallelism that the job can be rescaled to; fixed for the life of the state |
            | `execution.buffer-timeout.interval` | `5 ms` | longest wait of an event for its network buffer to fill |
            | `state.backend.type` | `rocksdb` | |
            | `execution.checkpointing.interval` | `10 s` | incremental, kept when the job is cancelled |
            | `execution.checkpointing.tolerable-failed-checkpoints` | `30` | a full disk does not stop updates; the job warns, see `interest-stream.checkpoint.alert-age` |
            | `restart-strategy.type` | `exponential-delay` | |
            | `state.backend.rocksdb.compression.per.level` | `[NO_COMPRESSION]` | vectors and fingerprints do not get smaller, and trying took an eighth of the CPU |
            | `state.backend.rocksdb.use-bloom-filter` | `true` | fewer files are read for a viewer |
            | `state.backend.rocksdb.writebuffer.size` | `32 mb` | a checkpoint stops updates while it writes the buffer |
            | `state.backend.rocksdb.options-factory` | `io.intereststream.job.tuning.RocksDbTuning` | files are deleted on RocksDB's own threads; without it a subtask stops for up to 0.5 s now and then |

            `interest-stream.tuning.rocksdb: false` leaves out the last four. The job's Kafka producers
            have a `batch.size` of 128 KiB and a `linger.ms` of 10, its consumer a `fetch.min.bytes` of
            64 KiB and a `fetch.max.wait.ms` of 10: at low rates a request for each event took a tenth
            of the CPU. `interest-stream.kafka.properties` overrides these.
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

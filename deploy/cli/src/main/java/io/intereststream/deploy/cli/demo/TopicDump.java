package io.intereststream.deploy.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.intereststream.deploy.local.TopicReader;
import io.intereststream.job.config.JobOptions;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.WatchEvent;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Writes the content of the topics as JSON lines: {@code events.jsonl}, every record of the watch
 * topic in topic order with partition and offset, and {@code updates.jsonl}, each viewer's last
 * update.
 */
final class TopicDump {
  private final JobOptions options;
  private final TopicReader topics;

  TopicDump(JobOptions options) {
    this.options = options;
    this.topics = new TopicReader(options.kafka().clientProperties());
  }

  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    writeEvents(folder.resolve("events.jsonl"));
    writeUpdates(folder.resolve("updates.jsonl"));
  }

  private void writeEvents(Path file) throws IOException {
    RecordCodec<WatchEvent> codec =
        options.kafka().codecs().create(WatchEvent.class, options.topics().watchEvents());
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      topics.read(
          options.topics().watchEvents(),
          record -> {
            ObjectNode line = RecordJson.MAPPER.createObjectNode();
            line.put("partition", record.partition()).put("offset", record.offset());
            line.put("timestamp", record.timestamp());
            if (record.value() == null) {
              line.putNull("value");
            } else {
              try {
                line.setAll(RecordJson.of(codec.decode(record.value())));
              } catch (RecordDecodeException e) {
                line.put("value", Base64.getEncoder().encodeToString(record.value()));
              }
            }
            writeLine(out, line);
          });
    }
  }

  private void writeUpdates(Path file) throws IOException {
    RecordCodec<InterestUpdate> codec =
        options.kafka().codecs().create(InterestUpdate.class, options.topics().interestUpdates());
    Map<String, byte[]> last = new LinkedHashMap<>();
    topics.read(options.topics().interestUpdates(), record -> keep(last, record));
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (byte[] value : last.values()) {
        writeLine(out, RecordJson.of(codec.decode(value)));
      }
    } catch (RecordDecodeException e) {
      throw new IllegalStateException("topic " + options.topics().interestUpdates() + ": " + e, e);
    }
  }

  private static void keep(Map<String, byte[]> last, ConsumerRecord<byte[], byte[]> record) {
    String user = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      last.remove(user);
    } else {
      last.put(user, record.value());
    }
  }

  private static void writeLine(BufferedWriter out, ObjectNode line) {
    try {
      out.write(RecordJson.MAPPER.writeValueAsString(line));
      out.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

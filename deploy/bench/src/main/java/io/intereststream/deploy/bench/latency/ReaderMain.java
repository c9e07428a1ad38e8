package io.intereststream.deploy.bench.latency;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.intereststream.deploy.bench.child.ChildCommands;
import io.intereststream.job.config.JobOptions;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The main class of {@link UpdateReader}: follows the update topic and writes a row for each update
 * to a file. Each command makes the rows visible and is answered with their number.
 */
final class ReaderMain {
  private final RecordCodec<InterestUpdate> codec;
  private final int keyGroups;
  private final UpdateLog.Writer log;

  private ReaderMain(JobOptions options, int keyGroups, UpdateLog.Writer log) {
    this.codec =
        options.kafka().codecs().create(InterestUpdate.class, options.topics().interestUpdates());
    this.keyGroups = keyGroups;
    this.log = log;
  }

  /**
   * Serves commands.
   *
   * @param arguments the job's options as a JSON object, and the file
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Configuration job =
        Configuration.fromMap(new JsonMapper().readValue(arguments[0], new TypeReference<>() {}));
    JobOptions options = JobOptions.from(job);
    try (UpdateLog.Writer log = new UpdateLog.Writer(Path.of(arguments[1]))) {
      ReaderMain main = new ReaderMain(options, job.get(PipelineOptions.MAX_PARALLELISM), log);
      try (UpdateFollower follower = new UpdateFollower(options, main::arrived)) {
        ChildCommands.serve(
            command -> {
              // Throws if the follower has failed.
              follower.updates();
              return String.valueOf(log.flush());
            });
      }
    }
  }

  private void arrived(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    long now = System.currentTimeMillis();
    try {
      InterestUpdate update = codec.decode(record.value());
      String user = new String(record.key(), StandardCharsets.UTF_8);
      log.write(
          new UpdateRow(
              update.getEvent() == null
                  ? UpdateRow.NO_EVENT
                  : update.getEvent().getEventTime().toEpochMilli(),
              update.getProcessedAt().toEpochMilli(),
              now,
              KeyGroupRangeAssignment.assignToKeyGroup(user, keyGroups),
              update.getReleaseEpoch()));
    } catch (RecordDecodeException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

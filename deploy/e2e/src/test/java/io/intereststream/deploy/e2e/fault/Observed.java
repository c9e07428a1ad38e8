package io.intereststream.deploy.e2e.fault;

import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.deploy.local.TopicReader;
import io.intereststream.job.config.JobOptions;
import io.intereststream.schema.DeadLetter;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;

/** What a reader of the job's topics sees. */
record Observed(JobOptions options) {

  /** A dead letter and the Kafka timestamp of its record. */
  record Letter(DeadLetter content, long timestamp, byte[] key) {}

  /** The records of updates of a viewer. */
  List<ConsumerRecord<byte[], byte[]>> updates(String userId) {
    List<ConsumerRecord<byte[], byte[]>> updates = new ArrayList<>();
    new TopicReader(options.kafka().clientProperties())
        .read(
            options.topics().interestUpdates(),
            record -> {
              if (new String(record.key(), StandardCharsets.UTF_8).equals(userId)) {
                updates.add(record);
              }
            });
    return updates;
  }

  /** Waits for an update of a viewer while the job runs. */
  void awaitUpdate(String userId, LocalCluster cluster) {
    Awaitility.await("an update of " + userId)
        .atMost(Stage.LIMIT)
        .until(
            () -> {
              cluster.check();
              return !updates(userId).isEmpty();
            });
  }

  /** All dead letters. */
  List<Letter> letters() {
    RecordCodec<DeadLetter> codec =
        options.kafka().codecs().create(DeadLetter.class, options.topics().deadLetters());
    List<Letter> letters = new ArrayList<>();
    new TopicReader(options.kafka().clientProperties())
        .read(
            options.topics().deadLetters(),
            record -> {
              try {
                letters.add(
                    new Letter(codec.decode(record.value()), record.timestamp(), record.key()));
              } catch (RecordDecodeException e) {
                throw new IllegalStateException(e);
              }
            });
    return letters;
  }

  /** Waits for dead letters while the job runs, and returns them all. */
  List<Letter> awaitLetters(int count, LocalCluster cluster) {
    Awaitility.await(count + " dead letters")
        .atMost(Stage.LIMIT)
        .until(
            () -> {
              cluster.check();
              return letters().size() >= count;
            });
    return letters();
  }
}

package io.intereststream.deploy.e2e.audit;

import io.intereststream.history.ItemFingerprint;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.Cause;
import io.intereststream.schema.CodecFactory;
import io.intereststream.schema.HistoryStart;
import io.intereststream.schema.Interest;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes the topics of very many viewers as a job would leave them: a few events and the correct
 * update for each. A release's own encoder computes the updates.
 */
final class LargeTopics {
  static final String WATCH_EVENTS = "watch-events";
  static final String UPDATES = "interest-updates";
  static final String LETTERS = "dead-letters";
  static final String ERASURES = "viewer-erasures";
  private static final int PARTITIONS = 8;
  private static final int HISTORIES = 1_000;
  private static final long START = 1_767_225_600_000L;

  private final Properties properties = new Properties();
  private final RecordCodec<WatchEvent> events =
      CodecFactory.singleObject(List.of()).create(WatchEvent.class, WATCH_EVENTS);
  private final RecordCodec<InterestUpdate> updates =
      CodecFactory.singleObject(List.of()).create(InterestUpdate.class, UPDATES);

  LargeTopics(String brokers) {
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    // The offsets are counted here, so no batch may overtake another one.
    properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, "50");
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, "262144");
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
  }

  /**
   * Writes the topics and commits the positions of a job that has read them.
   *
   * @param viewers number of viewers
   * @param eventsEach number of events of each viewer
   */
  void write(Release release, String group, int viewers, int eventsEach) throws Exception {
    try (Admin admin = Admin.create(properties)) {
      admin
          .createTopics(
              List.of(WATCH_EVENTS, UPDATES, LETTERS, ERASURES).stream()
                  // The events are older than a broker's retention.
                  .map(
                      name ->
                          new NewTopic(name, PARTITIONS, (short) 1)
                              .configs(Map.of("retention.ms", "-1")))
                  .toList())
          .all()
          .get();
      long[] ends = send(release, viewers, eventsEach);
      Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        positions.put(
            new TopicPartition(WATCH_EVENTS, partition), new OffsetAndMetadata(ends[partition]));
      }
      admin.alterConsumerGroupOffsets(group, positions).all().get();
    }
  }

  private long[] send(Release release, int viewers, int eventsEach)
      throws InterruptedException, ExecutionException {
    List<Interests> computed = encode(release, eventsEach);
    long[] ends = new long[PARTITIONS];
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int viewer = 0; viewer < viewers; viewer++) {
        String user = "viewer-" + viewer;
        byte[] key = user.getBytes(StandardCharsets.UTF_8);
        int partition = viewer % PARTITIONS;
        long began = ends[partition];
        for (int i = 0; i < eventsEach; i++) {
          long time = START + 1000L * i;
          producer.send(
              new ProducerRecord<>(
                  WATCH_EVENTS, partition, time, key, events.encode(event(user, viewer, i, time))));
          ends[partition]++;
        }
        producer.send(
            new ProducerRecord<>(
                UPDATES,
                partition,
                START,
                key,
                updates.encode(
                    update(
                        user,
                        release.version(),
                        computed.get(viewer % HISTORIES),
                        eventsEach,
                        partition,
                        began))));
      }
      producer.flush();
    }
    return ends;
  }

  private static String item(int viewer, int i) {
    return "item-" + (viewer % HISTORIES * 7 + i * 13) % 200;
  }

  private static List<Interests> encode(Release release, int eventsEach) {
    Encoder encoder = release.encoders().get();
    List<int[]> histories = new ArrayList<>();
    for (int history = 0; history < HISTORIES; history++) {
      int viewer = history;
      histories.add(
          release.vocabulary().knownRows(eventsEach, i -> ItemFingerprint.of(item(viewer, i))));
    }
    return encoder.encode(histories);
  }

  private static WatchEvent event(String user, int viewer, int i, long time) {
    return WatchEvent.newBuilder()
        .setEventId(user + "-" + i)
        .setUserId(user)
        .setItemId(item(viewer, i))
        .setEventTime(Instant.ofEpochMilli(time))
        .setWatchMs(20_000)
        .setDurationMs(15_000L)
        .build();
  }

  private static InterestUpdate update(
      String user, String release, Interests computed, int events, int partition, long began) {
    int d = computed.dimension();
    List<Interest> interests = new ArrayList<>();
    for (int i = 0; i < computed.count(); i++) {
      interests.add(
          Interest.newBuilder()
              .setCategory(computed.categories()[i])
              .setWeight(computed.weights()[i])
              .setVector(floats(computed.vectors(), i * d, d))
              .build());
    }
    return InterestUpdate.newBuilder()
        .setUserId(user)
        .setGeneration(START)
        .setSequence(events)
        .setRelease(release)
        .setReleaseEpoch(1)
        .setInterests(interests)
        .setGeneral(floats(computed.general(), 0, d))
        .setHistorySize(events)
        .setBegan(new HistoryStart(WATCH_EVENTS, partition, began))
        .setProcessedAt(Instant.ofEpochMilli(START))
        .setCause(Cause.WATCH)
        .build();
  }

  private static List<Float> floats(float[] from, int start, int length) {
    List<Float> floats = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      floats.add(from[start + i]);
    }
    return floats;
  }
}

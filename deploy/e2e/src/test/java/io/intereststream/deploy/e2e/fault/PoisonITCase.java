package io.intereststream.deploy.e2e.fault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.e2e.fault.Observed.Letter;
import io.intereststream.deploy.e2e.metric.CollectedMetrics;
import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.schema.DeadLetter;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.TimestampType;
import io.intereststream.schema.WatchEvent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invalid records must not stop the job: it continues without a restart. */
class PoisonITCase {
  @TempDir private Path parent;
  private Stage stage;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage(parent);
    CollectedMetrics.collect(stage.configuration());
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private static WatchEvent.Builder event(String user, long time) {
    return WatchEvent.newBuilder()
        .setEventId("e-" + user)
        .setUserId(user)
        .setItemId("item-1")
        .setEventTime(Instant.ofEpochMilli(time))
        .setWatchMs(20_000)
        .setDurationMs(10_000L);
  }

  private static RecordCodec<WatchEvent> codec(JobOptions options) {
    return options.kafka().codecs().create(WatchEvent.class, options.topics().watchEvents());
  }

  private KafkaProducer<byte[], byte[]> producer(Map<String, String> settings) {
    Properties properties = new Properties();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, stage.broker().bootstrapServers());
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(200 << 20));
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(256 << 20));
    properties.putAll(settings);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Sends a record and waits for its acknowledgement. */
  private void send(ProducerRecord<byte[], byte[]> record) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      producer.send(record).get();
    }
  }

  private void sendCompressed(JobOptions options, byte[] value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("compression.type", "gzip"))) {
      producer
          .send(new ProducerRecord<>(options.topics().watchEvents(), "any".getBytes(UTF_8), value))
          .get();
    }
  }

  /** Checks that events are still turned into updates, by the same run of the job. */
  private void assertGoesOn(LocalCluster cluster, String user) throws Exception {
    JobOptions options = cluster.options();
    byte[] value = codec(options).encode(event(user, System.currentTimeMillis()).build());
    for (int partition = 0; partition < 3; partition++) {
      send(
          new ProducerRecord<>(
              options.topics().watchEvents(),
              partition,
              (user + partition).getBytes(UTF_8),
              value));
    }
    new Observed(options).awaitUpdate(user, cluster);
    assertThat(CollectedMetrics.restarts()).isZero();
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** A record of 6 MB that compression makes small, and one of 3 MB that it does not. */
  @Test
  void aRecordThatIsLargerThanAnyTopicTakesBecomesALetterThatIsCut() throws Exception {
    try (LocalCluster cluster = stage.start()) {
      byte[] compressed = new byte[6_000_000];
      Arrays.fill(compressed, (byte) 'x');
      byte[] random = new byte[3_000_000];
      new Random(1).nextBytes(random);
      sendCompressed(cluster.options(), compressed);
      send(new ProducerRecord<>(cluster.options().topics().watchEvents(), null, random));
      assertGoesOn(cluster, "after");

      List<Letter> letters = new Observed(cluster.options()).awaitLetters(2, cluster);
      for (byte[] value : List.of(compressed, random)) {
        DeadLetter letter =
            letters.stream()
                .map(Letter::content)
                .filter(content -> content.getValueLength() == value.length)
                .findAny()
                .orElseThrow();
        assertThat(letter.getErrorClass()).isEqualTo("RECORD_TOO_LARGE");
        assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(value, 0, 32 << 10));
        assertThat(letter.getValueSha256()).isEqualTo(sha256(value));
      }
      assertThat(CollectedMetrics.sum("deadLettersLost")).isZero();
    }
  }

  /** Compression makes these events small on the wire. */
  @Test
  void anEventWithMillionsOfActionsBecomesALetterBeforeAnythingIsBuilt() throws Exception {
    try (LocalCluster cluster = stage.start()) {
      for (int count : new int[] {60_000_000, 1_000}) {
        byte[] value = codec(cluster.options()).encode(event("many", 0).build());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(value, 0, value.length - 3);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        encoder.writeLong(count);
        out.writeBytes(new byte[count]);
        out.writeBytes(new byte[3]);
        sendCompressed(cluster.options(), out.toByteArray());
      }
      assertGoesOn(cluster, "after");
      assertThat(new Observed(cluster.options()).awaitLetters(2, cluster))
          .extracting(letter -> letter.content().getErrorClass())
          .containsExactlyInAnyOrder("RECORD_TOO_LARGE", "TOO_MANY_ACTIONS");
    }
  }

  /** A burst of records that are small in their batch, and too many to be held as they are. */
  @Test
  void aBurstOfLargeRecordsIsNotHeldInMemory() throws Exception {
    try (LocalCluster cluster = stage.start();
        KafkaProducer<byte[], byte[]> producer =
            producer(Map.of("compression.type", "gzip", "linger.ms", "50"))) {
      byte[] zeros = new byte[30_000_000];
      for (int record = 0; record < 100; record++) {
        producer.send(
            new ProducerRecord<>(cluster.options().topics().watchEvents(), 0, null, zeros));
      }
      producer.flush();
      assertGoesOn(cluster, "after");
      assertThat(new Observed(cluster.options()).awaitLetters(100, cluster)).hasSize(100);
      assertThat(CollectedMetrics.restarts()).isZero();
    }
  }

  @Test
  void aDeadLetterTopicThatIsGoneStopsNothing() throws Exception {
    try (LocalCluster cluster = stage.start();
        Admin admin = Admin.create(cluster.options().kafka().clientProperties())) {
      JobOptions options = cluster.options();
      send(new ProducerRecord<>(options.topics().watchEvents(), null, new byte[] {1}));
      new Observed(options).awaitLetters(1, cluster);

      admin.deleteTopics(List.of(options.topics().deadLetters())).all().get();
      for (int round = 0; round < 4; round++) {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
          for (int record = 0; record < 500; record++) {
            producer.send(
                new ProducerRecord<>(options.topics().watchEvents(), null, new byte[] {1}));
          }
        }
        assertGoesOn(cluster, "round-" + round);
      }
      Awaitility.await("lost letters")
          .atMost(Stage.LIMIT)
          .until(() -> CollectedMetrics.sum("deadLettersLost") > 1_000);

      admin
          .createTopics(List.of(new NewTopic(options.topics().deadLetters(), 1, (short) 1)))
          .all()
          .get();
      Awaitility.await("letters again")
          .atMost(Stage.LIMIT)
          .until(
              () -> {
                send(new ProducerRecord<>(options.topics().watchEvents(), null, new byte[] {1}));
                return !new Observed(options).letters().isEmpty();
              });
      assertThat(CollectedMetrics.restarts()).isZero();
    }
  }

  /** The watch topic accepts Kafka timestamps in the future and in the past. */
  @Test
  void whatIsWrittenHasNoTimeAheadAndALetterHasTheTimeOfWriting() throws Exception {
    stage.configuration().set(KafkaOptions.PARTITIONS, 3);
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", (Object) stage.broker().bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("watch-events", 3, (short) 1)
                      .configs(
                          Map.of("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE)))))
          .all()
          .get();
    }
    try (LocalCluster cluster = stage.start()) {
      JobOptions options = cluster.options();
      Observed observed = new Observed(options);
      long start = System.currentTimeMillis();
      long ahead = start + Duration.ofHours(3).toMillis();
      long old = start - Duration.ofDays(30).toMillis();
      byte[] value = codec(options).encode(event("ahead", start).build());
      send(
          new ProducerRecord<>(
              options.topics().watchEvents(), null, ahead, "k".getBytes(UTF_8), value));
      for (long time : new long[] {ahead, old}) {
        send(
            new ProducerRecord<>(
                options.topics().watchEvents(),
                null,
                time,
                null,
                "{\"no\": \"avro\"}".getBytes(UTF_8)));
      }
      observed.awaitUpdate("ahead", cluster);
      assertThat(observed.updates("ahead").get(0).timestamp())
          .isBetween(start, System.currentTimeMillis());
      List<Letter> letters = observed.awaitLetters(2, cluster);
      assertThat(letters)
          .allSatisfy(
              letter -> assertThat(letter.timestamp()).isBetween(start, System.currentTimeMillis()))
          .allSatisfy(
              letter ->
                  assertThat(letter.content().getTimestampType())
                      .isEqualTo(TimestampType.CREATE_TIME))
          .extracting(letter -> letter.content().getTimestamp().toEpochMilli())
          .containsExactlyInAnyOrder(ahead, old);
      assertGoesOn(cluster, "after");
    }
  }

  /** Records of an aborted transaction count as never sent. */
  @Test
  void recordsOfAbortedTransactionsAreNotRead() throws Exception {
    try (LocalCluster cluster = stage.start()) {
      JobOptions options = cluster.options();
      for (String user : List.of("aborted", "committed")) {
        try (KafkaProducer<byte[], byte[]> producer =
            producer(Map.of("transactional.id", "producer-of-" + user))) {
          producer.initTransactions();
          producer.beginTransaction();
          byte[] value = codec(options).encode(event(user, System.currentTimeMillis()).build());
          producer.send(new ProducerRecord<>(options.topics().watchEvents(), 0, null, value)).get();
          if (user.equals("aborted")) {
            producer.abortTransaction();
          } else {
            producer.commitTransaction();
          }
        }
      }
      // In the same partition, so that what comes before it has been read.
      new Observed(options).awaitUpdate("committed", cluster);
      assertGoesOn(cluster, "after");
      assertThat(new Observed(options).updates("aborted")).isEmpty();
    }
  }

  /** With a replacement character for each invalid byte, both ids would be the same. */
  @Test
  void viewersWhoseIdsAreNotUtf8DoNotBecomeOne() throws Exception {
    try (LocalCluster cluster = stage.start()) {
      JobOptions options = cluster.options();
      byte[] value = codec(options).encode(event("René", System.currentTimeMillis()).build());
      String text = new String(value, ISO_8859_1);
      // One byte for é, and another for its neighbour è; the length before them stays right.
      for (String latin : List.of("Ren\u00e9!", "Ren\u00e8!")) {
        byte[] bytes = text.replace("Ren\u00c3\u00a9", latin).getBytes(ISO_8859_1);
        send(new ProducerRecord<>(options.topics().watchEvents(), "Rene".getBytes(UTF_8), bytes));
      }
      assertGoesOn(cluster, "after");
      List<Letter> letters = new Observed(options).awaitLetters(2, cluster);
      assertThat(letters)
          .extracting(letter -> letter.content().getErrorClass())
          .containsExactly("NOT_UTF8", "NOT_UTF8");
      assertThat(new Observed(options).updates("Ren\ufffd!")).isEmpty();
    }
  }
}

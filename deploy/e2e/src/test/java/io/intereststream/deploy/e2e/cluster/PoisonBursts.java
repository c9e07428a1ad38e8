package io.intereststream.deploy.e2e.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.intereststream.job.config.JobOptions;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.WatchEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Bursts of each kind of invalid record. */
final class PoisonBursts {
  private static final int SMALL_RECORDS = 200;
  private static final int LARGE_RECORDS = 10;
  private static final int LARGE_BYTES = 100_000;

  private final JobOptions options;
  private final RecordCodec<WatchEvent> codec;
  private final Random random;

  PoisonBursts(JobOptions options, long seed) {
    this.options = options;
    this.codec = options.kafka().codecs().create(WatchEvent.class, options.topics().watchEvents());
    this.random = new Random(seed);
  }

  /** Sends them, each kind in a burst of its own, and waits until the broker has them. */
  void send() throws IOException {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (byte[] value : kinds()) {
        boolean large = value != null && value.length > LARGE_BYTES;
        for (int record = large ? LARGE_RECORDS : SMALL_RECORDS; record > 0; record--) {
          int partition = random.nextInt(ClusterStage.PARTITIONS);
          producer.send(
              new ProducerRecord<>(
                  options.topics().watchEvents(), partition, "k".getBytes(UTF_8), value));
        }
        producer.flush();
      }
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    Properties properties = options.kafka().clientProperties();
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(64 << 20));
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private List<byte[]> kinds() throws IOException {
    byte[] valid = codec.encode(event().build());
    byte[] garbage = new byte[1_000];
    random.nextBytes(garbage);
    byte[] largeGarbage = new byte[3_000_000];
    random.nextBytes(largeGarbage);
    byte[] otherSchema = valid.clone();
    otherSchema[5] ^= 1;
    byte[] cut = new byte[valid.length / 2];
    System.arraycopy(valid, 0, cut, 0, cut.length);
    byte[] trailing = new byte[valid.length + 1];
    System.arraycopy(valid, 0, trailing, 0, valid.length);
    List<byte[]> kinds = new ArrayList<>();
    kinds.add(null);
    kinds.add(new byte[0]);
    kinds.add("{\"no\": \"avro\"}".getBytes(UTF_8));
    kinds.add(garbage);
    kinds.add(largeGarbage);
    kinds.add(new byte[20_000_000]);
    kinds.add(otherSchema);
    kinds.add(cut);
    kinds.add(trailing);
    kinds.add(actions(5_000_000));
    kinds.add(
        new String(codec.encode(event().setUserId("Ren\u00e9").build()), ISO_8859_1)
            .replace("Ren\u00c3\u00a9", "Ren\u00e9!")
            .getBytes(ISO_8859_1));
    kinds.add(codec.encode(event().setUserId("").build()));
    kinds.add(codec.encode(event().setItemId("").build()));
    kinds.add(codec.encode(event().setItemId("x".repeat(1 << 20)).build()));
    for (long time : new long[] {-1, 0, 1_700_000_000, Long.MAX_VALUE}) {
      kinds.add(codec.encode(event().setEventTime(Instant.ofEpochMilli(time)).build()));
    }
    return kinds;
  }

  /** A valid event but for its number of actions. */
  private byte[] actions(int count) throws IOException {
    byte[] value = codec.encode(event().build());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(value, 0, value.length - 3);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    encoder.writeLong(count);
    out.writeBytes(new byte[count]);
    out.writeBytes(new byte[3]);
    return out.toByteArray();
  }

  private static WatchEvent.Builder event() {
    return WatchEvent.newBuilder()
        .setEventId("poison")
        .setUserId("poison")
        .setItemId("item-1")
        .setEventTime(Instant.ofEpochMilli(System.currentTimeMillis()))
        .setWatchMs(20_000)
        .setDurationMs(10_000L);
  }
}

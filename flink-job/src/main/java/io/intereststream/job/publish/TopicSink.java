package io.intereststream.job.publish;

import io.intereststream.job.config.JobOptions;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The sink of one of the job's topics.
 *
 * <p>A record has the timestamp of its stream element: for an update, the Kafka timestamp of the
 * watch event that caused it, so that the time from event to update can be computed from the topic.
 * If that timestamp is in the future, the record has the time of writing.
 */
public final class TopicSink {
  /** Larger than any record that brokers accept, so that the brokers determine the limit. */
  static final int MAX_REQUEST_BYTES = 32 << 20;

  /**
   * An update has several kilobytes; a batch of Kafka's default size, 16 KiB, would hold only a
   * few.
   */
  private static final int BATCH_BYTES = 128 << 10;

  /**
   * Maximum time that a batch waits for more records, in ms: a tenth of the 100 ms that an update
   * may take.
   */
  private static final int LINGER_MS = 10;

  /**
   * One request at a time. A partition leader that has just started may reject a producer's batch
   * and accept the next one. The first batch is then out of order at each retry, until its delivery
   * times out two minutes later. One request at a time also keeps the order of a viewer's updates.
   */
  private static final int REQUESTS_IN_FLIGHT = 1;

  private TopicSink() {}

  /**
   * A sink for {@code topic} with the delivery guarantee of the options.
   *
   * @param partitions number of partitions of the topic
   * @param lost receives a report for a transaction that can no longer be committed
   */
  public static Sink<OutputRecord> of(
      String topic, int partitions, JobOptions options, LostUpdates lost) {
    KafkaSinkBuilder<OutputRecord> builder =
        KafkaSink.<OutputRecord>builder()
            .setBootstrapServers(options.kafka().bootstrapServers())
            .setProperty(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MAX_REQUEST_BYTES))
            .setProperty(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(BATCH_BYTES))
            .setProperty(ProducerConfig.LINGER_MS_CONFIG, Integer.toString(LINGER_MS))
            .setProperty(
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                Integer.toString(REQUESTS_IN_FLIGHT))
            .setKafkaProducerConfig(options.kafka().clientProperties())
            .setDeliveryGuarantee(options.delivery().guarantee())
            .setRecordSerializer(new OutputRecordSchema(topic, partitions));
    if (options.delivery().isExactlyOnce()) {
      builder
          .setTransactionalIdPrefix(options.delivery().transactionalIdPrefix() + "-" + topic)
          .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
          .setProperty(
              ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
              Long.toString(options.delivery().transactionTimeout().toMillis()));
    }
    return new LastingSink<>(builder.build(), lost);
  }
}

package io.intereststream.job.publish;

import io.intereststream.job.config.JobOptions;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The sink of one of the job's topics.
 *
 * <p>A record has the Kafka timestamp of the watch event that caused it, so that the time from
 * event to update can be read from the topic; that of an event from the future becomes the time of
 * writing.
 */
public final class TopicSink {
  /** Larger than any record that brokers accept, so that the brokers set the limit. */
  static final int MAX_REQUEST_BYTES = 32 << 20;

  /** Updates have some kilobytes each: Kafka's default would make a request of seven of them. */
  private static final int BATCH_BYTES = 128 << 10;

  /** Longest wait of a batch for more records, in ms: a tenth of an update's time limit. */
  private static final int LINGER_MS = 10;

  /**
   * One request at a time. The leader of a partition that has just started may reject a producer's
   * batch and accept the one after it; the first is out of order then at each retry, until its
   * delivery times out two minutes later. It also keeps the order of a viewer's updates.
   */
  private static final int REQUESTS_IN_FLIGHT = 1;

  private TopicSink() {}

  /**
   * A sink for {@code topic} with the delivery guarantee of the options.
   *
   * @param lost takes what was written in a transaction that cannot be committed any more
   */
  public static Sink<OutputRecord> of(String topic, JobOptions options, LostUpdates lost) {
    KafkaSinkBuilder<OutputRecord> builder =
        KafkaSink.<OutputRecord>builder()
            .setBootstrapServers(options.bootstrapServers())
            .setProperty(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MAX_REQUEST_BYTES))
            .setProperty(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(BATCH_BYTES))
            .setProperty(ProducerConfig.LINGER_MS_CONFIG, Integer.toString(LINGER_MS))
            .setProperty(
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                Integer.toString(REQUESTS_IN_FLIGHT))
            .setKafkaProducerConfig(options.clientProperties())
            .setDeliveryGuarantee(options.guarantee())
            .setRecordSerializer(new OutputRecordSchema(topic));
    if (options.guarantee() == DeliveryGuarantee.EXACTLY_ONCE) {
      builder
          .setTransactionalIdPrefix(options.transactionalIdPrefix() + "-" + topic)
          .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
          .setProperty(
              ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
              Long.toString(options.transactionTimeout().toMillis()));
    }
    return new LastingSink<>(builder.build(), lost);
  }
}

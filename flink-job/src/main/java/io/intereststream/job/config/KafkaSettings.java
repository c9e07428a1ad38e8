package io.intereststream.job.config;

import io.intereststream.job.config.KafkaOptions.LostPositions;
import io.intereststream.job.config.KafkaOptions.RegistryUnavailable;
import io.intereststream.schema.CodecFactory;
import java.io.Serializable;
import java.time.Duration;
import java.util.Properties;

/**
 * The values of {@link KafkaOptions}, except the topics.
 *
 * @param bootstrapServers Kafka brokers to connect to first
 * @param clientProperties properties of every Kafka client, including the brokers
 * @param groupId consumer group for which the job commits its read positions
 * @param lostPositions what the job does if a topic no longer has the record at a read position
 * @param partitionDiscovery time between two checks for new partitions
 * @param codecs codecs of the records on all topics
 * @param registryUnavailable what the job does if the schema registry does not answer
 */
public record KafkaSettings(
    String bootstrapServers,
    Properties clientProperties,
    String groupId,
    LostPositions lostPositions,
    Duration partitionDiscovery,
    CodecFactory codecs,
    RegistryUnavailable registryUnavailable)
    implements Serializable {

  static KafkaSettings from(OptionChecks checks, StartSettings start) {
    String bootstrapServers = checks.required(KafkaOptions.BOOTSTRAP_SERVERS);
    Properties client = new Properties();
    client.putAll(checks.get(KafkaOptions.PROPERTIES));
    client.put("bootstrap.servers", String.valueOf(bootstrapServers));
    return new KafkaSettings(
        bootstrapServers,
        client,
        checks.required(KafkaOptions.GROUP_ID) + start.suffix(),
        checks.get(KafkaOptions.LOST_POSITIONS),
        checks.positive(KafkaOptions.PARTITION_DISCOVERY),
        KafkaOptions.codecs(checks),
        checks.get(KafkaOptions.REGISTRY_UNAVAILABLE));
  }

  /** A copy, to which a client adds its own properties. */
  @Override
  public Properties clientProperties() {
    Properties copy = new Properties();
    copy.putAll(clientProperties);
    return copy;
  }
}

package io.intereststream.deploy.audit.settings;

import io.intereststream.deploy.audit.rules.RuleSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

/**
 * The job's options that an audit needs.
 *
 * @param kafka properties of every Kafka client, with the brokers
 * @param group consumer group for which the job commits its positions
 * @param topics names of the topics
 * @param framing how the records are framed
 * @param limits the limits of watch events
 * @param nullValues how the job handles null values on the watch topic
 * @param rules the options that determine the histories
 * @param publishInterval minimum time between two updates of a viewer; zero for none
 * @param releases folder of all releases, each in a subfolder named by version
 */
public record AuditSettings(
    Properties kafka,
    String group,
    TopicNames topics,
    Framing framing,
    RecordLimits limits,
    NullValues nullValues,
    RuleSettings rules,
    Duration publishInterval,
    Path releases) {

  /** The brokers, for messages. */
  public String brokers() {
    return kafka.getProperty("bootstrap.servers");
  }
}

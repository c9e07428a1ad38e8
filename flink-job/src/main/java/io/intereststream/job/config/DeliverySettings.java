package io.intereststream.job.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;

/**
 * The values of {@link DeliveryOptions}.
 *
 * @param publishInterval minimum time between two updates of a viewer; zero for none
 * @param guarantee at least once or exactly once
 * @param transactionalIdPrefix prefix of the producers' transactional ids
 * @param transactionTimeout time after which the broker aborts a transaction
 */
public record DeliverySettings(
    Duration publishInterval,
    DeliveryGuarantee guarantee,
    String transactionalIdPrefix,
    Duration transactionTimeout)
    implements Serializable {

  static DeliverySettings from(OptionChecks checks, StartSettings start) {
    DeliverySettings delivery =
        new DeliverySettings(
            checks.zeroOrMore(DeliveryOptions.INTERVAL),
            checks.get(DeliveryOptions.GUARANTEE),
            checks.required(DeliveryOptions.TRANSACTIONAL_ID_PREFIX) + start.suffix(),
            checks.positive(DeliveryOptions.TRANSACTION_TIMEOUT));
    checks.that(
        delivery.guarantee != DeliveryGuarantee.NONE,
        DeliveryOptions.GUARANTEE,
        "AT_LEAST_ONCE or EXACTLY_ONCE");
    if (delivery.guarantee == DeliveryGuarantee.EXACTLY_ONCE) {
      Optional<Duration> interval = checks.optional(CheckpointingOptions.CHECKPOINTING_INTERVAL);
      checks.that(
          interval.isPresent(),
          CheckpointingOptions.CHECKPOINTING_INTERVAL,
          "an interval: EXACTLY_ONCE publishes at checkpoints");
      checks.that(
          interval.isEmpty() || delivery.transactionTimeout.compareTo(interval.get()) > 0,
          DeliveryOptions.TRANSACTION_TIMEOUT,
          "more than " + CheckpointingOptions.CHECKPOINTING_INTERVAL.key());
    }
    return delivery;
  }
}

package io.intereststream.job.config;

import io.intereststream.schema.VectorFormat;
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
 * @param vectorFormat how the vectors of updates are written
 */
public record DeliverySettings(
    Duration publishInterval,
    DeliveryGuarantee guarantee,
    String transactionalIdPrefix,
    Duration transactionTimeout,
    VectorFormat vectorFormat)
    implements Serializable {

  /** Limit of the transaction timeout. The job keeps the state of expired viewers for so long. */
  public static final Duration LONGEST_TRANSACTION = Duration.ofDays(1);

  /** Whether updates are published in transactions. */
  public boolean isExactlyOnce() {
    return guarantee == DeliveryGuarantee.EXACTLY_ONCE;
  }

  static DeliverySettings from(OptionChecks checks, StartSettings start, ReleaseSettings release) {
    DeliverySettings delivery =
        new DeliverySettings(
            checks.zeroOrMore(DeliveryOptions.INTERVAL),
            checks.get(DeliveryOptions.GUARANTEE),
            checks.required(DeliveryOptions.TRANSACTIONAL_ID_PREFIX) + start.suffix(),
            checks.positive(DeliveryOptions.TRANSACTION_TIMEOUT),
            checks.get(DeliveryOptions.VECTOR_FORMAT));
    checks.that(
        delivery.guarantee != DeliveryGuarantee.NONE,
        DeliveryOptions.GUARANTEE,
        "at-least-once or exactly-once");
    checks.that(
        delivery.vectorFormat != VectorFormat.OTHER,
        DeliveryOptions.VECTOR_FORMAT,
        "FLOAT, FP16 or INT8");
    if (delivery.isExactlyOnce()) {
      checks.that(
          delivery.transactionTimeout.compareTo(LONGEST_TRANSACTION) < 0,
          DeliveryOptions.TRANSACTION_TIMEOUT,
          "less than a day: then the job can publish again what a lost transaction contained");
      Optional<Duration> interval = checks.optional(CheckpointingOptions.CHECKPOINTING_INTERVAL);
      checks.that(
          interval.isPresent(),
          CheckpointingOptions.CHECKPOINTING_INTERVAL,
          "an interval: exactly-once publishes at checkpoints");
      checks.that(
          interval.isEmpty() || delivery.transactionTimeout.compareTo(interval.get()) > 0,
          DeliveryOptions.TRANSACTION_TIMEOUT,
          "more than " + CheckpointingOptions.CHECKPOINTING_INTERVAL.key());
      checks.that(
          !release.reembedOthersWithin().isZero(),
          ReleaseOptions.REEMBED_OTHERS_WITHIN,
          "more than 0: exactly-once publishes every viewer again if a transaction is lost");
    }
    return delivery;
  }
}

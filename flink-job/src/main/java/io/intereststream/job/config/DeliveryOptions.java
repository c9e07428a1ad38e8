package io.intereststream.job.config;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;

/** Delivery guarantee and rate of updates. */
public final class DeliveryOptions {
  public static final ConfigOption<DeliveryGuarantee> GUARANTEE =
      ConfigOptions.key("interest-stream.delivery.guarantee")
          .enumType(DeliveryGuarantee.class)
          .defaultValue(DeliveryGuarantee.AT_LEAST_ONCE)
          .withDescription(
              "`AT_LEAST_ONCE`: updates are visible at once; after a failure some are"
                  + " repeated with the same sequence numbers. `EXACTLY_ONCE`: updates are"
                  + " written in transactions and visible to `read_committed` readers after"
                  + " each checkpoint.");

  public static final ConfigOption<String> TRANSACTIONAL_ID_PREFIX =
      ConfigOptions.key("interest-stream.delivery.transactional-id-prefix")
          .stringType()
          .defaultValue("interest-stream")
          .withDescription(
              "Prefix of the transactional ids under `EXACTLY_ONCE`; must be different"
                  + " for each job on a broker.");

  public static final ConfigOption<Duration> TRANSACTION_TIMEOUT =
      ConfigOptions.key("interest-stream.delivery.transaction-timeout")
          .durationType()
          .defaultValue(Duration.ofMinutes(15))
          .withDescription(
              "Time after which the broker aborts a transaction under `EXACTLY_ONCE`:"
                  + " longer than the longest time without a checkpoint, at most the broker's"
                  + " `transaction.max.timeout.ms`.");

  public static final ConfigOption<Duration> INTERVAL =
      ConfigOptions.key("interest-stream.delivery.update-interval")
          .durationType()
          .defaultValue(Duration.ZERO)
          .withDescription(
              "Shortest time between two updates of a viewer. Changes within it are"
                  + " published together at its end, with the vectors after the newest event."
                  + " 0 publishes every change at once.");

  private DeliveryOptions() {}
}

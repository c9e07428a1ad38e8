package io.intereststream.job.config;

import io.intereststream.schema.VectorFormat;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;

/** Delivery guarantee, rate and format of updates. */
public final class DeliveryOptions {
  public static final ConfigOption<DeliveryGuarantee> GUARANTEE =
      ConfigOptions.key("interest-stream.delivery.guarantee")
          .enumType(DeliveryGuarantee.class)
          .defaultValue(DeliveryGuarantee.AT_LEAST_ONCE)
          .withDescription(
              "`at-least-once`: readers see updates immediately; after a failure, some updates"
                  + " are repeated with the same sequence numbers. `exactly-once`: the job"
                  + " writes updates in transactions, and `read_committed` readers see them"
                  + " after each checkpoint.");

  public static final ConfigOption<String> TRANSACTIONAL_ID_PREFIX =
      ConfigOptions.key("interest-stream.delivery.transactional-id-prefix")
          .stringType()
          .defaultValue("interest-stream")
          .withDescription(
              "Prefix of the transactional ids under `exactly-once`. Each job on a broker needs"
                  + " a different one, or the jobs abort each other's transactions.");

  public static final ConfigOption<Duration> TRANSACTION_TIMEOUT =
      ConfigOptions.key("interest-stream.delivery.transaction-timeout")
          .durationType()
          .defaultValue(Duration.ofMinutes(15))
          .withDescription(
              "Time after which the broker aborts a transaction under `exactly-once`. At most"
                  + " the broker's `transaction.max.timeout.ms`. Must be longer than the longest"
                  + " time without a checkpoint: if the broker aborts a transaction, the job"
                  + " publishes an update for every viewer again. Less than a day.");

  public static final ConfigOption<Duration> INTERVAL =
      ConfigOptions.key("interest-stream.delivery.update-interval")
          .durationType()
          .defaultValue(Duration.ZERO)
          .withDescription(
              "Minimum time between two updates of a viewer. Changes within it are"
                  + " published as one update at its end. 0 publishes every change immediately.");

  public static final ConfigOption<VectorFormat> VECTOR_FORMAT =
      ConfigOptions.key("interest-stream.delivery.vector-format")
          .enumType(VectorFormat.class)
          .defaultValue(VectorFormat.FLOAT)
          .withDescription(
              "How the vectors of updates are written: `FLOAT`, an array of 32-bit floats; `FP16`,"
                  + " bytes with 2 for each component; `INT8`, bytes with 1 for each component, and"
                  + " a scale for each vector. The doc texts of the schema `InterestUpdate` define"
                  + " the formats. Each update names its own, so you can change the option, but"
                  + " readers must know the new format first.");

  private DeliveryOptions() {}
}

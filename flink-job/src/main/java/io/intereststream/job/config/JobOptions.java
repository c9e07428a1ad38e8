package io.intereststream.job.config;

import io.intereststream.history.SignalPolicy;
import java.io.Serializable;
import org.apache.flink.configuration.Configuration;

/**
 * Every option of the job, read and checked together before anything starts.
 *
 * @param start how the job starts
 * @param kafka the brokers and how records are read and written
 * @param topics names of the topics
 * @param ingest limits of what is read
 * @param history rules of the histories
 * @param release where the model comes from
 * @param evaluation online evaluation of releases
 * @param delivery how updates are published
 * @param tuning options that only affect latency
 */
public record JobOptions(
    StartSettings start,
    KafkaSettings kafka,
    TopicSettings topics,
    IngestSettings ingest,
    HistorySettings history,
    ReleaseSettings release,
    EvaluationSettings evaluation,
    DeliverySettings delivery,
    TuningSettings tuning)
    implements Serializable {

  /**
   * Reads and checks all options.
   *
   * @throws InvalidOptionsException with every wrong option, what was found and what was expected
   */
  public static JobOptions from(Configuration config) {
    OptionChecks checks = new OptionChecks(config);
    checks.noUnknownNames();
    StartSettings start = StartSettings.from(checks);
    ReleaseSettings release = ReleaseSettings.from(checks);
    JobOptions options =
        new JobOptions(
            start,
            KafkaSettings.from(checks, start),
            TopicSettings.from(checks, start),
            IngestSettings.from(checks),
            HistorySettings.from(checks),
            release,
            EvaluationSettings.from(checks, release),
            DeliverySettings.from(checks, start, release),
            TuningSettings.from(checks));
    checks.throwIfAny();
    return options;
  }

  /**
   * Reads and checks only the options of the signal policy.
   *
   * @throws InvalidOptionsException with every wrong option
   */
  public static SignalPolicy signalPolicy(Configuration config) {
    OptionChecks checks = new OptionChecks(config);
    checks.noUnknownNames();
    SignalPolicy policy = HistorySettings.signalPolicy(checks);
    checks.throwIfAny();
    return policy;
  }
}

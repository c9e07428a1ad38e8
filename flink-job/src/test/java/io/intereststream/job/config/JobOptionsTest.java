package io.intereststream.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.history.Action;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.schema.VectorFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobOptionsTest {
  private static Configuration valid() {
    Configuration configuration = new Configuration();
    configuration.set(KafkaOptions.BOOTSTRAP_SERVERS, "broker:9092");
    configuration.set(ReleaseOptions.REGISTRY, "file:///registry");
    return configuration;
  }

  @Test
  void theDefaultsAreValid() throws Exception {
    JobOptions options = InstantiationUtil.clone(JobOptions.from(valid()));
    assertThat(options.history().window()).isEqualTo(100);
    assertThat(options.history().slack()).isEqualTo(25);
    assertThat(options.release().itemTables()).isEqualTo(ItemTables.PRECOMPUTED);
    assertThat(options.delivery().guarantee()).isEqualTo(DeliveryGuarantee.AT_LEAST_ONCE);
    assertThat(options.history().signalPolicy().positiveActions())
        .containsExactlyInAnyOrder(Action.LIKE, Action.FOLLOW, Action.COMMENT, Action.SHARE);
  }

  @Test
  void itemsMayBeComputedAtEachEvent() {
    Configuration configuration = valid();
    configuration.setString("interest-stream.release.item-tables", "computed");
    assertThat(JobOptions.from(configuration).release().itemTables())
        .isEqualTo(ItemTables.COMPUTED);
  }

  @Test
  void theFormatOfVectorsIsOneOfThree() {
    Configuration configuration = valid();
    assertThat(JobOptions.from(configuration).delivery().vectorFormat())
        .isEqualTo(VectorFormat.FLOAT);
    configuration.setString("interest-stream.delivery.vector-format", "int8");
    assertThat(JobOptions.from(configuration).delivery().vectorFormat())
        .isEqualTo(VectorFormat.INT8);
    configuration.setString("interest-stream.delivery.vector-format", "OTHER");
    assertThatThrownBy(() -> JobOptions.from(configuration))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining(
            "interest-stream.delivery.vector-format: OTHER (expected: FLOAT, FP16 or INT8)");
  }

  @Test
  void slackIsAQuarterOfTheWindowUnlessSet() {
    Configuration configuration = valid();
    assertThat(JobOptions.from(configuration).history().slack()).isEqualTo(25);
    configuration.set(HistoryOptions.WINDOW, 20);
    assertThat(JobOptions.from(configuration).history().slack()).isEqualTo(5);
    configuration.set(HistoryOptions.WINDOW, 1);
    assertThat(JobOptions.from(configuration).history().slack()).isZero();
    configuration.set(HistoryOptions.WINDOW, 20);
    configuration.set(HistoryOptions.SLACK, 0);
    assertThat(JobOptions.from(configuration).history().slack()).isZero();
  }

  @Test
  void nothingIsSaidOfTheSlackOfAWindowThatIsWrong() {
    Configuration configuration = valid();
    configuration.set(HistoryOptions.WINDOW, 0);
    assertThatThrownBy(() -> JobOptions.from(configuration))
        .hasMessageContaining("interest-stream.history.window: 0 (expected: at least 1)")
        .hasMessageNotContaining("slack");
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    Configuration configuration = new Configuration();
    configuration.set(HistoryOptions.WINDOW, 10);
    configuration.set(HistoryOptions.SLACK, 10);
    configuration.set(HistoryOptions.POSITIVE_ACTIONS, List.of(Action.HIDE));
    configuration.set(KafkaOptions.DEAD_LETTERS, "watch-events");
    configuration.set(KafkaOptions.FRAMING, KafkaOptions.Framing.CONFLUENT);
    assertThatThrownBy(() -> JobOptions.from(configuration))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContainingAll(
            "interest-stream.kafka.bootstrap-servers: not set (expected: a value)",
            "interest-stream.topic.dead-letters: watch-events (expected: another name than that of"
                + " interest-stream.topic.watch-events)",
            "interest-stream.codec.schema-registry-url: not set (expected: a value)",
            "interest-stream.history.slack: 10 (expected: 0 to window - 1 = 9)",
            "interest-stream.signal.positive-actions: [HIDE] (expected: none of interest-stream.signal.negative-actions",
            "interest-stream.release.registry: not set (expected: a value)");
  }

  @Test
  void aValueThatCannotBeReadIsNamedLikeAnyOtherFault() {
    Configuration configuration = valid();
    configuration.setString("interest-stream.history.window", "many");
    configuration.setString("interest-stream.history.ttl", "3 moons");
    configuration.setString("interest-stream.release.item-tables", "SOME");
    assertThatThrownBy(() -> JobOptions.from(configuration))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContainingAll(
            "interest-stream.history.window: many (",
            "interest-stream.history.ttl: 3 moons (",
            "interest-stream.release.item-tables: SOME (");
  }

  @Test
  void wrongOptionsAreAMistakeInTheUse() {
    assertThatThrownBy(() -> JobOptions.from(new Configuration()))
        .isInstanceOfSatisfying(
            InterestStreamException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
    assertThatThrownBy(() -> JobConfiguration.fromArguments("--window", "3"))
        .isInstanceOfSatisfying(
            InterestStreamException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
  }

  @Test
  void exactlyOnceNeedsCheckpointsWithinTheTransactionTimeout() {
    Configuration configuration = valid();
    configuration.set(DeliveryOptions.GUARANTEE, DeliveryGuarantee.EXACTLY_ONCE);
    assertThatThrownBy(() -> JobOptions.from(configuration))
        .hasMessageContaining("execution.checkpointing.interval: not set (expected: an interval");

    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMinutes(20));
    assertThatThrownBy(() -> JobOptions.from(configuration))
        .hasMessageContaining(
            "interest-stream.delivery.transaction-timeout: not set (expected: more than"
                + " execution.checkpointing.interval)");
  }

  @Test
  void writerSchemasAreReadFromTheirFiles(@TempDir Path folder) throws Exception {
    Configuration configuration = valid();
    Path schema = Files.writeString(folder.resolve("new.avsc"), "{ not Avro");
    configuration.set(KafkaOptions.WRITER_SCHEMAS, List.of(schema.toString()));
    assertThatThrownBy(() -> JobOptions.from(configuration))
        .hasMessageContaining("interest-stream.codec.writer-schemas: " + schema + ": ");

    configuration.set(KafkaOptions.WRITER_SCHEMAS, List.of(folder.resolve("none").toString()));
    assertThatThrownBy(() -> JobOptions.from(configuration))
        .hasMessageContaining("none: cannot be read: does not exist");
  }

  @Test
  void settingsGoBeforeTheFileAndTheFileBeforeTheDefaults(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("job.yaml"),
            """
            interest-stream:
              history:
                window: 50
                slack: 5
              signal.positive-actions: [LIKE, SHARE]
              kafka.properties:
                security.protocol: SSL
            pipeline.generic-types: true
            """);
    Configuration configuration =
        JobConfiguration.fromArguments(
            "--config", file.toString(), "-Dinterest-stream.history.slack=7");
    assertThat(configuration.get(HistoryOptions.WINDOW)).isEqualTo(50);
    assertThat(configuration.get(HistoryOptions.SLACK)).isEqualTo(7);
    assertThat(configuration.get(HistoryOptions.POSITIVE_ACTIONS))
        .containsExactly(Action.LIKE, Action.SHARE);
    assertThat(configuration.get(KafkaOptions.PROPERTIES))
        .containsEntry("security.protocol", "SSL");
    assertThat(configuration.get(PipelineOptions.GENERIC_TYPES)).isTrue();
    assertThat(configuration.get(PipelineOptions.OBJECT_REUSE)).isTrue();
  }

  @Test
  void whatTheJobSetsOfFlinksOptionsReachesTheEnvironmentUnlessTheUserSetsIt() {
    StreamExecutionEnvironment byDefault =
        StreamExecutionEnvironment.createLocalEnvironment(
            JobConfiguration.withDefaults(new Configuration()));
    assertThat(byDefault.getMaxParallelism()).isEqualTo(720);
    assertThat(byDefault.getBufferTimeout()).isEqualTo(5);

    Configuration own = new Configuration();
    own.set(CoreOptions.DEFAULT_PARALLELISM, 3);
    own.set(PipelineOptions.MAX_PARALLELISM, 60);
    own.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(40));
    StreamExecutionEnvironment byUser =
        StreamExecutionEnvironment.createLocalEnvironment(JobConfiguration.withDefaults(own));
    assertThat(byUser.getParallelism()).isEqualTo(3);
    assertThat(byUser.getMaxParallelism()).isEqualTo(60);
    assertThat(byUser.getBufferTimeout()).isEqualTo(40);
  }

  @Test
  void argumentsAndFilesThatCannotBeUsedAreNamed(@TempDir Path folder) {
    assertThatThrownBy(() -> JobConfiguration.fromArguments("--window", "3"))
        .hasMessage("argument: --window (expected: --config FILE or -Dkey=value)");
    assertThatThrownBy(() -> JobConfiguration.fromFile(folder.resolve("none.yaml")))
        .hasMessageContaining("none.yaml: missing (expected: YAML)");
  }

  @Test
  void namesThatNoOptionHasAreErrorsWithTheNearestOne(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("job.yaml"),
            """
            interest-stream:
              kafka.bootstrap-servers: broker:9092
              release.registry: /registry
              delivery.guarantees: exactly-once
              history.windw: 50
            interest-streams.history.ttl: 3 d
            pipeline.no-such-option: 1
            """);
    Configuration configuration =
        JobConfiguration.fromArguments(
            "--config", file.toString(), "-Dinterest-stream.Live.Sample=0.1");
    assertThatThrownBy(() -> JobOptions.from(configuration))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContainingAll(
            "interest-stream.delivery.guarantees: unknown option (expected:"
                + " interest-stream.delivery.guarantee;",
            "interest-stream.history.windw: unknown option (expected:"
                + " interest-stream.history.window;",
            "interest-streams.history.ttl: unknown option (expected: interest-stream.history.ttl;",
            "interest-stream.Live.Sample: unknown option (expected: interest-stream.live.sample;")
        .hasMessageNotContaining("pipeline");
    assertThatThrownBy(() -> JobOptions.signalPolicy(configuration))
        .hasMessageContaining("interest-stream.history.windw");
  }

  @Test
  void propertiesOfKafkaClientsMayHaveAnyName() {
    Configuration configuration = valid();
    configuration.setString("interest-stream.kafka.properties.any.thing", "1");
    assertThat(JobOptions.from(configuration).kafka().clientProperties())
        .containsEntry("any.thing", "1");
    configuration.setString("interest-stream.kafka.properties.", "1");
    configuration.setString("interest-stream.kafka.propertie.any", "1");
    assertThatThrownBy(() -> JobOptions.from(configuration))
        .hasMessageContainingAll(
            "interest-stream.kafka.properties.: unknown option",
            "interest-stream.kafka.propertie.any: unknown option");
  }

  @Test
  void aJobBesideAnotherOneSharesNeitherGroupNorTransactionsNorUpdates() {
    Configuration configuration = valid();
    configuration.set(StartOptions.BESIDE, "trial.1");
    JobOptions options = JobOptions.from(configuration);
    assertThat(options.kafka().groupId()).isEqualTo("interest-stream-trial.1");
    assertThat(options.delivery().transactionalIdPrefix()).isEqualTo("interest-stream-trial.1");
    assertThat(options.topics().interestUpdates()).isEqualTo("interest-updates-trial.1");
    assertThat(options.topics().watchEvents()).isEqualTo("watch-events");
    assertThat(options.topics().releaseEvents()).isEqualTo("release-events");
    configuration.set(StartOptions.BESIDE, "a b");
    assertThatThrownBy(() -> JobOptions.from(configuration))
        .hasMessageContaining("interest-stream.start.beside: a b (expected: letters");
  }

  @Test
  void itWarnsOfCheckpointsThatAreThreeIntervalsLate() {
    Configuration configuration = valid();
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(10));
    assertThat(JobOptions.from(configuration).start().checkpointAlertAge())
        .isEqualTo(Duration.ofMinutes(2));
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMinutes(5));
    assertThat(JobOptions.from(configuration).start().checkpointAlertAge())
        .isEqualTo(Duration.ofMinutes(15));
    configuration.set(StartOptions.CHECKPOINT_ALERT_AGE, Duration.ofMinutes(5));
    assertThatThrownBy(() -> JobOptions.from(configuration))
        .hasMessageContaining("interest-stream.checkpoint.alert-age");
  }

  @Test
  void failedCheckpointsAreToleratedForFiveMinutes() {
    Configuration configuration = new Configuration();
    assertThat(tolerableFailures(configuration)).isEqualTo(10);
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    assertThat(tolerableFailures(configuration)).isEqualTo(300);
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofHours(1));
    assertThat(tolerableFailures(configuration)).isEqualTo(1);
  }

  private static int tolerableFailures(Configuration configuration) {
    return JobConfiguration.withDefaults(configuration)
        .get(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER);
  }

  @Test
  void slowCheckpointsLeaveAPause() {
    Configuration configuration = new Configuration();
    assertThat(pause(configuration)).isEqualTo(Duration.ofSeconds(15));
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(2));
    assertThat(pause(configuration)).isEqualTo(Duration.ofSeconds(1));
  }

  private static Duration pause(Configuration configuration) {
    return JobConfiguration.withDefaults(configuration)
        .get(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS);
  }

  @Test
  void errorsShowNoSecrets() {
    Configuration configuration = valid();
    configuration.set(KafkaOptions.FRAMING, KafkaOptions.Framing.CONFLUENT);
    configuration.set(KafkaOptions.REGISTRY_URL, "ftp://alice:pass1@registry");
    configuration.setString("interest-stream.kafka.properties", "sasl.jaas.config pass2");
    assertThatThrownBy(() -> JobOptions.from(configuration))
        .hasMessageContaining("interest-stream.kafka.properties: ***")
        .hasMessageContaining("ftp://registry")
        .hasMessageNotContaining("pass1")
        .hasMessageNotContaining("pass2");
  }

  @Test
  void aFileThatMayNotBeReadIsNotMissing(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("job.yaml"), "a: b");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeThat(Files.isReadable(file))
        .as("skipped: permissions do not hold for this user (root; .ci/run drops that right)")
        .isFalse();
    assertThatThrownBy(() -> JobConfiguration.fromFile(file))
        .isInstanceOf(InterestStreamException.class)
        .hasMessage(
            "configuration file " + file + ": cannot be read: permission denied (expected: YAML)");
  }

  @Test
  void theLeadTimeOfAReleaseIsNoneUnlessItIsSet() {
    assertThat(JobOptions.from(valid()).release().leadTime()).isZero();
    Configuration configuration = valid();
    configuration.set(ReleaseOptions.LEAD_TIME, Duration.ofMinutes(2));
    assertThat(JobOptions.from(configuration).release().leadTime())
        .isEqualTo(Duration.ofMinutes(2));
    configuration.set(ReleaseOptions.LEAD_TIME, Duration.ofMinutes(-2));
    assertThatThrownBy(() -> JobOptions.from(configuration))
        .hasMessageContaining("interest-stream.release.lead-time")
        .hasMessageContaining("0 or more");
  }
}

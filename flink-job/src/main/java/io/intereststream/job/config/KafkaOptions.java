package io.intereststream.job.config;

import io.intereststream.error.IoFault;
import io.intereststream.schema.CodecFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Brokers, topics and how records are framed on them. */
public final class KafkaOptions {
  /** How records are framed. */
  public enum Framing {
    /** Avro single-object encoding: marker, fingerprint of the writer schema, body. */
    SINGLE_OBJECT,
    /** Confluent framing: a zero byte, the schema's id in a registry, body. */
    CONFLUENT
  }

  /** What the job does if the topic no longer has the record to be read next. */
  public enum LostPositions {
    /** The job fails with an error that says what is lost. */
    FAIL,
    /** The job counts the lost records and continues at the earliest record. */
    CONTINUE
  }

  /** What the job does if the schema registry does not answer, or denies access. */
  public enum RegistryUnavailable {
    /** The task waits and tries again, with growing pauses. */
    WAIT,
    /** Records whose schema is not known yet become dead letters. */
    DEAD_LETTER
  }

  public static final ConfigOption<String> BOOTSTRAP_SERVERS =
      ConfigOptions.key("interest-stream.kafka.bootstrap-servers")
          .stringType()
          .noDefaultValue()
          .withDescription("Kafka brokers to connect to first: `host:port`, separated by commas.");

  public static final ConfigOption<Map<String, String>> PROPERTIES =
      ConfigOptions.key("interest-stream.kafka.properties")
          .mapType()
          .defaultValue(Map.of())
          .withDescription(
              "Properties of every Kafka client of the job, such as security, compression"
                  + " and `isolation.level` (default: `read_committed`). You can also set them"
                  + " one by one: `interest-stream.kafka.properties.security.protocol: SSL`.");

  public static final ConfigOption<String> GROUP_ID =
      ConfigOptions.key("interest-stream.kafka.group-id")
          .stringType()
          .defaultValue("interest-stream")
          .withDescription("Consumer group for which the job commits its read positions.");

  public static final ConfigOption<LostPositions> LOST_POSITIONS =
      ConfigOptions.key("interest-stream.kafka.lost-positions")
          .enumType(LostPositions.class)
          .defaultValue(LostPositions.FAIL)
          .withDescription(
              "What the job does if a topic no longer has the record at which the job must"
                  + " continue (retention deleted it while the job was down, or the topic was"
                  + " recreated). `FAIL`: the job ends with an error that names the position."
                  + " `CONTINUE`: it counts the lost records (`source.recordsLost`) and"
                  + " continues at the earliest record.");

  public static final ConfigOption<Duration> PARTITION_DISCOVERY =
      ConfigOptions.key("interest-stream.kafka.partition-discovery-interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription("Time between two checks for new partitions of the input topics.");

  public static final ConfigOption<String> WATCH_EVENTS =
      ConfigOptions.key("interest-stream.topic.watch-events")
          .stringType()
          .defaultValue("watch-events")
          .withDescription(
              "Topic of the watch events, which the job reads; retention by time or"
                  + " size, key `user_id`.");

  public static final ConfigOption<String> VIEWER_ERASURES =
      ConfigOptions.key("interest-stream.topic.viewer-erasures")
          .stringType()
          .defaultValue("viewer-erasures")
          .withDescription(
              "Topic of erasures: the key of a record is the id of a viewer to erase, and"
                  + " the value is ignored. The topic must keep records at least as long as the"
                  + " watch topic and the oldest checkpoint.");

  public static final ConfigOption<String> INTEREST_UPDATES =
      ConfigOptions.key("interest-stream.topic.interest-updates")
          .stringType()
          .defaultValue("interest-updates")
          .withDescription(
              "Topic to which the job writes interest updates; compacted, key" + " `user_id`.");

  public static final ConfigOption<String> DEAD_LETTERS =
      ConfigOptions.key("interest-stream.topic.dead-letters")
          .stringType()
          .defaultValue("dead-letters")
          .withDescription(
              "Topic for input records that are not valid watch events; not" + " compacted.");

  public static final ConfigOption<String> RELEASE_EVENTS =
      ConfigOptions.key("interest-stream.topic.release-events")
          .stringType()
          .defaultValue("release-events")
          .withDescription(
              "Topic to which the job writes a record for each step of a model release, such as"
                  + " validated, activated or rejected; not compacted. `interest-stream model"
                  + " status` reads it.");

  public static final ConfigOption<Integer> PARTITIONS =
      ConfigOptions.key("interest-stream.topic.partitions")
          .intType()
          .defaultValue(8)
          .withDescription("Number of partitions of the topics that the job creates.");

  public static final ConfigOption<Integer> REPLICATION =
      ConfigOptions.key("interest-stream.topic.replication-factor")
          .intType()
          .defaultValue(-1)
          .withDescription(
              "Number of replicas of the topics that the job creates; -1 for the broker's"
                  + " default.");

  public static final ConfigOption<Framing> FRAMING =
      ConfigOptions.key("interest-stream.codec.framing")
          .enumType(Framing.class)
          .defaultValue(Framing.SINGLE_OBJECT)
          .withDescription(
              "Framing of the Avro records on all topics: `SINGLE_OBJECT` (Avro"
                  + " single-object encoding) or `CONFLUENT`.");

  public static final ConfigOption<String> REGISTRY_URL =
      ConfigOptions.key("interest-stream.codec.schema-registry-url")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Base address of a schema registry with the Confluent protocol. Required for"
                  + " `CONFLUENT` framing.");

  public static final ConfigOption<RegistryUnavailable> REGISTRY_UNAVAILABLE =
      ConfigOptions.key("interest-stream.codec.registry-unavailable")
          .enumType(RegistryUnavailable.class)
          .defaultValue(RegistryUnavailable.WAIT)
          .withDescription(
              "What the job does if it needs the schema registry and the registry does not"
                  + " answer or denies access (401, 403). `WAIT`: the task tries again, with"
                  + " pauses of up to 30 s, and events wait. `DEAD_LETTER`: records whose schema"
                  + " the job does not know yet become dead letters; the job drops dead letters"
                  + " whose own schema it cannot register, and counts them"
                  + " (`events.deadLettersNotEncoded`). In both cases the job keeps the schemas"
                  + " that it already knows, and waits if it must register the schema of an"
                  + " update or a release event.");

  public static final ConfigOption<List<String>> WRITER_SCHEMAS =
      ConfigOptions.key("interest-stream.codec.writer-schemas")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription(
              "Schema files (`.avsc`) of producers that are newer than this job, so that"
                  + " the job can read their records under `SINGLE_OBJECT` framing. They are"
                  + " read on the machine that submits the job.");

  private KafkaOptions() {}

  /** The codecs of the options; null if they are wrong. */
  static CodecFactory codecs(OptionChecks checks) {
    if (checks.get(FRAMING) == Framing.CONFLUENT) {
      String url = checks.required(REGISTRY_URL);
      if (url == null) {
        return null;
      }
      try {
        return CodecFactory.confluent(URI.create(url));
      } catch (IllegalArgumentException e) {
        checks.fault(
            REGISTRY_URL.key()
                + ": "
                + CodecFactory.withoutCredentials(url)
                + " (expected: an address such as http://host:8081)");
        return null;
      }
    }
    List<String> schemas = new ArrayList<>();
    for (String file : checks.get(WRITER_SCHEMAS)) {
      try {
        String schema = Files.readString(Path.of(file));
        CodecFactory.singleObject(List.of(schema));
        schemas.add(schema);
      } catch (IOException e) {
        checks.fault(
            "%s: %s: cannot be read: %s (expected: a file with an Avro schema)"
                .formatted(WRITER_SCHEMAS.key(), file, IoFault.reason(e)));
      } catch (RuntimeException e) {
        checks.fault(
            "%s: %s: %s (expected: an Avro schema as JSON)"
                .formatted(
                    WRITER_SCHEMAS.key(),
                    file,
                    (e.getCause() == null ? e : e.getCause()).getMessage()));
      }
    }
    return CodecFactory.singleObject(schemas);
  }
}

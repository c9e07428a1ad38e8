package io.intereststream.job.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.history.Signal;
import io.intereststream.job.config.IngestOptions;
import io.intereststream.job.config.IngestOptions.NullValues;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.KafkaOptions.RegistryUnavailable;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.metric.JobMetric;
import io.intereststream.job.publish.LetterRecord;
import io.intereststream.schema.Action;
import io.intereststream.schema.CodecFactory;
import io.intereststream.schema.DeadLetter;
import io.intereststream.schema.LetterHeader;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.TimestampType;
import io.intereststream.schema.WatchEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.metrics.groups.TaskManagerMetricGroup;
import org.apache.flink.runtime.metrics.groups.TaskMetricGroup;
import org.apache.flink.runtime.metrics.util.TestingMetricRegistry;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The decoder in Flink's operator harness, with its counters as a metric reporter sees them. */
class WatchDecoderTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final Set<String> COUNTED =
      Set.of("positive", "negative", "neutral", "corrected", "deadLetters");

  private final Map<String, Counter> counters = new TreeMap<>();
  private final Map<String, Counter> kinds = new TreeMap<>();
  private final Set<String> registered = new TreeSet<>();
  private RecordCodec<WatchEvent> events;
  private RecordCodec<DeadLetter> letters;
  private OneInputStreamOperatorTestHarness<SourceRecord, Watch> flink;

  @BeforeEach
  void open() throws Exception {
    open(configuration());
  }

  private static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set(KafkaOptions.BOOTSTRAP_SERVERS, "nowhere:1");
    configuration.set(ReleaseOptions.REGISTRY, "nowhere");
    return configuration;
  }

  private void open(Configuration configuration) throws Exception {
    JobOptions options = JobOptions.from(configuration);
    CodecFactory codecs = CodecFactory.singleObject(List.of());
    events = codecs.create(WatchEvent.class, options.topics().watchEvents());
    letters = codecs.create(DeadLetter.class, options.topics().deadLetters());
    flink =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(new WatchDecoder(options)),
            new MockEnvironmentBuilder().setMetricGroup(metrics()).build());
    flink.open();
  }

  /** Opens the decoder again, with another configuration. */
  private void reopen(Consumer<Configuration> change) throws Exception {
    flink.close();
    counters.clear();
    Configuration configuration = configuration();
    change.accept(configuration);
    open(configuration);
  }

  private TaskMetricGroup metrics() {
    TestingMetricRegistry registry =
        TestingMetricRegistry.builder()
            .setRegisterConsumer(
                (metric, name, group) -> {
                  List<String> scope = List.of(group.getScopeComponents());
                  if (scope.contains("kind")) {
                    kinds.put(scope.get(scope.size() - 1), (Counter) metric);
                    registered.add("events." + name);
                  } else if (scope.contains("events") || scope.contains("registry")) {
                    counters.put(name, (Counter) metric);
                    registered.add((scope.contains("events") ? "events." : "registry.") + name);
                  }
                })
            .build();
    return TaskManagerMetricGroup.createTaskManagerMetricGroup(
            registry, "here", ResourceID.generate())
        .addJob(new JobID(), "job")
        .addTask(ExecutionAttemptID.randomId(), "decode");
  }

  @AfterEach
  void close() throws Exception {
    flink.close();
  }

  private static WatchEvent.Builder event(String user) {
    return WatchEvent.newBuilder()
        .setEventId("e-" + user)
        .setUserId(user)
        .setItemId("i1")
        .setEventTime(Instant.ofEpochMilli(NOW))
        .setWatchMs(20_000)
        .setDurationMs(20_000L);
  }

  private void process(byte[] key, byte[] value) throws Exception {
    process(record(key, value));
  }

  private void process(SourceRecord record) throws Exception {
    flink.processElement(new StreamRecord<>(record, record.timestamp));
  }

  private static SourceRecord record(byte[] key, byte[] value) {
    SourceRecord record = new SourceRecord();
    record.key = key;
    record.keyLength = key == null ? -1 : key.length;
    record.value = value;
    record.valueLength = value == null ? -1 : value.length;
    record.headerKeys = new String[0];
    record.headerValues = new byte[0][];
    record.timestampType = TimestampType.CREATE_TIME;
    record.topic = "the-topic";
    record.partition = 5;
    record.offset = 1L << 40;
    record.timestamp = NOW + 7;
    return record;
  }

  private void process(WatchEvent.Builder event) throws Exception {
    process(event.getUserId().getBytes(UTF_8), events.encode(event.build()));
  }

  private List<LetterRecord> deadLetters() {
    List<LetterRecord> records = new ArrayList<>();
    var side = flink.getSideOutput(WatchDecoder.DEAD_LETTERS);
    if (side != null) {
      side.forEach(record -> records.add(record.getValue()));
    }
    return records;
  }

  private Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    counters.forEach(
        (name, counter) -> {
          if (COUNTED.contains(name)) {
            counts.put(name, counter.getCount());
          }
        });
    return counts;
  }

  /**
   * The only letter; checks that it is counted, by its kind too, and that the next event goes on.
   */
  private DeadLetter onlyLetter(LetterKind kind) throws Exception {
    assertThat(deadLetters()).hasSize(1);
    assertThat(counters.get("deadLetters").getCount()).isEqualTo(1);
    assertThat(kinds.get(kind.name()).getCount()).isEqualTo(1);
    process(event("next"));
    assertThat(flink.extractOutputValues()).extracting(watch -> watch.userId).containsOnly("next");
    DeadLetter letter = letters.decode(deadLetters().get(0).value);
    assertThat(letter.getErrorClass()).isEqualTo(kind.name());
    return letter;
  }

  private static Map<String, Long> counts(
      long positive, long negative, long neutral, long corrected, long dead) {
    return Map.of(
        "positive", positive,
        "negative", negative,
        "neutral", neutral,
        "corrected", corrected,
        "deadLetters", dead);
  }

  @Test
  void positiveAndNegativeEventsGoOnAndNeutralOnesAreCountedOnly() throws Exception {
    process(event("positive"));
    process(event("negative").setActions(List.of(Action.LIKE, Action.HIDE)));
    process(event("neutral").setWatchMs(1_000));

    assertThat(flink.extractOutputValues())
        .extracting(watch -> watch.userId + " " + watch.signal)
        .containsExactly("positive " + Signal.POSITIVE, "negative " + Signal.NEGATIVE);
    assertThat(deadLetters()).isEmpty();
    assertThat(counts()).isEqualTo(counts(1, 1, 1, 0, 0));
  }

  @Test
  void anEventGoesOnWithItsPlaceOnTheTopicAndItsTimestamp() throws Exception {
    process(event("u"));
    Watch watch = flink.extractOutputValues().get(0);
    assertThat(watch.eventId).isEqualTo("e-u");
    assertThat(watch.eventTime).isEqualTo(NOW);
    assertThat(watch.partition).isEqualTo(5);
    assertThat(watch.offset).isEqualTo(1L << 40);
    assertThat(flink.extractOutputStreamRecords().get(0).getTimestamp()).isEqualTo(NOW + 7);
  }

  @Test
  void correctedEventsAreCountedWhateverTheySay() throws Exception {
    process(event("long").setWatchMs(-1).setActions(List.of(Action.LIKE)));
    process(event("neutral").setDurationMs(0L));
    assertThat(flink.extractOutputValues()).extracting(watch -> watch.userId).containsOnly("long");
    assertThat(counts()).isEqualTo(counts(1, 0, 1, 2, 0));
  }

  @Test
  void bytesThatAreNoEventBecomeADeadLetterWithAllThatIsKnownOfThem() throws Exception {
    byte[] key = {0, -1, 2};
    byte[] value = {9, 8, 7};
    process(key, value);

    assertThat(flink.extractOutputValues()).isEmpty();
    assertThat(counts()).isEqualTo(counts(0, 0, 0, 0, 1));
    LetterRecord record = deadLetters().get(0);
    assertThat(record.key).isEqualTo(key);
    assertThat(record.topic).isEqualTo("the-topic");
    assertThat(record.partition).isEqualTo(5);
    assertThat(record.offset).isEqualTo(1L << 40);
    assertThat(letters.decode(record.value))
        .isEqualTo(
            DeadLetter.newBuilder()
                .setKey(ByteBuffer.wrap(key))
                .setValue(ByteBuffer.wrap(value))
                .setKeyLength(3)
                .setValueLength(3)
                .setHeaderCount(0)
                .setTopic("the-topic")
                .setPartition(5)
                .setOffset(1L << 40)
                .setTimestamp(Instant.ofEpochMilli(NOW + 7))
                .setTimestampType(TimestampType.CREATE_TIME)
                .setErrorClass("BROKEN_RECORD")
                .setErrorMessage(
                    "value on topic watch-events: 3 bytes (expected: at least the 10 bytes of a"
                        + " single-object header, c301 first)")
                .setJobVersion(JobVersion.CURRENT)
                .build());
    assertThat(flink.getSideOutput(WatchDecoder.DEAD_LETTERS).peek().getTimestamp())
        .isEqualTo(NOW + 7);
  }

  @Test
  void anEventThatBreaksARuleBecomesADeadLetterWithTheRule() throws Exception {
    WatchEvent event = event("u").setItemId("").build();
    byte[] value = events.encode(event);
    process("u".getBytes(UTF_8), value);
    DeadLetter letter = letters.decode(deadLetters().get(0).value);
    assertThat(letter.getErrorClass()).isEqualTo("INVALID_ID");
    assertThat(letter.getErrorMessage()).isEqualTo("item_id: 0 characters (expected: 1 to 512)");
    assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(value));
    assertThat(counts()).isEqualTo(counts(0, 0, 0, 0, 1));
  }

  @Test
  void anIdThatIsLongerThanTheOptionAllowsBecomesADeadLetter() throws Exception {
    reopen(options -> options.set(IngestOptions.MAX_ID_LENGTH, 10));
    process(event("viewer-10"));
    process(event("viewer-1"));
    DeadLetter letter = letters.decode(deadLetters().get(0).value);
    assertThat(letter.getErrorMessage()).isEqualTo("event_id: 11 characters (expected: 1 to 10)");
    assertThat(kinds.get("INVALID_ID").getCount()).isEqualTo(1);
    assertThat(flink.extractOutputValues())
        .extracting(watch -> watch.userId)
        .containsExactly("viewer-1");
  }

  @Test
  void aRecordWithoutKeyAndValueBecomesADeadLetterWithoutThem() throws Exception {
    process(null, null);
    LetterRecord record = deadLetters().get(0);
    assertThat(record.key).isNull();
    DeadLetter letter = letters.decode(record.value);
    assertThat(letter.getKey()).isNull();
    assertThat(letter.getValue()).isNull();
    assertThat(letter.getErrorClass()).isEqualTo("NULL_VALUE");
    assertThat(letter.getKeyLength()).isEqualTo(-1);
    assertThat(letter.getValueLength()).isEqualTo(-1);
    assertThat(letter.getErrorMessage()).isEqualTo("value: null (expected: a WatchEvent)");
  }

  @Test
  void nullValuesAreCountedAndIgnoredByOption() throws Exception {
    reopen(options -> options.set(IngestOptions.NULL_VALUES, NullValues.IGNORE));
    process("u".getBytes(UTF_8), null);
    process(event("next"));
    assertThat(deadLetters()).isEmpty();
    assertThat(counters.get("nullValuesIgnored").getCount()).isEqualTo(1);
    assertThat(flink.extractOutputValues()).hasSize(1);
  }

  /** Whatever the limits: nobody's erasure may be lost to them. */
  @Test
  void aMarkedNullValueErasesByOptionWhateverTheLimits() throws Exception {
    SourceRecord marked = record("u".repeat(512).getBytes(UTF_8), null);
    marked.marksErasure = true;
    process(marked);
    assertThat(deadLetters()).hasSize(1);

    reopen(
        options -> {
          options.set(IngestOptions.ERASE_MARKED_NULLS, true);
          options.set(IngestOptions.NULL_VALUES, NullValues.IGNORE);
          options.set(IngestOptions.MAX_RECORD_BYTES, new MemorySize(1));
          options.set(IngestOptions.MAX_ID_LENGTH, 1);
          options.set(IngestOptions.DEAD_LETTER_BYTES, new MemorySize(1));
        });
    process(marked);
    Watch erasure = flink.extractOutputValues().get(0);
    assertThat(erasure.erase).isTrue();
    assertThat(erasure.userId).isEqualTo("u".repeat(512));
    assertThat(erasure.offset).isEqualTo(1L << 40);
    assertThat(flink.extractOutputStreamRecords().get(0).getTimestamp()).isEqualTo(NOW + 7);

    marked.key = new byte[] {(byte) 0xE9};
    marked.keyLength = 1;
    process(marked);
    assertThat(kinds.get("INVALID_ID").getCount()).isEqualTo(1);
    marked.key = new byte[] {'u'};
    marked.keyLength = 5_000;
    process(marked);
    assertThat(kinds.get("INVALID_ID").getCount()).isEqualTo(2);
    process(record("u".getBytes(UTF_8), null));
    assertThat(counters.get("nullValuesIgnored").getCount()).isEqualTo(1);
  }

  @Test
  void timesThatCannotBeAreRejectedWithBothTimesInTheMessage() throws Exception {
    process(event("seconds").setEventTime(Instant.ofEpochMilli(NOW / 1000)));
    DeadLetter letter = onlyLetter(LetterKind.IMPLAUSIBLE_TIME);
    assertThat(letter.getErrorMessage())
        .contains(Long.toString(NOW / 1000), Long.toString(NOW + 7));
  }

  @Test
  void aRecordWithoutATimestampIsRejected() throws Exception {
    SourceRecord record = record(null, events.encode(event("u").build()));
    record.timestamp = -1;
    record.timestampType = TimestampType.NONE;
    process(record);
    DeadLetter letter = onlyLetter(LetterKind.NO_TIMESTAMP);
    assertThat(letter.getTimestampType()).isEqualTo(TimestampType.NONE);
  }

  @Test
  void aRecordThatIsTooLongIsNotDecodedAndItsLetterIsCut() throws Exception {
    reopen(
        options -> {
          options.set(IngestOptions.MAX_RECORD_BYTES, new MemorySize(1_000));
          options.set(IngestOptions.DEAD_LETTER_BYTES, new MemorySize(100));
        });
    byte[] value = Arrays.copyOf(events.encode(event("long").build()), 1_001);
    process(new byte[200], value);
    DeadLetter letter = onlyLetter(LetterKind.RECORD_TOO_LARGE);
    assertThat(letter.getErrorMessage())
        .isEqualTo(
            "value: 1001 bytes (expected: at most 1000, interest-stream.ingest.max-record-bytes)");
    assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(value, 0, 100));
    assertThat(letter.getValueLength()).isEqualTo(1_001);
    assertThat(letter.getValueSha256())
        .isEqualTo(HexFormat.of().formatHex(CutBytes.of(ByteBuffer.wrap(value)).sha256()));
    assertThat(letter.getKey()).isEqualTo(ByteBuffer.allocate(100));
    assertThat(letter.getKeyLength()).isEqualTo(200);
    assertThat(deadLetters().get(0).key).hasSize(100);
  }

  @Test
  void aRecordThatTheConsumerHasCutAlreadyKeepsItsLengthAndHash() throws Exception {
    SourceRecord record = record(null, new byte[] {1, 2});
    record.valueLength = 300_000_000;
    record.valueSha256 = new byte[32];
    process(record);
    DeadLetter letter = onlyLetter(LetterKind.RECORD_TOO_LARGE);
    assertThat(letter.getValueLength()).isEqualTo(300_000_000);
    assertThat(letter.getValueSha256()).isEqualTo("0".repeat(64));
  }

  @Test
  void headersAreKeptInTheLetter() throws Exception {
    SourceRecord record = record(null, new byte[0]);
    record.headerKeys = new String[] {"trace", "empty"};
    record.headerValues = new byte[][] {{1, 2}, null};
    record.headerCount = 3;
    process(record);
    DeadLetter letter = onlyLetter(LetterKind.BROKEN_RECORD);
    assertThat(letter.getHeaders())
        .containsExactly(
            new LetterHeader("trace", ByteBuffer.wrap(new byte[] {1, 2})),
            new LetterHeader("empty", null));
    assertThat(letter.getHeaderCount()).isEqualTo(3);
  }

  @Test
  void tooManyActionsAreRejected() throws Exception {
    process(event("many").setActions(Collections.nCopies(65, Action.LIKE)));
    assertThat(onlyLetter(LetterKind.TOO_MANY_ACTIONS).getErrorMessage())
        .contains("65 array items (expected: at most 64)");
  }

  @Test
  void tooManyAttributesAreRejected() throws Exception {
    reopen(options -> options.set(IngestOptions.MAX_ATTRIBUTES, 1));
    process(event("many").setAttributes(Map.of("a", "", "b", "")));
    assertThat(onlyLetter(LetterKind.TOO_MANY_ATTRIBUTES).getErrorMessage())
        .contains("2 map entries (expected: at most 1)");
  }

  /** Two viewers of other names would become one. */
  @Test
  void idsThatAreNotUtf8AreRejected() throws Exception {
    byte[] value = events.encode(event("Rene").build());
    for (int at = 0; at < value.length - 4; at++) {
      if (value[at] == 'R' && value[at + 3] == 'e') {
        value[at + 3] = (byte) 0xE9;
      }
    }
    process(null, value);
    assertThat(onlyLetter(LetterKind.NOT_UTF8).getErrorMessage()).contains("not UTF-8");
  }

  @Test
  void unknownSchemasAreNamed() throws Exception {
    byte[] value = events.encode(event("u").build());
    value[5] ^= 1;
    process(null, value);
    onlyLetter(LetterKind.UNKNOWN_SCHEMA);
  }

  /** No letter can be written then either: its schema has to be registered. */
  @Test
  void aRegistryThatIsDownStopsNothingWhereItsRecordsBecomeDeadLetters() throws Exception {
    reopen(
        options -> {
          options.set(KafkaOptions.FRAMING, KafkaOptions.Framing.CONFLUENT);
          options.set(KafkaOptions.REGISTRY_URL, "http://127.0.0.1:1");
          options.set(KafkaOptions.REGISTRY_UNAVAILABLE, RegistryUnavailable.DEAD_LETTER);
        });
    long start = System.nanoTime();
    for (int record = 0; record < 200; record++) {
      process(null, new byte[] {0, 0, 0, 0, 7, 1, 2, 3});
    }
    assertThat(kinds.get("REGISTRY_UNAVAILABLE").getCount()).isEqualTo(200);
    assertThat(counters.get("deadLettersNotEncoded").getCount()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void everyMetricThatIsDeclaredForTheDecoderIsRegistered() throws Exception {
    reopen(options -> {});
    assertThat(registered)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(JobMetric.values())
                .filter(metric -> metric.operator().contains("decode"))
                .map(JobMetric::metricName)
                .toList());
    assertThat(kinds.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(LetterKind.values()).map(Enum::name).toList());
  }

  @Test
  void aBrokenRecordDoesNotKeepTheNextOnesFromGoingOn() throws Exception {
    process(event("a"));
    process("b".getBytes(UTF_8), new byte[0]);
    process(event("c"));
    assertThat(flink.extractOutputValues())
        .extracting(watch -> watch.userId)
        .containsExactly("a", "c");
    assertThat(deadLetters()).hasSize(1);
    assertThat(counts()).isEqualTo(counts(2, 0, 0, 0, 1));
  }
}

package io.intereststream.job.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.history.Signal;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.schema.Action;
import io.intereststream.schema.DeadLetter;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.TimestampType;
import io.intereststream.schema.WatchEvent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
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

  private final Map<String, Counter> counters = new TreeMap<>();
  private RecordCodec<WatchEvent> events;
  private RecordCodec<DeadLetter> letters;
  private OneInputStreamOperatorTestHarness<SourceRecord, Watch> flink;

  @BeforeEach
  void open() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(KafkaOptions.BOOTSTRAP_SERVERS, "nowhere:1");
    configuration.set(ReleaseOptions.REGISTRY, "nowhere");
    JobOptions options = JobOptions.from(configuration);
    events = options.codecs().create(WatchEvent.class, options.watchEvents());
    letters = options.codecs().create(DeadLetter.class, options.deadLetters());
    flink =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(new WatchDecoder(options)),
            new MockEnvironmentBuilder().setMetricGroup(metrics()).build());
    flink.open();
  }

  private TaskMetricGroup metrics() {
    TestingMetricRegistry registry =
        TestingMetricRegistry.builder()
            .setRegisterConsumer(
                (metric, name, group) -> {
                  String[] scope = group.getScopeComponents();
                  if (scope[scope.length - 1].equals("events")) {
                    counters.put(name, (Counter) metric);
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
    SourceRecord record = new SourceRecord();
    record.key = key;
    record.value = value;
    record.topic = "the-topic";
    record.partition = 5;
    record.offset = 1L << 40;
    record.timestamp = NOW + 7;
    flink.processElement(new StreamRecord<>(record, record.timestamp));
  }

  private void process(WatchEvent.Builder event) throws Exception {
    process(event.getUserId().getBytes(UTF_8), events.encode(event.build()));
  }

  private List<OutputRecord> deadLetters() {
    List<OutputRecord> records = new ArrayList<>();
    var side = flink.getSideOutput(WatchDecoder.DEAD_LETTERS);
    if (side != null) {
      side.forEach(record -> records.add(record.getValue()));
    }
    return records;
  }

  private Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    counters.forEach((name, counter) -> counts.put(name, counter.getCount()));
    return counts;
  }

  private static Map<String, Long> counts(
      long positive, long negative, long neutral, long corrected, long dead) {
    return Map.of(
        "positive", positive,
        "negative", negative,
        "neutral", neutral,
        "corrected", corrected,
        "correctedTimes", 0L,
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
    OutputRecord record = deadLetters().get(0);
    assertThat(record.key).isEqualTo(key);
    assertThat(letters.decode(record.value))
        .isEqualTo(
            DeadLetter.newBuilder()
                .setKey(ByteBuffer.wrap(key))
                .setValue(ByteBuffer.wrap(value))
                .setKeyLength(3)
                .setValueLength(3)
                .setHeaderCount(0)
                .setTimestampType(TimestampType.NONE)
                .setTopic("the-topic")
                .setPartition(5)
                .setOffset(1L << 40)
                .setTimestamp(Instant.ofEpochMilli(NOW + 7))
                .setErrorClass("RecordDecodeException")
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
    assertThat(letter.getErrorClass()).isEqualTo("InvalidEventException");
    assertThat(letter.getErrorMessage()).isEqualTo("item_id: 0 characters (expected: 1 to 512)");
    assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(value));
    assertThat(counts()).isEqualTo(counts(0, 0, 0, 0, 1));
  }

  @Test
  void aRecordWithoutKeyAndValueBecomesADeadLetterWithoutThem() throws Exception {
    process(null, null);
    OutputRecord record = deadLetters().get(0);
    assertThat(record.key).isNull();
    DeadLetter letter = letters.decode(record.value);
    assertThat(letter.getKey()).isNull();
    assertThat(letter.getValue()).isNull();
    assertThat(letter.getErrorMessage()).isEqualTo("value: null (expected: a WatchEvent)");
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

package io.intereststream.deploy.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.data.DataFiles;
import io.intereststream.data.LogReader;
import io.intereststream.data.LoggedWatch;
import io.intereststream.data.WatchLog;
import io.intereststream.data.synthetic.SyntheticLog;
import io.intereststream.data.synthetic.SyntheticSettings;
import io.intereststream.deploy.local.LocalBroker;
import io.intereststream.error.InterestStreamException;
import io.intereststream.schema.CodecFactory;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ReplayITCase {
  private static final int PARTITIONS = 3;
  private static final SyntheticLog DATA =
      new SyntheticLog(SyntheticSettings.of(3, 20_000).withViewers(200));

  @TempDir static Path brokerFolder;
  private static LocalBroker broker;

  @TempDir Path folder;

  @BeforeAll
  static void startBroker() {
    broker = LocalBroker.in(brokerFolder).start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void sendsEveryEventOnceInOrderKeyedByViewer() throws Exception {
    List<Long> heard = new ArrayList<>();
    Replay.Report report =
        new Replay(settings("all", DATA)).run((event, sent, row) -> heard.add(sent));
    assertThat(report.eventsSent()).isEqualTo(20_000);
    assertThat(report.malformedRows()).isZero();
    assertThat(report.complete()).isTrue();
    assertThat(heard).hasSize(20_000).startsWith(1L).endsWith(20_000L);
    assertThat(byViewer(read("all", 20_000))).isEqualTo(byViewer(events(DATA)));
  }

  @Test
  void goesOnWhereItStopped() throws Exception {
    ReplaySettings settings = settings("resumed", DATA, 0, folder.resolve("progress.json"));
    Replay.Report first = new Replay(settings.withLimit(7_000)).run(Replay.Listener.NONE);
    assertThat(first.eventsSent()).isEqualTo(7_000);
    assertThat(first.complete()).isFalse();

    Replay stopping = new Replay(settings);
    Replay.Report second =
        stopping.run(
            (event, sent, row) -> {
              if (sent == 3_000) {
                stopping.stop();
              }
            });
    assertThat(second.resumedAfter()).isEqualTo(7_000);
    assertThat(second.eventsSent()).isEqualTo(3_000);
    assertThat(second.lastRow()).isEqualTo(10_000);

    Replay.Report third = new Replay(settings).run(Replay.Listener.NONE);
    assertThat(third.resumedAfter()).isEqualTo(10_000);
    assertThat(third.complete()).isTrue();
    assertThat(byViewer(read("resumed", 20_000))).isEqualTo(byViewer(events(DATA)));

    Replay.Report fourth = new Replay(settings).run(Replay.Listener.NONE);
    assertThat(fourth.eventsSent()).isZero();
    assertThat(fourth.complete()).isTrue();
  }

  @Test
  void keepsThePaceAskedFor() {
    Replay.Report steady =
        new Replay(settings("steady", DATA).withLimit(200).withEventsPerSecond(200))
            .run(Replay.Listener.NONE);
    assertThat(steady.seconds()).isBetween(0.99, 5.0);
    // 50 events a second in their own time, 100 times faster.
    Replay.Report compressed =
        new Replay(settings("compressed", DATA, 100, null).withLimit(5_000))
            .run(Replay.Listener.NONE);
    assertThat(compressed.seconds()).isBetween(0.9, 5.0);
  }

  @Test
  void reportsRowsThatAreNoEvent() throws Exception {
    Path log = folder.resolve("log.csv");
    Files.writeString(
        log, "user_id,item_id,event_time\nu,i,1700000000000\nu,i,x\nu,i,1700000000001\n");
    Replay.Report report =
        new Replay(settings("malformed", DataFiles.detected(log).open(Clock.systemUTC())))
            .run(Replay.Listener.NONE);
    assertThat(report.eventsSent()).isEqualTo(2);
    assertThat(report.malformedRows()).isEqualTo(1);
    assertThat(report.malformed().get(0).line()).isEqualTo(3);
  }

  @Test
  void refusesATopicThatIsMissing() {
    ReplaySettings settings = ReplaySettings.of(broker.bootstrapServers(), "missing", DATA);
    assertThatThrownBy(() -> new Replay(settings).run(Replay.Listener.NONE))
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining("topic missing at " + broker.bootstrapServers());
  }

  private static ReplaySettings settings(String topic, WatchLog data) {
    return settings(topic, data, 0, null);
  }

  private static ReplaySettings settings(
      String topic, WatchLog data, double compression, Path resume) {
    return new ReplaySettings(
        broker.bootstrapServers(),
        topic,
        data,
        CodecFactory.singleObject(List.of()),
        0,
        compression,
        Long.MAX_VALUE,
        resume,
        PARTITIONS,
        Map.of());
  }

  private static List<WatchEvent> events(WatchLog data) {
    List<WatchEvent> events = new ArrayList<>();
    try (LogReader<LoggedWatch> reader = data.open()) {
      reader.forEachRemaining(watch -> events.add(WatchEvents.of(watch)));
    }
    return events;
  }

  private static Map<String, List<WatchEvent>> byViewer(List<WatchEvent> events) {
    Map<String, List<WatchEvent>> byViewer = new HashMap<>();
    events.forEach(
        event -> byViewer.computeIfAbsent(event.getUserId(), user -> new ArrayList<>()).add(event));
    return byViewer;
  }

  /** Reads a topic until it has so many records, and then to its end. */
  private static List<WatchEvent> read(String topic, int count) throws Exception {
    RecordCodec<WatchEvent> codec =
        CodecFactory.singleObject(List.of()).create(WatchEvent.class, topic);
    List<WatchEvent> events = new ArrayList<>();
    Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrapServers());
    var bytes = new ByteArrayDeserializer();
    try (var consumer = new KafkaConsumer<>(properties, bytes, new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, PARTITIONS).mapToObj(p -> new TopicPartition(topic, p)).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long onTopic =
          consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
      assertThat(onTopic).isEqualTo(count);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (events.size() < count && System.nanoTime() < end) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          WatchEvent event = codec.decode(record.value());
          assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(event.getUserId());
          events.add(event);
        }
      }
    }
    return events;
  }
}

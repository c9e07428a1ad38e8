package io.intereststream.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.error.InterestStreamException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LocalBrokerITCase {
  @TempDir Path folder;

  @Test
  void keepsRecordsThroughAnOrderlyStopAndThroughAKill() throws Exception {
    try (LocalBroker broker = LocalBroker.in(folder).start()) {
      String address = broker.bootstrapServers();
      createTopic(broker, "events");
      send(broker, "events", "one");

      broker.stop();
      assertThat(broker.isRunning()).isFalse();
      broker.start();
      assertThat(broker.bootstrapServers()).isEqualTo(address);
      send(broker, "events", "two");

      broker.kill();
      assertThat(broker.isRunning()).isFalse();
      broker.start();
      assertThat(read(broker, "events", 2)).containsExactly("one", "two");
    }
  }

  @Test
  void takesPropertiesOfTheCallerAndCreatesNoTopicByItself() throws Exception {
    try (LocalBroker broker =
            LocalBroker.in(folder).property("message.max.bytes", "3000000").start();
        Admin admin = admin(broker)) {
      var node = new ConfigResource(ConfigResource.Type.BROKER, "1");
      var config = admin.describeConfigs(List.of(node)).all().get().get(node);
      assertThat(config.get("message.max.bytes").value()).isEqualTo("3000000");
      assertThatThrownBy(() -> admin.describeTopics(List.of("nowhere")).allTopicNames().get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }
  }

  @Test
  void reportsTheLogOfABrokerThatDies() {
    LocalBroker broker = LocalBroker.in(folder).property("num.io.threads", "0").build();
    assertThatThrownBy(broker::start)
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining("num.io.threads");
    assertThat(broker.isRunning()).isFalse();
  }

  @Test
  void refusesAPortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(LocalBroker.HOST, 0));
      LocalBroker broker = LocalBroker.in(folder).port(taken.getLocalPort()).build();
      assertThatThrownBy(broker::start)
          .isInstanceOf(InterestStreamException.class)
          .hasMessageContaining(LocalBroker.HOST + ":" + taken.getLocalPort());
    }
  }

  @Test
  void refusesAFolderThatIsInUseAtOnceInOneLine() {
    try (LocalBroker broker = LocalBroker.in(folder).start()) {
      LocalBroker second = LocalBroker.in(folder).build();
      long start = System.nanoTime();
      assertThatThrownBy(second::start)
          .isInstanceOf(InterestStreamException.class)
          .hasMessageMatching("broker data .*: in use by another process .*")
          .message()
          .doesNotContain("\n");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(broker.isRunning()).isTrue();
    }
  }

  @Test
  void endsWithTheProcessThatStartedItEvenIfThatIsKilled() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D"
                    + LocalBroker.LIB_PROPERTY
                    + "="
                    + System.getProperty(LocalBroker.LIB_PROPERTY),
                "-cp",
                System.getProperty("java.class.path"),
                BrokerParent.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      String line =
          new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))
              .readLine();
      ProcessHandle broker = ProcessHandle.of(Long.parseLong(line)).orElseThrow();
      assertThat(broker.isAlive()).isTrue();
      parent.destroyForcibly().waitFor();
      broker.onExit().get(40, TimeUnit.SECONDS);
      assertThat(broker.isAlive()).isFalse();
    } finally {
      parent.destroyForcibly();
    }
  }

  private static Admin admin(LocalBroker broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private static void createTopic(LocalBroker broker, String topic) throws Exception {
    try (Admin admin = admin(broker)) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  private static void send(LocalBroker broker, String topic, String text) throws Exception {
    Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrapServers());
    var bytes = new ByteArraySerializer();
    try (var producer = new KafkaProducer<>(properties, bytes, new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(topic, text.getBytes(StandardCharsets.UTF_8)))
          .get(30, TimeUnit.SECONDS);
    }
  }

  private static List<String> read(LocalBroker broker, String topic, int count) {
    Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrapServers());
    var bytes = new ByteArrayDeserializer();
    List<String> texts = new ArrayList<>();
    try (var consumer = new KafkaConsumer<>(properties, bytes, new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      consumer.seekToBeginning(List.of(new TopicPartition(topic, 0)));
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (texts.size() < count && System.nanoTime() < end) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          texts.add(new String(record.value(), StandardCharsets.UTF_8));
        }
      }
    }
    return texts;
  }
}

package io.intereststream.deploy.cli.replay;

import io.intereststream.error.InterestStreamException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topic that a replay writes to. */
final class WatchTopic {
  private static final int DEADLINE_SECONDS = 15;

  private final ReplaySettings settings;

  WatchTopic(ReplaySettings settings) {
    this.settings = settings;
  }

  /** Checks that the topic exists, or creates it if the settings say so. */
  void require() {
    Map<String, Object> properties = new HashMap<>(settings.client());
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    try (Admin admin = Admin.create(properties)) {
      if (exists(admin)) {
        return;
      }
      if (settings.partitions() == 0) {
        throw InterestStreamException.environment(
            "topic %s at %s: does not exist (expected: a topic; start the job first, or let replay create it with --partitions 4)"
                .formatted(settings.topic(), settings.bootstrapServers()));
      }
      NewTopic topic =
          new NewTopic(settings.topic(), Optional.of(settings.partitions()), Optional.empty());
      get(admin.createTopics(List.of(topic)).all(), TopicExistsException.class);
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw InterestStreamException.environment(
          "bootstrap servers %s: %s (expected: host:port of a Kafka broker)"
              .formatted(settings.bootstrapServers(), cause.getMessage()),
          e);
    }
  }

  private boolean exists(Admin admin) {
    return get(
        admin.describeTopics(List.of(settings.topic())).allTopicNames(),
        UnknownTopicOrPartitionException.class);
  }

  /** Returns true if the request succeeded and false if it failed with the expected exception. */
  private boolean get(KafkaFuture<?> future, Class<? extends KafkaException> accounted) {
    try {
      future.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      throw unreachable("no answer in " + DEADLINE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable("interrupted", e);
    } catch (ExecutionException e) {
      if (accounted.isInstance(e.getCause())) {
        return false;
      }
      throw unreachable(e.getCause().getMessage(), e.getCause());
    }
  }

  private InterestStreamException unreachable(String what, Throwable cause) {
    return InterestStreamException.environment(
        "topic %s at bootstrap servers %s: %s (expected: a Kafka broker that answers)"
            .formatted(settings.topic(), settings.bootstrapServers(), what),
        cause);
  }
}

package io.intereststream.deploy.cli.replay;

import io.intereststream.data.WatchLog;
import io.intereststream.error.InterestStreamException;
import io.intereststream.schema.CodecFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to replay, whereto and how fast.
 *
 * @param bootstrapServers of the broker
 * @param topic of the watch events
 * @param data events to send
 * @param codecs framing of the events
 * @param eventsPerSecond pace; 0 when {@code compression} says it or nothing does
 * @param compression how many times faster than the events' own times; 0 when not by them
 * @param limit at most so many events in this run
 * @param resume file that remembers how far it got and where to go on, or null
 * @param partitions of the topic, made when absent; 0: it has to exist
 * @param client further properties of the Kafka clients, such as those for security
 */
public record ReplaySettings(
    String bootstrapServers,
    String topic,
    WatchLog data,
    CodecFactory codecs,
    double eventsPerSecond,
    double compression,
    long limit,
    Path resume,
    int partitions,
    Map<String, String> client) {

  /** Checks them together. */
  public ReplaySettings {
    if (!(eventsPerSecond >= 0) || !(compression >= 0)) {
      throw InterestStreamException.usage(
          "rate %s, compression %s (expected: >= 0)".formatted(eventsPerSecond, compression));
    }
    if (eventsPerSecond > 0 && compression > 0) {
      throw InterestStreamException.usage(
          "rate %s and compression %s (expected: one of the two)"
              .formatted(eventsPerSecond, compression));
    }
    if (limit < 0 || partitions < 0) {
      throw InterestStreamException.usage(
          "limit %d, partitions %d (expected: >= 0)".formatted(limit, partitions));
    }
    client = Map.copyOf(client);
  }

  /** As fast as possible, all of it, single-object encoding, to a topic that exists. */
  public static ReplaySettings of(String bootstrapServers, String topic, WatchLog data) {
    return new ReplaySettings(
        bootstrapServers,
        topic,
        data,
        CodecFactory.singleObject(List.of()),
        0,
        0,
        Long.MAX_VALUE,
        null,
        0,
        Map.of());
  }

  /** With another framing. */
  public ReplaySettings withCodecs(CodecFactory newCodecs) {
    return new ReplaySettings(
        bootstrapServers,
        topic,
        data,
        newCodecs,
        eventsPerSecond,
        compression,
        limit,
        resume,
        partitions,
        client);
  }

  /** At so many events a second; 0: as fast as possible. */
  public ReplaySettings withEventsPerSecond(double rate) {
    return new ReplaySettings(
        bootstrapServers,
        topic,
        data,
        codecs,
        rate,
        compression,
        limit,
        resume,
        partitions,
        client);
  }

  /** At most so many events. */
  public ReplaySettings withLimit(long events) {
    return new ReplaySettings(
        bootstrapServers,
        topic,
        data,
        codecs,
        eventsPerSecond,
        compression,
        events,
        resume,
        partitions,
        client);
  }

  Pace pace() {
    if (eventsPerSecond > 0) {
      return Pace.rate(eventsPerSecond);
    }
    return compression > 0 ? Pace.compressed(compression) : Pace.UNLIMITED;
  }
}

package io.intereststream.deploy.cli.replay;

import io.intereststream.data.WatchLog;
import io.intereststream.error.InterestStreamException;
import io.intereststream.schema.CodecFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to replay, where to, and how fast.
 *
 * @param bootstrapServers addresses of the brokers
 * @param topic topic of the watch events
 * @param data events to send
 * @param codecs framing of the events
 * @param eventsPerSecond rate; 0 for no limit, or if {@code compression} sets the pace
 * @param compression speed-up of the pace of the event times; 0 to ignore them
 * @param limit maximum number of events in this run
 * @param resume file with the progress to resume from, or null
 * @param partitions partitions to create a missing topic with; 0 requires an existing topic
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

  /** Checks the values. */
  public ReplaySettings {
    if (!(eventsPerSecond >= 0) || !(compression >= 0)) {
      throw InterestStreamException.usage(
          "--rate %s, --compress %s (expected: 0 or more)".formatted(eventsPerSecond, compression));
    }
    if (eventsPerSecond > 0 && compression > 0) {
      throw InterestStreamException.usage(
          "--rate %s, --compress %s (expected: only one of the two)"
              .formatted(eventsPerSecond, compression));
    }
    if (limit < 0 || partitions < 0) {
      throw InterestStreamException.usage(
          "--limit %d, --partitions %d (expected: 0 or more)".formatted(limit, partitions));
    }
    client = Map.copyOf(client);
  }

  /** All events as fast as possible, in single-object encoding, to an existing topic. */
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

  /** With other codecs. */
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

  /** At a rate in events per second; 0 for as fast as possible. */
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

  /** With a maximum number of events. */
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

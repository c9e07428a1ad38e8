package io.intereststream.deploy.cli.demo;

import io.intereststream.history.ItemFingerprint;
import io.intereststream.job.config.JobOptions;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.search.TopItems;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.Interest;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.VectorBytes;
import io.intereststream.schema.WatchEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A few sample viewers: the items that they watched last, and the items that their strongest
 * interests retrieve. Thread-safe: called by the thread that replays, the one that follows updates
 * and the one that draws the screen.
 */
final class ViewerSample {
  private static final int VIEWERS = 3;
  private static final int REMEMBERED = 100;
  private static final int INTERESTS = 2;
  private static final int RETRIEVED = 4;

  private final Release release;
  private final TopItems items;
  private final RecordCodec<InterestUpdate> codec;
  private final Map<String, Deque<String>> watched = new LinkedHashMap<>();
  private final Map<String, InterestUpdate> updates = new LinkedHashMap<>();

  ViewerSample(Release release, JobOptions options) {
    this.release = release;
    this.items = release.search();
    this.codec =
        options.kafka().codecs().create(InterestUpdate.class, options.topics().interestUpdates());
  }

  /** Records what a sample viewer watches. The first viewers seen become the sample. */
  synchronized void sent(WatchEvent event) {
    if (watched.size() < VIEWERS) {
      watched.computeIfAbsent(event.getUserId(), user -> new ArrayDeque<>());
    }
    Deque<String> own = watched.get(event.getUserId());
    if (own != null) {
      own.addFirst(event.getItemId());
      if (own.size() > REMEMBERED) {
        own.removeLast();
      }
    }
  }

  /** Stores the update of a sample viewer. */
  synchronized void arrived(ConsumerRecord<byte[], byte[]> record) {
    String user = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null || !watched.containsKey(user)) {
      return;
    }
    try {
      updates.put(user, codec.decode(record.value()));
    } catch (RecordDecodeException e) {
      throw new IllegalStateException(record.topic() + "@" + record.offset() + ": " + e, e);
    }
  }

  /** A few lines for each viewer. */
  synchronized List<String> lines() {
    List<String> lines = new ArrayList<>();
    watched.forEach(
        (user, own) -> {
          InterestUpdate update = updates.get(user);
          lines.add(
              "viewer %s just watched %s"
                  .formatted(user, own.stream().limit(3).collect(Collectors.joining(", "))));
          if (update == null || update.getInterests().isEmpty()) {
            lines.add("  no interests yet");
          } else {
            strongest(update).forEach(interest -> lines.add(line(update, interest, own)));
          }
        });
    return lines;
  }

  private static List<Interest> strongest(InterestUpdate update) {
    return update.getInterests().stream()
        .sorted(Comparator.comparing(Interest::getWeight).reversed())
        .limit(INTERESTS)
        .toList();
  }

  private String line(InterestUpdate update, Interest interest, Deque<String> own) {
    Interests one = new Interests(1, release.dimension());
    List<Float> vector = vector(update, interest);
    for (int i = 0; i < release.dimension(); i++) {
      one.vectors()[i] = vector.get(i);
    }
    one.count(1);
    long[] seen = own.stream().mapToLong(ItemFingerprint::of).toArray();
    int[] history = release.vocabulary().knownRows(seen.length, i -> seen[i]);
    String found =
        items.search(one, RETRIEVED, history).stream()
            .map(item -> release.vocabulary().itemId(item.row()))
            .collect(Collectors.joining(", "));
    return "  interest %d (%.0f %%) retrieves %s"
        .formatted(interest.getCategory(), 100 * interest.getWeight(), found);
  }

  private static List<Float> vector(InterestUpdate update, Interest interest) {
    try {
      return VectorBytes.vector(update, interest);
    } catch (RecordDecodeException e) {
      throw new IllegalStateException("update of " + update.getUserId() + ": " + e, e);
    }
  }
}

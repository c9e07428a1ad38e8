package io.intereststream.deploy.audit.baseline;

import io.intereststream.deploy.audit.rules.RuleSettings;
import io.intereststream.deploy.audit.settings.AuditSettings;
import io.intereststream.error.InterestStreamException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * The settings and positions of a baseline.
 *
 * @param settings names and values of everything that determines the histories
 * @param positions for each partition, the offset after the last record that the histories include
 * @param trusted where the histories of the first audit came from; null if it read them all from
 *     the topics
 */
public record BaselineHead(
    Map<String, String> settings, Map<TopicPartition, Long> positions, String trusted) {

  /**
   * Returns the settings of an audit.
   *
   * @param topicId id of the watch topic; a recreated topic of the same name has another one
   */
  public static Map<String, String> settings(AuditSettings audit, String topicId) {
    RuleSettings rules = audit.rules();
    Map<String, String> settings = new TreeMap<>();
    settings.put("window", String.valueOf(rules.window()));
    settings.put("slack", String.valueOf(rules.slack()));
    settings.put("ttl", rules.ttlMs() + " ms");
    settings.put("long view", rules.longViewMs() + " ms");
    settings.put("positive actions", new TreeSet<>(rules.positiveActions()).toString());
    settings.put("negative actions", new TreeSet<>(rules.negativeActions()).toString());
    settings.put("event time tolerance", rules.toleranceMs() + " ms");
    settings.put("erasure marker", rules.erasureMarkerMs() + " ms");
    settings.put("watch topic", audit.topics().watchEvents() + " (id " + topicId + ")");
    settings.put("erasure topic", audit.topics().viewerErasures());
    settings.put("limits", audit.limits().toString());
    return settings;
  }

  /**
   * Checks that this baseline was made with the expected settings.
   *
   * @param place location of the baseline, for the message
   * @throws InterestStreamException with both values of each setting that differs
   */
  void requireSettings(Map<String, String> expected, Object place) {
    List<String> differences = new ArrayList<>();
    expected.forEach(
        (name, value) -> {
          if (!value.equals(settings.get(name))) {
            differences.add(
                "%s: %s (expected: %s, as the job has it)"
                    .formatted(name, settings.get(name), value));
          }
        });
    if (!differences.isEmpty()) {
      throw InterestStreamException.usage(
          "baseline %s: %s; give another folder to begin a new baseline"
              .formatted(place, String.join("; ", differences)));
    }
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(settings.size());
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      out.writeUTF(setting.getKey());
      out.writeUTF(setting.getValue());
    }
    out.writeInt(positions.size());
    for (Map.Entry<TopicPartition, Long> position : positions.entrySet()) {
      out.writeUTF(position.getKey().topic());
      out.writeInt(position.getKey().partition());
      out.writeLong(position.getValue());
    }
    out.writeUTF(trusted == null ? "" : trusted);
  }

  static BaselineHead read(DataInputStream in) throws IOException {
    Map<String, String> settings = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      settings.put(in.readUTF(), in.readUTF());
    }
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      positions.put(new TopicPartition(in.readUTF(), in.readInt()), in.readLong());
    }
    String trusted = in.readUTF();
    return new BaselineHead(settings, positions, trusted.isEmpty() ? null : trusted);
  }
}

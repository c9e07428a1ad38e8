package io.intereststream.job.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.intereststream.history.Action;
import io.intereststream.history.History;
import io.intereststream.history.HistoryChange;
import io.intereststream.history.HistoryRules;
import io.intereststream.history.InvalidEventException;
import io.intereststream.history.ItemFingerprint;
import io.intereststream.history.MappedEvent;
import io.intereststream.history.Signal;
import io.intereststream.history.SignalPolicy;
import io.intereststream.history.ViewerHistory;
import io.intereststream.model.fixture.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the example logs of {@code rules.jsonl} and compares each record's outcome and the final
 * history.
 */
class GoldenRulesTest {
  private static final SignalPolicy POLICY =
      new SignalPolicy(18_000, List.of(Action.LIKE, Action.FOLLOW, Action.COMMENT, Action.SHARE));
  private static final String VIEWER = "viewer";

  private final EventDecoder decoder = new EventDecoder(null, POLICY, 300_000, 512);
  private final Map<Long, String> items = new HashMap<>();

  static List<Named<JsonNode>> logs() throws IOException {
    List<Named<JsonNode>> logs = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    for (String line : Files.readAllLines(Shared.golden("rules.jsonl"))) {
      JsonNode log = json.readTree(line);
      logs.add(Named.of(log.get("name").asText(), log));
    }
    return logs;
  }

  @Test
  void thereAreAllLogs() throws Exception {
    assertThat(logs()).hasSize(56);
  }

  @ParameterizedTest
  @MethodSource("logs")
  void everyRecordHasItsOutcome(JsonNode log) throws Exception {
    ViewerHistory viewer =
        new ViewerHistory(
            new HistoryRules(
                log.get("window").asInt(),
                log.get("slack").asInt(),
                log.get("ttl_ms").asLong(),
                Duration.ofDays(30).toMillis(),
                log.get("start").asLong()));
    List<String> outcomes = new ArrayList<>();
    for (JsonNode record : log.get("records")) {
      outcomes.add(apply(record, viewer));
    }
    assertThat(outcomes)
        .containsExactlyElementsOf(
            () -> log.get("outcomes").valueStream().map(JsonNode::asText).iterator());
    assertEnd(log.get("expected"), viewer);
  }

  private String apply(JsonNode record, ViewerHistory viewer) {
    long timestamp = record.get("kafka_timestamp").asLong();
    if (record.has("erase")) {
      viewer.erase(timestamp);
      return "ERASED";
    }
    JsonNode event = record.get("event");
    String item = event.get("item_id").asText();
    items.put(ItemFingerprint.of(item), item);
    try {
      Watch watch = decoder.apply(mapped(event, item), 0, 0, timestamp);
      return watch.signal == Signal.NEUTRAL
          ? "NEUTRAL"
          : outcome(viewer.apply(watch.signal, watch.item, watch.eventTime, timestamp));
    } catch (InvalidEventException e) {
      return "DEAD_LETTER";
    }
  }

  private static MappedEvent mapped(JsonNode event, String item) {
    List<Action> actions = new ArrayList<>();
    event.get("actions").forEach(action -> actions.add(Action.valueOf(action.asText())));
    JsonNode duration = event.get("duration_ms");
    return new MappedEvent(
        "event",
        VIEWER,
        item,
        event.get("event_time").asLong(),
        event.get("watch_ms").asLong(),
        duration == null || duration.isNull() ? null : duration.asLong(),
        actions);
  }

  private static String outcome(HistoryChange change) {
    return switch (change) {
      case APPENDED, INSERTED -> "ADDED";
      case CUT -> "ADDED_AND_CUT";
      case NONE -> "NOTHING";
      default -> change.name();
    };
  }

  private void assertEnd(JsonNode expected, ViewerHistory viewer) {
    History entries = viewer.entries();
    List<List<Object>> history = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      history.add(List.of(items.get(entries.item(i)), entries.time(i)));
    }
    List<List<Object>> negatives = new ArrayList<>();
    for (int i = 0; i < entries.negatives().size(); i++) {
      negatives.add(List.of(items.get(entries.negatives().item(i)), entries.negatives().time(i)));
    }
    assertThat(viewer.generation()).isEqualTo(expected.get("generation").asLong());
    assertThat(viewer.sequence()).isEqualTo(expected.get("sequence").asLong());
    assertThat(history).isEqualTo(pairs(expected.get("history")));
    assertThat(negatives).containsExactlyInAnyOrderElementsOf(pairs(expected.get("negatives")));
    JsonNode cut = expected.get("cut");
    assertThat(entries.cutTime()).isEqualTo(cut.isNull() ? History.NEVER_CUT : cut.get(1).asLong());
    assertThat(cut.isNull() ? null : items.get(entries.cutItem()))
        .isEqualTo(cut.isNull() ? null : cut.get(0).asText());
    JsonNode erased = expected.get("erased_at");
    assertThat(viewer.erasedAt()).isEqualTo(erased.isNull() ? ViewerHistory.NONE : erased.asLong());
  }

  private static List<List<Object>> pairs(JsonNode list) {
    List<List<Object>> pairs = new ArrayList<>();
    list.forEach(pair -> pairs.add(List.of(pair.get(0).asText(), pair.get(1).asLong())));
    return pairs;
  }
}

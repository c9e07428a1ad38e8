package io.intereststream.deploy.audit.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.intereststream.model.fixture.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the example logs of {@code golden/rules.jsonl}, which are outside the repository ({@link
 * Shared}), and compares each record's outcome and the final state.
 */
class GoldenRulesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TestFactory
  Stream<DynamicTest> everyWorkedLog() throws IOException {
    List<String> lines = Files.readAllLines(Shared.golden("rules.jsonl"));
    assertThat(lines).hasSizeGreaterThanOrEqualTo(56);
    List<DynamicTest> tests = new ArrayList<>();
    for (String line : lines) {
      JsonNode log = JSON.readTree(line);
      tests.add(DynamicTest.dynamicTest(log.get("name").asText(), () -> check(log)));
    }
    return tests.stream();
  }

  private static void check(JsonNode log) {
    RuleSettings settings =
        new RuleSettings(
            log.get("window").asInt(),
            log.get("slack").asInt(),
            log.get("ttl_ms").asLong(),
            18_000,
            Set.of("LIKE", "FOLLOW", "COMMENT", "SHARE"),
            Set.of("HIDE"),
            TimeUnit.MINUTES.toMillis(5),
            TimeUnit.DAYS.toMillis(30));
    List<LogRecord> records = new ArrayList<>();
    Map<Long, String> names = new HashMap<>();
    for (JsonNode record : log.get("records")) {
      long timestamp = record.get("kafka_timestamp").asLong();
      WatchedItem item = record.has("event") ? item(record.get("event")) : null;
      records.add(new LogRecord(timestamp, item));
      if (item != null) {
        names.put(EventJudge.fingerprint(item.itemId()), item.itemId());
      }
    }
    Replay replay = Replay.of(settings, log.get("start").asLong(), records);

    List<String> outcomes = new ArrayList<>();
    log.get("outcomes").forEach(outcome -> outcomes.add(outcome.asText()));
    assertThat(replay.outcomes()).extracting(Outcome::name).isEqualTo(outcomes);
    JsonNode expected = log.get("expected");
    ViewerHistory history = replay.history();
    assertThat(history.generation()).isEqualTo(expected.get("generation").asLong());
    assertThat(history.sequence()).isEqualTo(expected.get("sequence").asLong());
    assertThat(named(history.entries(), names)).isEqualTo(pairs(expected.get("history")));
    JsonNode cut = expected.get("cut");
    assertThat(history.cut() == null ? null : named(List.of(history.cut()), names).get(0))
        .isEqualTo(cut.isNull() ? null : cut.get(0).asText() + "@" + cut.get(1).asLong());
    assertThat(new HashSet<>(named(history.negatives(), names)))
        .isEqualTo(new HashSet<>(pairs(expected.get("negatives"))));
    JsonNode erasedAt = expected.get("erased_at");
    assertThat(history.erasedAt()).isEqualTo(erasedAt.isNull() ? null : erasedAt.asLong());
  }

  private static WatchedItem item(JsonNode event) {
    List<String> actions = new ArrayList<>();
    event.get("actions").forEach(action -> actions.add(action.asText()));
    JsonNode duration = event.get("duration_ms");
    return new WatchedItem(
        event.get("item_id").asText(),
        event.get("event_time").asLong(),
        event.get("watch_ms").asLong(),
        duration.isNull() ? null : duration.asLong(),
        actions);
  }

  private static List<String> named(List<Pair> pairs, Map<Long, String> names) {
    return pairs.stream().map(pair -> names.get(pair.fingerprint()) + "@" + pair.time()).toList();
  }

  private static List<String> pairs(JsonNode pairs) {
    List<String> texts = new ArrayList<>();
    pairs.forEach(pair -> texts.add(pair.get(0).asText() + "@" + pair.get(1).asLong()));
    return texts;
  }
}

package io.intereststream.job.update;

import static io.intereststream.job.update.UpdaterHarness.watch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intereststream.history.Signal;
import io.intereststream.job.TestRegistry;
import io.intereststream.job.config.EvaluationOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.search.ScoredItem;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.LiveFigures;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnlineEvaluationTest {
  private static final int ITEMS = 120;

  @TempDir private Path folder;
  private TestRegistry registry;
  private Release first;
  private ModelRelease initial;
  private UpdaterHarness harness;
  private long now;

  private void start(double sample) throws Exception {
    Configuration configuration = UpdaterHarness.configuration(registry, tuned());
    configuration.set(EvaluationOptions.EVENTS_PER_SECOND, 10_000);
    configuration.set(EvaluationOptions.SAMPLE, sample);
    configuration.set(ReleaseOptions.REEMBED_SEEN_WITHIN, Duration.ZERO);
    harness = new UpdaterHarness(configuration, initial, 1, 0);
    harness.open(null);
  }

  /** Whether the tuning options are on. */
  boolean tuned() {
    return true;
  }

  @BeforeEach
  void publish() throws Exception {
    registry = new TestRegistry(folder.resolve("registry"));
    first = registry.publish("first", ITEMS, 100);
    initial = registry.announce(1);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  /** Reports, until one fits. */
  private List<ReleaseEvent> reports(Predicate<List<ReleaseEvent>> enough) throws Exception {
    await("enough reports")
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              List<ReleaseEvent> reports = nextReports();
              assertThat(enough.test(reports)).as("reports so far: %s", reports).isTrue();
            });
    return harness.releaseEvents();
  }

  /** Lets 5 s of the test's time pass; all reports so far. */
  private List<ReleaseEvent> nextReports() throws Exception {
    now += 5000;
    harness.setTime(now);
    return harness.releaseEvents();
  }

  private static long events(List<ReleaseEvent> reports) {
    return reports.stream()
        .map(ReleaseEvent::getLive)
        .filter(live -> live != null)
        .mapToLong(LiveFigures::getEvents)
        .sum();
  }

  private static boolean finds(Release release, List<Integer> history, int row) {
    int[] rows = history.stream().mapToInt(i -> i).toArray();
    try (ReferenceEncoder reference = release.reference()) {
      return release.search().search(reference.encode(List.of(rows)).get(0), 50, rows).stream()
          .map(ScoredItem::row)
          .anyMatch(found -> found == row);
    }
  }

  @Test
  void countsWhatTheInterestsBeforeAnEventFindAndWhatTheCandidateWouldFind() throws Exception {
    start(1);
    Release candidate = registry.publish("candidate", ITEMS, 100);
    harness.announceCandidate(registry.announce(1));
    Random random = new Random(1);
    long expectedEvents = 0;
    long expectedHits = 0;
    long expectedOther = 0;
    long expectedBoth = 0;
    for (int user = 0; user < 20; user++) {
      List<Integer> history = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        int row = random.nextInt(ITEMS);
        if (!history.isEmpty() && !history.contains(row)) {
          boolean hit = finds(first, history, row);
          boolean other = finds(candidate, history, row);
          expectedEvents++;
          expectedHits += hit ? 1 : 0;
          expectedOther += other ? 1 : 0;
          expectedBoth += hit && other ? 1 : 0;
        }
        history.add(row);
        harness.process(watch("viewer-" + user, Signal.POSITIVE, "item-" + row, 10 + i));
      }
    }
    long total = expectedEvents;
    List<ReleaseEvent> reports = reports(events -> events(events) == total);
    LiveFigures sum = LiveFigures.newBuilder().setEvents(0).setHits(0).build();
    for (ReleaseEvent report : reports) {
      assertThat(report.getKind()).isEqualTo(ReleaseEventKind.LIVE);
      assertThat(report.getVersion()).isEqualTo("first");
      assertThat(report.getLive().getCompared()).isEqualTo("candidate");
      assertThat(report.getLive().getCandidate()).isTrue();
      sum.setHits(sum.getHits() + report.getLive().getHits());
      sum.setComparedHits(sum.getComparedHits() + report.getLive().getComparedHits());
      sum.setBothHits(sum.getBothHits() + report.getLive().getBothHits());
    }
    assertThat(expectedHits).isBetween(1L, total - 1);
    assertThat(sum.getHits()).isEqualTo(expectedHits);
    assertThat(sum.getComparedHits()).isEqualTo(expectedOther);
    assertThat(sum.getBothHits()).isEqualTo(expectedBoth);
  }

  @Test
  void aBrokenCandidateIsRejectedAndTheActiveReleaseIsStillMeasured() throws Exception {
    start(1);
    registry.publish("broken", ITEMS, 100);
    Files.delete(registry.root().resolve("releases/broken/items.txt"));
    harness.announceCandidate(registry.announce(1));
    harness.process(watch("u", Signal.POSITIVE, "item-1", 10));
    harness.process(watch("u", Signal.POSITIVE, "item-2", 20));
    // Seen before: no search leads there.
    harness.process(watch("u", Signal.POSITIVE, "item-1", 30));
    List<ReleaseEvent> reports = reports(events -> events(events) == 1 && events.size() == 2);
    ReleaseEvent refused = reports.stream().filter(e -> e.getLive() == null).findFirst().get();
    assertThat(refused.getKind()).isEqualTo(ReleaseEventKind.REJECTED);
    assertThat(refused.getVersion()).isEqualTo("broken");
    assertThat(refused.getReason()).contains("items.txt: missing");
    ReleaseEvent live = reports.stream().filter(e -> e.getLive() != null).findFirst().get();
    assertThat(live.getLive().getCompared()).isNull();
  }

  @Test
  void onlyASampleOfTheViewersIsMeasured() throws Exception {
    start(0.2);
    for (int user = 0; user < 400; user++) {
      harness.process(watch("viewer-" + user, Signal.POSITIVE, "item-1", 10));
      harness.process(watch("viewer-" + user, Signal.POSITIVE, "item-2", 20));
    }
    assertThat(events(reports(events -> events(events) >= 40))).isBetween(40L, 120L);
  }
}

package io.intereststream.job.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intereststream.history.ItemFingerprint;
import io.intereststream.job.TestRegistry;
import io.intereststream.job.release.EncoderProvider;
import io.intereststream.job.release.ReleaseLoader;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.release.Throttle;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No error ends the evaluation. */
@Timeout(60)
class OnlineEvaluatorTest {
  private static final long[] HISTORY = {ItemFingerprint.of("item-1")};

  @TempDir private Path folder;
  private final Counters metrics = new Counters();
  private final List<ReleaseEvent> reports = new ArrayList<>();
  private TestRegistry registry;
  private ModelRelease first;
  private ModelRelease second;
  private OnlineEvaluator evaluator;
  private Interests interests;

  /** Number of the next encodings of the second release that fail. */
  private final AtomicInteger failures = new AtomicInteger();

  private volatile long nanos;

  private static final class Counters extends UnregisteredMetricsGroup {
    private final Map<String, Counter> counters = new HashMap<>();

    @Override
    public MetricGroup addGroup(String name) {
      return this;
    }

    @Override
    public Counter counter(String name) {
      return counters.computeIfAbsent(name, super::counter);
    }
  }

  @BeforeEach
  void start() throws Exception {
    registry = new TestRegistry(folder.resolve("registry"));
    Release release = registry.publish("first", 40, 100);
    interests = release.encoders().get().encode(List.of(new int[] {1})).get(0).copy();
    release.close();
    first = registry.announce(1);
    registry.publish("second", 45, 100).close();
    second = registry.announce(1);
    evaluator =
        new OnlineEvaluator(
            new ReleaseLoader(
                this::encoders,
                ItemTables.PRECOMPUTED,
                Throttle.NONE,
                List.of(folder.resolve("copies"))),
            Throttle.NONE,
            metrics,
            () -> nanos);
  }

  /** Encoders of a release; those of the second one fail as often as {@link #failures} says. */
  private Supplier<Encoder> encoders(Release release, ItemTables items) {
    Supplier<Encoder> made = EncoderProvider.serving().prepare(release, items);
    return !release.version().equals("second")
        ? made
        : () -> {
          Encoder encoder = made.get();
          return new Encoder() {
            @Override
            public int window() {
              return encoder.window();
            }

            @Override
            public List<Interests> encode(List<int[]> histories) {
              if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new OutOfMemoryError("by the test");
              }
              return encoder.encode(histories);
            }
          };
        };
  }

  @AfterEach
  void close() {
    evaluator.close();
  }

  /** Offers events, and advances the clock by a second after each, until a condition holds. */
  private void offerUntil(BooleanSupplier done) {
    await()
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(40))
        .until(
            () -> {
              evaluator.offer(interests, new int[] {1}, HISTORY, ItemFingerprint.of("item-2"));
              nanos += Duration.ofSeconds(1).toNanos();
              evaluator
                  .takeReports()
                  .forEach(r -> reports.add(r.setSubtask(0).setAt(Instant.EPOCH).build()));
              return done.getAsBoolean();
            });
  }

  private long count(String counter) {
    return metrics.counters.get(counter).getCount();
  }

  private boolean isCompared() {
    return !reports.isEmpty()
        && reports.get(reports.size() - 1).getLive() != null
        && "second".equals(reports.get(reports.size() - 1).getLive().getCompared());
  }

  @Test
  void anEvaluationThatFailsIsCountedAndTheNextOneIsTried() {
    evaluator.compare(first, second, true);
    offerUntil(this::isCompared);
    failures.set(3);
    offerUntil(() -> count("failed") == 3);
    long before = count("events");
    reports.clear();
    offerUntil(() -> isCompared() && count("events") > before + 3);
    assertThat(count("failed")).isEqualTo(3);
  }

  @Test
  void aCandidateThatArrivesLateIsEvaluatedWhenItIsThere() throws Exception {
    Path items = registry.root().resolve("releases/second/items.txt");
    byte[] text = Files.readAllBytes(items);
    Files.delete(items);
    evaluator.compare(first, second, true);
    offerUntil(() -> count("events") > 30);
    assertThat(reports)
        .filteredOn(report -> report.getKind() == ReleaseEventKind.REJECTED)
        .as("once, not at each attempt")
        .hasSize(1)
        .allSatisfy(report -> assertThat(report.getReason()).contains("items.txt: missing"));
    Files.write(items, text);
    offerUntil(this::isCompared);
  }
}

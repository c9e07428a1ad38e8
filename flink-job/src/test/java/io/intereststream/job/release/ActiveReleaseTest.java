package io.intereststream.job.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intereststream.job.TestRegistry;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.release.NoDirectMemoryException;
import io.intereststream.model.release.Throttle;
import io.intereststream.schema.ModelRelease;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The active release and the next one, with real files and a clock that the test advances. */
@Timeout(60)
class ActiveReleaseTest {
  @TempDir private Path folder;
  private final List<ReleaseEvent> reports = new ArrayList<>();
  private TestRegistry registry;
  private EncoderProvider encoders = EncoderProvider.serving();
  private ActiveRelease active;
  private volatile long nanos;

  @BeforeEach
  void publish() throws Exception {
    registry = new TestRegistry(folder.resolve("registry"));
    registry.publish("first", 40, 100).close();
  }

  private void start(ItemTables items, Duration lead) throws Exception {
    ReleaseLoader loader =
        new ReleaseLoader(
            (release, tables) -> encoders.prepare(release, tables),
            items,
            Throttle.NONE,
            List.of(folder.resolve("copies")));
    AliasResolver today = new AliasResolver(registry.root().toString(), "production");
    FirstRelease first =
        new FirstRelease(
            loader,
            today::location,
            new MemoryLog(),
            pause -> {
              throw new AssertionError("the first release is there");
            });
    active =
        new ActiveRelease(
            loader,
            first.load(registry.announce(1)),
            lead,
            event -> reports.add(event.setSubtask(0).setAt(Instant.EPOCH).build()),
            () -> nanos);
  }

  @AfterEach
  void close() {
    active.close();
  }

  private Path file(String version, String name) {
    return registry.root().resolve("releases").resolve(version).resolve(name);
  }

  private ModelRelease publish(String version, long epoch) throws Exception {
    registry.publish(version, 45, 100).close();
    return registry.announce(epoch);
  }

  private void awaitUntil(BooleanSupplier done) {
    await().pollInSameThread().atMost(Duration.ofSeconds(30)).until(done::getAsBoolean);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private List<ReleaseEventKind> kinds() {
    return reports.stream().map(ReleaseEvent::getKind).toList();
  }

  /**
   * Activates the next release once per simulated second until a condition holds, and returns the
   * seconds.
   */
  private int secondsUntil(BooleanSupplier done) {
    int[] seconds = new int[1];
    await()
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              active.activateNext();
              if (done.getAsBoolean()) {
                return true;
              }
              pass(Duration.ofSeconds(1));
              seconds[0]++;
              return false;
            });
    return seconds[0];
  }

  @Test
  void aReleaseThatArrivesAfterItsAliasIsTriedAgainUntilItIsThere() throws Exception {
    start(ItemTables.PRECOMPUTED, Duration.ZERO);
    ModelRelease second = publish("second", 2);
    byte[] weights = Files.readAllBytes(file("second", "weights.safetensors"));
    byte[] probe = Files.readAllBytes(file("second", "probe.safetensors"));
    try (RandomAccessFile cut =
        new RandomAccessFile(file("second", "weights.safetensors").toFile(), "rw")) {
      cut.setLength(weights.length / 2);
    }
    Files.delete(file("second", "probe.safetensors"));
    active.announce(second);
    awaitUntil(
        () -> {
          active.activateNext();
          return !reports.isEmpty();
        });
    assertThat(kinds()).containsExactly(ReleaseEventKind.REJECTED);
    assertThat(reports.get(0).getReason()).contains("truncated");
    assertThat(active.epoch()).isEqualTo(1);
    assertThat(active.isChanging()).isTrue();

    // The same reason is not reported again, with another number neither; another one is.
    try (RandomAccessFile longer =
        new RandomAccessFile(file("second", "weights.safetensors").toFile(), "rw")) {
      longer.setLength(weights.length * 3 / 4);
    }
    secondsUntil(() -> nanos > Duration.ofSeconds(20).toNanos());
    assertThat(kinds()).containsExactly(ReleaseEventKind.REJECTED);
    Files.write(file("second", "weights.safetensors"), weights);
    secondsUntil(() -> reports.size() > 1);
    assertThat(reports.get(1).getReason()).contains("probe.safetensors: missing");

    Files.write(file("second", "probe.safetensors"), probe);
    secondsUntil(() -> active.epoch() == 2);
    assertThat(kinds())
        .containsExactly(
            ReleaseEventKind.REJECTED,
            ReleaseEventKind.REJECTED,
            ReleaseEventKind.VALIDATED,
            ReleaseEventKind.ACTIVATED);
    assertThat(active.isChanging()).isFalse();
  }

  @Test
  void aFinalReasonIsFinal() throws Exception {
    start(ItemTables.PRECOMPUTED, Duration.ZERO);
    ModelRelease second = publish("second", 2);
    Files.move(
        registry.root().resolve("releases/second"), registry.root().resolve("releases/third"));
    active.announce(
        ModelRelease.newBuilder(second)
            .setVersion("third")
            .setLocation(registry.root().resolve("releases/third").toString())
            .build());
    secondsUntil(() -> !reports.isEmpty());
    assertThat(reports.get(0).getReason())
        .contains("field version: 'second' (expected: 'third', the name of its folder)");
    assertThat(active.isChanging()).isFalse();
  }

  @Test
  void anAnnouncementOfTheActiveReleaseEndsTheAttemptsAtAnother() throws Exception {
    start(ItemTables.PRECOMPUTED, Duration.ZERO);
    ModelRelease first = registry.announce(3);
    ModelRelease second = publish("second", 2);
    Files.delete(file("second", "items.txt"));
    active.announce(second);
    secondsUntil(() -> !reports.isEmpty());
    active.announce(first);
    secondsUntil(() -> active.epoch() == 3);
    assertThat(active.announcement().getVersion()).isEqualTo("first");
    assertThat(active.isChanging()).isFalse();
  }

  @Test
  void thereIsNoDirectMemoryAndLaterThereIs() throws Exception {
    start(ItemTables.PRECOMPUTED, Duration.ZERO);
    ModelRelease second = publish("second", 2);
    encoders =
        (release, items) -> {
          throw new NoDirectMemoryException("item table", 1_000, new OutOfMemoryError("limit"));
        };
    active.announce(second);
    secondsUntil(() -> !reports.isEmpty());
    assertThat(reports.get(0).getKind()).isEqualTo(ReleaseEventKind.REJECTED);
    assertThat(reports.get(0).getReason()).contains("needs 1,000 bytes of direct memory");
    assertThat(active.epoch()).isEqualTo(1);
    encoders =
        (release, items) -> {
          throw new OutOfMemoryError("Java heap space");
        };
    secondsUntil(() -> reports.size() > 1);
    assertThat(reports.get(1).getReason())
        .contains("release second: not enough memory to load it: Java heap space");
    encoders = EncoderProvider.serving();
    secondsUntil(() -> active.epoch() == 2);
  }

  @Test
  void aReleaseIsValidatedAtOnceAndActivatedAfterTheLeadTime() throws Exception {
    start(ItemTables.PRECOMPUTED, Duration.ofMinutes(1));
    active.announce(publish("second", 2));
    secondsUntil(() -> !reports.isEmpty());
    assertThat(kinds()).containsExactly(ReleaseEventKind.VALIDATED);
    pass(Duration.ofSeconds(58));
    assertThat(active.activateNext()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(active.activateNext()).isFalse();
    assertThat(active.isChanging()).isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(active.activateNext()).isTrue();
    assertThat(kinds()).containsExactly(ReleaseEventKind.VALIDATED, ReleaseEventKind.ACTIVATED);
  }

  @Test
  void anotherAnnouncementDuringTheLeadTimeBeginsItAgain() throws Exception {
    start(ItemTables.PRECOMPUTED, Duration.ofMinutes(1));
    active.announce(publish("second", 2));
    secondsUntil(() -> !reports.isEmpty());
    pass(Duration.ofSeconds(50));
    active.announce(publish("third", 3));
    secondsUntil(() -> reports.size() > 1);
    pass(Duration.ofSeconds(50));
    assertThat(active.activateNext()).isFalse();
    pass(Duration.ofSeconds(10));
    assertThat(active.activateNext()).isTrue();
    assertThat(active.announcement().getVersion()).isEqualTo("third");
  }

  @Test
  void theActiveReleaseUnderANewEpochNeedsNoLeadTime() throws Exception {
    start(ItemTables.PRECOMPUTED, Duration.ofMinutes(1));
    active.announce(registry.announce(2));
    secondsUntil(() -> active.epoch() == 2);
    assertThat(nanos).isLessThan(Duration.ofSeconds(60).toNanos());
    assertThat(active.previous()).as("nothing to go back to").isNull();
  }

  @ParameterizedTest
  @EnumSource
  void filesThatAreOverwrittenCutOrDeletedAfterActivationChangeNoVector(ItemTables items)
      throws Exception {
    start(items, Duration.ZERO);
    List<int[]> history = List.of(new int[] {3, 39, 17});
    Encoder encoder = active.loaded().encoders().get();
    float[] before = encoder.encode(history).get(0).vectors().clone();
    Path weights = file("first", "weights.safetensors");
    long size = Files.size(weights);
    try (RandomAccessFile raw = new RandomAccessFile(weights.toFile(), "rw")) {
      raw.seek(size / 4);
      raw.write(new byte[(int) (size - size / 4)]);
    }
    assertThat(encoder.encode(history).get(0).vectors()).isEqualTo(before);
    try (RandomAccessFile raw = new RandomAccessFile(weights.toFile(), "rw")) {
      raw.setLength(0);
    }
    assertThat(active.loaded().encoders().get().encode(history).get(0).vectors()).isEqualTo(before);
    Files.delete(weights);
    assertThat(encoder.encode(history).get(0).vectors()).isEqualTo(before);
  }

  @Test
  void aSubtaskReportsWithWhatItStarted() throws Exception {
    start(ItemTables.PRECOMPUTED, Duration.ZERO);
    active.reportStart();
    assertThat(kinds()).containsExactly(ReleaseEventKind.STARTED);
    assertThat(reports.get(0).getVersion()).isEqualTo("first");
    assertThat(reports.get(0).getReason()).isNull();
  }
}

package io.intereststream.job.update;

import static io.intereststream.job.update.UpdaterHarness.loaded;
import static io.intereststream.job.update.UpdaterHarness.watch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.history.History;
import io.intereststream.history.HistoryRules;
import io.intereststream.history.ItemFingerprint;
import io.intereststream.history.Signal;
import io.intereststream.history.ViewerHistory;
import io.intereststream.job.TestRegistry;
import io.intereststream.job.config.HistoryOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.ingest.Watch;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.encoder.cmi.CmiForm;
import io.intereststream.model.encoder.comirec.ComiRecSaForm;
import io.intereststream.model.encoder.dssrec.DssRecForm;
import io.intereststream.model.encoder.octopus.OctopusForm;
import io.intereststream.model.encoder.routing.ComiRecDrForm;
import io.intereststream.model.encoder.routing.MindForm;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.release.ModelForm;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.Cause;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.ModelRelease;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InterestUpdaterTest {
  private static final long DAY_MS = Duration.ofDays(1).toMillis();
  private static final long TTL_MS = DAY_MS;

  @TempDir private Path folder;
  private TestRegistry registry;
  private Configuration configuration;
  private Release first;
  private ModelRelease initial;
  private final List<UpdaterHarness> open = new ArrayList<>();

  /** Whether the tuning options are on. */
  boolean tuned() {
    return true;
  }

  @BeforeEach
  void publish() throws Exception {
    registry = new TestRegistry(folder.resolve("registry"));
    configuration = UpdaterHarness.configuration(registry, tuned());
    first = registry.publish("first", 40, 100);
    initial = registry.announce(1);
  }

  @AfterEach
  void close() throws Exception {
    for (UpdaterHarness harness : open) {
      harness.close();
    }
  }

  private UpdaterHarness start(OperatorSubtaskState state, int parallelism, int subtask)
      throws Exception {
    UpdaterHarness harness = new UpdaterHarness(configuration, initial, parallelism, subtask);
    open.add(harness);
    return harness.open(state);
  }

  /** Viewers' events with late, repeated, hidden and unknown items among them. */
  private static List<Watch> randomEvents(int count, long seed) {
    Random random = new Random(seed);
    List<Watch> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Signal signal = random.nextInt(15) == 0 ? Signal.NEGATIVE : Signal.POSITIVE;
      String item = "item-" + random.nextInt(50);
      long time = 1000L + 10 * i - random.nextInt(60);
      events.add(watch("viewer-" + random.nextInt(8), signal, item, time));
      if (random.nextInt(10) == 0) {
        Watch before = events.get(events.size() - 1);
        events.add(watch(before.userId, before.signal, item, before.eventTime));
      }
    }
    return events;
  }

  /** The last update that each viewer must have after the events. */
  private Map<String, History> histories(List<Watch> events) {
    Map<String, History> histories = new HashMap<>();
    for (Watch event : events) {
      histories
          .computeIfAbsent(
              event.userId,
              user ->
                  new History(
                      configuration.get(HistoryOptions.WINDOW),
                      configuration.get(HistoryOptions.SLACK)))
          .apply(event.signal, event.item, event.eventTime);
    }
    return histories;
  }

  private static void assertMatches(InterestUpdate update, History history, Release release) {
    int[] known =
        IntStream.range(0, history.size())
            .map(i -> release.vocabulary().row(history.item(i)))
            .filter(row -> row >= 0)
            .toArray();
    assertThat(update.getRelease()).isEqualTo(release.version());
    assertThat(update.getHistorySize()).isEqualTo(history.size());
    try (ReferenceEncoder reference = release.reference()) {
      Interests expected = reference.encode(List.of(known)).get(0);
      assertThat(update.getInterests()).hasSize(expected.count());
      int d = release.dimension();
      for (int i = 0; i < expected.count(); i++) {
        assertThat(update.getInterests().get(i).getCategory()).isEqualTo(expected.categories()[i]);
        assertThat(update.getInterests().get(i).getWeight())
            .isCloseTo(expected.weights()[i], within(1e-5f));
        assertNear(
            update.getInterests().get(i).getVector(),
            Arrays.copyOfRange(expected.vectors(), i * d, (i + 1) * d));
      }
      boolean general = expected.count() > 0 && release.form().general();
      assertNear(update.getGeneral(), general ? expected.general() : new float[0]);
    }
  }

  private static void assertNear(List<Float> found, float[] expected) {
    assertThat(found).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found.get(i)).isCloseTo(expected[i], within(1e-5f));
    }
  }

  private static Map<String, InterestUpdate> last(List<InterestUpdate> updates) {
    Map<String, InterestUpdate> last = new HashMap<>();
    updates.forEach(update -> last.put(update.getUserId(), update));
    return last;
  }

  @Test
  void everyUpdateIsWhatTheReferenceComputesFromTheHistory() throws Exception {
    UpdaterHarness harness = start(null, 1, 0);
    List<Watch> events = randomEvents(400, 1);
    Map<String, Long> sequences = new HashMap<>();
    for (int i = 0; i < events.size(); i++) {
      harness.process(events.get(i));
      for (InterestUpdate update : harness.takeUpdates()) {
        String user = update.getUserId();
        assertMatches(update, histories(events.subList(0, i + 1)).get(user), first);
        assertThat(update.getSequence()).isEqualTo(sequences.merge(user, 1L, Long::sum));
      }
    }
  }

  @Test
  void aShortHistoryIsKeptWithoutEncoderState() throws Exception {
    UpdaterHarness harness = start(null, 1, 0);
    int empty = new ViewerState(new ViewerHistory(new HistoryRules(6, 2, 0, 0, 0))).write().length;
    for (int i = 1; i <= ViewerEncoder.KEPT_FROM; i++) {
      harness.process(watch("u", Signal.POSITIVE, "item-" + i, i));
      if (i < ViewerEncoder.KEPT_FROM) {
        assertThat(harness.stateBytes("u")).isLessThanOrEqualTo(empty + 1 + 10 * i);
      }
    }
    assertThat(harness.stateBytes("u"))
        .isGreaterThan(empty + 10 * ViewerEncoder.KEPT_FROM + 4 * first.hidden());
    for (InterestUpdate update : harness.takeUpdates()) {
      List<Watch> events = new ArrayList<>();
      for (int i = 1; i <= update.getHistorySize(); i++) {
        events.add(watch("u", Signal.POSITIVE, "item-" + i, i));
      }
      assertMatches(update, histories(events).get("u"), first);
    }
  }

  @Test
  void itemsComputedAtEachEventGiveTheSame() throws Exception {
    configuration.set(ReleaseOptions.ITEM_TABLES, ItemTables.COMPUTED);
    UpdaterHarness harness = start(null, 1, 0);
    List<Watch> events = randomEvents(200, 3);
    for (Watch event : events) {
      harness.process(event);
    }
    Map<String, History> histories = histories(events);
    last(harness.takeUpdates())
        .forEach((user, update) -> assertMatches(update, histories.get(user), first));
  }

  @Test
  void aReleaseWithASmallerWindowEncodesTheNewestKnownItems() throws Exception {
    first = registry.publish("small", 40, 3);
    initial = registry.announce(1);
    UpdaterHarness harness = start(null, 1, 0);
    List<Watch> events = randomEvents(200, 2);
    for (Watch event : events) {
      harness.process(event);
    }
    Map<String, History> histories = histories(events);
    last(harness.takeUpdates())
        .forEach((user, update) -> assertMatches(update, histories.get(user), first));
  }

  @Test
  void hidingTheLastKnownItemIsPublishedWithoutInterests() throws Exception {
    UpdaterHarness harness = start(null, 1, 0);
    harness.process(watch("u", Signal.POSITIVE, "item-1", 10));
    harness.process(watch("u", Signal.POSITIVE, "not-in-the-release", 20));
    harness.process(watch("u", Signal.NEGATIVE, "item-1", 30));
    List<InterestUpdate> updates = harness.takeUpdates();
    assertThat(updates).extracting(u -> u.getInterests().size()).containsExactly(3, 3, 0);
    assertThat(updates.get(2).getCause()).isEqualTo(Cause.HIDE);
    assertThat(updates.get(2).getGeneral()).isEmpty();
    assertThat(updates.get(2).getHistorySize()).isEqualTo(1);
  }

  @Test
  void nothingIsPublishedForWhatChangesNothing() throws Exception {
    UpdaterHarness harness = start(null, 1, 0);
    harness.process(watch("u", Signal.NEGATIVE, "item-1", 10));
    harness.process(watch("u", Signal.POSITIVE, "item-1", 20));
    harness.process(watch("u", Signal.POSITIVE, "item-1", 20));
    assertThat(harness.takeUpdates()).hasSize(1);
  }

  @Test
  void aRestoredAndRescaledJobGoesOnAsIfNothingHappened() throws Exception {
    List<Watch> events = randomEvents(300, 3);
    UpdaterHarness before = start(null, 1, 0);
    for (Watch event : events.subList(0, 150)) {
      before.process(event);
    }
    OperatorSubtaskState snapshot = before.snapshot();

    List<UpdaterHarness> after = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      after.add(
          start(
              AbstractStreamOperatorTestHarness.repartitionOperatorState(
                  snapshot, UpdaterHarness.MAX_PARALLELISM, 1, 2, subtask),
              2,
              subtask));
    }
    for (Watch event : events.subList(150, events.size())) {
      before.process(event);
      after.get(subtaskOf(event.userId)).process(event);
    }
    before.take();
    List<InterestUpdate> updates = new ArrayList<>(after.get(0).takeUpdates());
    assertThat(updates).isNotEmpty();
    updates.addAll(after.get(1).takeUpdates());
    Map<String, History> histories = histories(events);
    last(updates).forEach((user, update) -> assertMatches(update, histories.get(user), first));
  }

  private static int subtaskOf(String user) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
        user, UpdaterHarness.MAX_PARALLELISM, 2);
  }

  @Test
  void aViewerIsForgottenADayAfterTheTimeToLiveAndErasedDownstream() throws Exception {
    UpdaterHarness harness = start(null, 1, 0);
    harness.process(watch("gone", Signal.POSITIVE, "item-1", 10));
    harness.process(watch("stays", Signal.POSITIVE, "item-1", 10));
    harness.process(watch("stays", Signal.POSITIVE, "item-2", 20));
    harness.take();

    harness.catchUp();
    harness.setKafkaTime(DAY_MS + TTL_MS + 11);
    harness.setTime(10);
    List<OutputRecord> erasures = harness.take();
    assertThat(erasures).hasSize(1);
    assertThat(new String(erasures.get(0).key, StandardCharsets.UTF_8)).isEqualTo("gone");
    assertThat(erasures.get(0).value).isNull();

    harness.process(watch("gone", Signal.POSITIVE, "item-3", 5));
    assertThat(harness.takeUpdates()).extracting(InterestUpdate::getSequence).containsExactly(1L);
  }

  @Test
  void aRestoredJobKeepsItsGenerationAndGoesOnWithARebuild() throws Exception {
    UpdaterHarness before =
        new UpdaterHarness(configuration, initial, 1, 0, new StateStart(7, true));
    open.add(before);
    before.open(null);
    before.process(watch("u", Signal.POSITIVE, "item-1", 10));
    assertThat(before.take()).isEmpty();

    UpdaterHarness after = start(before.snapshot(), 1, 0);
    after.process(watch("u", Signal.POSITIVE, "item-2", 20));
    assertThat(after.take()).isEmpty();
    after.catchUp();
    after.process(watch("u", Signal.POSITIVE, "item-3", 30));
    assertThat(after.takeUpdates())
        .extracting(InterestUpdate::getGeneration, InterestUpdate::getSequence)
        .containsExactly(tuple(7L, 3L));
  }

  @Test
  void anotherReleaseIsActivatedBetweenTwoEventsAndStateOfTheOldOneIsNotUsed() throws Exception {
    UpdaterHarness harness = start(null, 1, 0);
    List<Watch> events = randomEvents(200, 4);
    for (Watch event : events.subList(0, 100)) {
      harness.process(event);
    }
    harness.take();

    Release second = registry.publish("second", 45, 100);
    harness.announce(loaded(registry.announce(2)));
    for (Watch event : events.subList(100, events.size())) {
      harness.process(event);
    }
    Map<String, History> histories = histories(events);
    last(harness.takeUpdates())
        .forEach((user, update) -> assertMatches(update, histories.get(user), second));

    // Late and repeated announcements take nothing back.
    harness.announce(initial);
    harness.process(watch("viewer-0", Signal.POSITIVE, "item-3", 9_000_000));
    assertThat(harness.takeUpdates())
        .extracting(InterestUpdate::getRelease)
        .containsExactly("second");
  }

  @Test
  void releasesOfOtherFormsFollowEachOther() throws Exception {
    CmiForm hard =
        CmiForm.PAPER
            .withHardAssignment()
            .withHalfLives(List.of(2.0, 3.0, 4.0))
            .withContext(new CmiForm.Fusion.Context(1, 0.5, 20));
    UpdaterHarness harness = start(null, 1, 0);
    List<Watch> events = randomEvents(300, 5);
    Release active = first;
    for (int i = 0; i < events.size(); i++) {
      if (i == 100) {
        active = registry.publish("hard", 45, 5, hard);
        harness.announce(loaded(registry.announce(2)));
      } else if (i == 200) {
        active = registry.publish("plain", 45, 100, CmiForm.PAPER.withoutGeneral());
        harness.announce(loaded(registry.announce(3)));
      }
      harness.process(events.get(i));
      for (InterestUpdate update : harness.takeUpdates()) {
        History history = histories(events.subList(0, i + 1)).get(update.getUserId());
        assertMatches(update, history, active);
      }
    }
  }

  static List<ModelForm> architectures() {
    return List.of(
        new OctopusForm(),
        new ComiRecSaForm(),
        new ComiRecDrForm(3),
        new MindForm(3),
        new DssRecForm(1, 2));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void anyArchitectureIsServedThroughARestart(ModelForm form) throws Exception {
    first = registry.publish("other", 40, 4, form);
    initial = registry.announce(1);
    UpdaterHarness harness = start(null, 1, 0);
    List<Watch> events = randomEvents(240, 6);
    for (int i = 0; i < events.size(); i++) {
      if (i == 120) {
        harness = start(harness.snapshot(), 1, 0);
      }
      harness.process(events.get(i));
      for (InterestUpdate update : harness.takeUpdates()) {
        History history = histories(events.subList(0, i + 1)).get(update.getUserId());
        assertMatches(update, history, first);
      }
    }
  }

  @Test
  void anEncoderOfWholeHistoriesLeavesNoOutdatedStateToTheReleaseBeforeIt() throws Exception {
    UpdaterHarness harness = start(null, 1, 0);
    harness.process(watch("u", Signal.POSITIVE, "item-1", 10));
    registry.publish("mind", 40, 100, new MindForm(3));
    harness.announce(loaded(registry.announce(2)));
    harness.process(watch("u", Signal.POSITIVE, "item-2", 20));
    new ModelRegistry(registry.root()).activate("production", "first");
    harness.announce(loaded(registry.announce(3)));
    harness.process(watch("u", Signal.POSITIVE, "item-3", 30));

    List<InterestUpdate> updates = harness.takeUpdates();
    assertThat(updates)
        .extracting(InterestUpdate::getRelease)
        .containsExactly("first", "mind", "first");
    History history = new History(6, 2);
    for (String item : List.of("item-1", "item-2", "item-3")) {
      history.apply(Signal.POSITIVE, ItemFingerprint.of(item), 10L * (1 + history.size()));
    }
    assertMatches(updates.get(2), history, first);
  }

  @Test
  void aRestoredJobComesUpUnderTheReleaseOfItsCheckpoint() throws Exception {
    UpdaterHarness before = start(null, 1, 0);
    Release second = registry.publish("second", 45, 100);
    before.announce(loaded(registry.announce(2)));
    before.process(watch("u", Signal.POSITIVE, "item-1", 10));

    UpdaterHarness after = start(before.snapshot(), 1, 0);
    after.process(watch("u", Signal.POSITIVE, "item-2", 20));
    assertThat(after.takeUpdates())
        .extracting(InterestUpdate::getRelease)
        .containsExactly(second.version());
  }

  @Test
  void aBrokenReleaseIsRejectedAndTheOldOneStaysActive() throws Exception {
    UpdaterHarness harness = start(null, 1, 0);
    registry.publish("broken", 45, 100);
    Path weights = registry.root().resolve("releases/broken/weights.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);
    ModelRelease broken = registry.announce(2);
    harness.announce(broken);
    assertThatThrownBy(() -> loaded(broken))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("weights.safetensors");

    harness.process(watch("u", Signal.POSITIVE, "item-1", 10));
    harness.process(watch("u", Signal.POSITIVE, "item-2", 20));
    assertThat(harness.takeUpdates())
        .extracting(InterestUpdate::getRelease)
        .containsExactly("first", "first");
  }
}

package io.intereststream.job.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intereststream.job.TestRegistry;
import io.intereststream.job.config.EvaluationOptions;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.ReleaseOptions;
import io.intereststream.job.publish.OutputRecord;
import io.intereststream.job.publish.ReleaseEventWriter;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.schema.LiveFigures;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromotionControllerTest {
  @TempDir private Path folder;
  private ModelRegistry registry;
  private JobOptions options;
  private RecordCodec<ReleaseEvent> codec;
  private OneInputStreamOperatorTestHarness<ReleaseEvent, OutputRecord> flink;
  private PromotionController controller;
  private int taken;
  private long now;

  @BeforeEach
  void start() throws Exception {
    TestRegistry releases = new TestRegistry(folder);
    releases.publish("other", 10, 5);
    releases.publish("first", 10, 5);
    registry = new ModelRegistry(folder);
    Configuration configuration = new Configuration();
    configuration.set(KafkaOptions.BOOTSTRAP_SERVERS, "nowhere:1");
    configuration.set(ReleaseOptions.REGISTRY, folder.toString());
    configuration.set(EvaluationOptions.PROMOTE, true);
    configuration.set(EvaluationOptions.ROLL_BACK, true);
    configuration.set(EvaluationOptions.LEAST_EVENTS, 500);
    options = JobOptions.from(configuration);
    codec = options.kafka().codecs().create(ReleaseEvent.class, options.topics().releaseEvents());
    open(null);
  }

  private void open(OperatorSubtaskState state) throws Exception {
    controller = new PromotionController(options);
    flink = new OneInputStreamOperatorTestHarness<>(controller);
    flink.setup(
        OutputRecord.TYPE.createSerializer(flink.getExecutionConfig().getSerializerConfig()));
    if (state != null) {
      flink.initializeState(state);
    }
    flink.open();
    taken = 0;
  }

  @AfterEach
  void close() throws Exception {
    flink.close();
  }

  private void report(
      String version, String compared, boolean candidate, long events, long hits, long other)
      throws Exception {
    LiveFigures live =
        LiveFigures.newBuilder()
            .setEvents(events)
            .setHits(hits)
            .setCompared(compared)
            .setCandidate(candidate)
            .setComparedHits(other)
            .setBothHits(Math.min(hits, other) / 2)
            .build();
    ReleaseEvent.Builder event =
        ReleaseEvent.newBuilder()
            .setVersion(version)
            .setEpoch(3)
            .setKind(ReleaseEventKind.LIVE)
            .setDurationMs(0)
            .setLive(live);
    flink.processElement(new StreamRecord<>(ReleaseEventWriter.complete(event, 0, 1)));
  }

  /** Waits until the controller has emitted events, and returns them. */
  private List<ReleaseEvent> awaitSaid() {
    return await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(30))
        .until(this::said, said -> !said.isEmpty());
  }

  /**
   * Waits until no move is running, and returns the events that the controller has emitted until
   * then.
   */
  private List<ReleaseEvent> saidAtTheEnd() throws Exception {
    List<ReleaseEvent> said = new ArrayList<>();
    await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              said.addAll(said());
              return !controller.isMoving();
            });
    return said;
  }

  /** Advances the clock by a second and returns the events since the last call. */
  private List<ReleaseEvent> said() throws Exception {
    now += 1000;
    flink.setProcessingTime(now);
    List<OutputRecord> all = flink.extractOutputValues();
    List<ReleaseEvent> said = new ArrayList<>();
    for (OutputRecord record : all.subList(taken, all.size())) {
      ReleaseEvent event = codec.decode(record.value);
      if (event.getKind() != ReleaseEventKind.LIVE) {
        said.add(event);
      }
    }
    taken = all.size();
    return said;
  }

  @Test
  void aBetterCandidateIsPromotedOnceThereAreEnoughEvents() throws Exception {
    report("first", "other", true, 300, 30, 90);
    assertThat(saidAtTheEnd()).isEmpty();
    report("first", "other", true, 300, 30, 90);
    List<ReleaseEvent> said = awaitSaid();
    assertThat(said).hasSize(1);
    assertThat(said.get(0).getKind()).isEqualTo(ReleaseEventKind.PROMOTED);
    assertThat(said.get(0).getVersion()).isEqualTo("other");
    assertThat(said.get(0).getSubtask()).isEqualTo(-1);
    assertThat(said.get(0).getReason())
        .startsWith(
            "hit rate 0.3000 against 0.1000 of the active release on 600 events, gain +0.2000 ±");
    assertThat(registry.alias("production")).isEqualTo("other");
    report("first", "other", true, 300, 30, 90);
    assertThat(saidAtTheEnd()).isEmpty();
  }

  @Test
  void aWorseOneAndOneThatMayBeNoBetterAreNot() throws Exception {
    report("first", "other", true, 2000, 400, 300);
    report("first", "other", true, 2000, 400, 520);
    assertThat(saidAtTheEnd()).isEmpty();
    assertThat(registry.alias("production")).isEqualTo("first");
  }

  @Test
  void aWorseReleaseIsWithdrawnAndNeverPromotedAgain() throws Exception {
    report("first", "other", false, 1000, 100, 200);
    List<ReleaseEvent> said = awaitSaid();
    assertThat(said).hasSize(1);
    assertThat(said.get(0).getKind()).isEqualTo(ReleaseEventKind.WITHDRAWN);
    assertThat(said.get(0).getVersion()).isEqualTo("first");
    assertThat(said.get(0).getReplaces()).isEqualTo("other");
    assertThat(registry.alias("production")).isEqualTo("other");

    OperatorSubtaskState state = flink.snapshot(1, 1);
    flink.close();
    open(state);
    report("other", "first", true, 1000, 100, 200);
    assertThat(saidAtTheEnd()).isEmpty();
    assertThat(registry.alias("production")).isEqualTo("other");
  }

  @Test
  void anAliasThatSomebodyMovedMeanwhileStays() throws Exception {
    registry.activate("production", "other");
    report("first", "other", false, 1000, 100, 200);
    assertThat(saidAtTheEnd()).isEmpty();
    assertThat(registry.alias("production")).isEqualTo("other");
  }

  @Test
  void aRegistryThatIsLockedDelaysNoEventAndTheMoveIsTriedAgain() throws Exception {
    Process holder = holdTheLock();
    try {
      report("first", "other", true, 600, 60, 180);
      for (int i = 0; i < 100; i++) {
        report("first", "other", true, 1, 1, 1);
      }
      assertThat(flink.extractOutputValues()).as("none waits for the lock").hasSize(101);
      assertThat(controller.isMoving()).isTrue();
      assertThat(registry.alias("production")).isEqualTo("first");
      holder.getOutputStream().write('\n');
      holder.getOutputStream().flush();
      await()
          .pollInSameThread()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                report("first", "other", true, 1, 1, 1);
                return said().stream().anyMatch(e -> e.getKind() == ReleaseEventKind.PROMOTED);
              });
      assertThat(registry.alias("production")).isEqualTo("other");
    } finally {
      holder.destroyForcibly().waitFor();
    }
  }

  /** Another program that holds the registry's lock until it reads a line. */
  private Process holdTheLock() throws Exception {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.intereststream.model.registry.RegistryProgram",
                "hold",
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(holder.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("ready");
    return holder;
  }

  @Test
  void aRegistryThatIsBrokenStopsNothingAndTheMoveIsTriedAgain() throws Exception {
    Path alias = folder.resolve("aliases/production");
    byte[] text = Files.readAllBytes(alias);
    Files.delete(alias);
    report("first", "other", true, 600, 60, 180);
    assertThat(saidAtTheEnd()).isEmpty();
    Files.write(alias, text);
    report("first", "other", true, 1, 1, 1);
    assertThat(awaitSaid().get(0).getKind()).isEqualTo(ReleaseEventKind.PROMOTED);
  }

  @Test
  void subtasksThatDifferAreReportedAfterFiveMinutes() throws Exception {
    subtask(0, ReleaseEventKind.STARTED, "first", 7);
    subtask(1, ReleaseEventKind.STARTED, "first", 7);
    subtask(0, ReleaseEventKind.ACTIVATED, "other", 8);
    assertThat(said()).extracting(ReleaseEvent::getKind).hasSize(3);
    now += Duration.ofMinutes(5).toMillis();
    List<ReleaseEvent> said = said();
    assertThat(said).hasSize(1);
    assertThat(said.get(0).getKind()).isEqualTo(ReleaseEventKind.DIVERGED);
    assertThat(said.get(0).getSubtask()).isEqualTo(-1);
    assertThat(said.get(0).getReason())
        .startsWith("other, epoch 8 in subtasks 0; first, epoch 7 in subtasks 1");
    assertThat(said()).isEmpty();
  }

  private void subtask(int subtask, ReleaseEventKind kind, String version, long epoch)
      throws Exception {
    ReleaseEvent.Builder event =
        ReleaseEvent.newBuilder()
            .setVersion(version)
            .setEpoch(epoch)
            .setKind(kind)
            .setDurationMs(0);
    flink.processElement(new StreamRecord<>(ReleaseEventWriter.complete(event, subtask, now), now));
  }
}

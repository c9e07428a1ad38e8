package io.intereststream.job.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.ProcessOperator;
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
  private int taken;

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
    codec = options.codecs().create(ReleaseEvent.class, options.releaseEvents());
    open(null);
  }

  private void open(OperatorSubtaskState state) throws Exception {
    flink =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(new PromotionController(options)));
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

  /** What the judge said since the last call. */
  private List<ReleaseEvent> said() throws Exception {
    List<OutputRecord> all = flink.extractOutputValues();
    List<ReleaseEvent> said = new java.util.ArrayList<>();
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
    assertThat(said()).isEmpty();
    report("first", "other", true, 300, 30, 90);
    List<ReleaseEvent> said = said();
    assertThat(said).hasSize(1);
    assertThat(said.get(0).getKind()).isEqualTo(ReleaseEventKind.PROMOTED);
    assertThat(said.get(0).getVersion()).isEqualTo("other");
    assertThat(said.get(0).getSubtask()).isEqualTo(-1);
    assertThat(said.get(0).getReason())
        .startsWith(
            "hit rate 0.3000 against 0.1000 of the active release on 600 events, gain +0.2000 ±");
    assertThat(registry.alias("production")).isEqualTo("other");
    report("first", "other", true, 300, 30, 90);
    assertThat(said()).isEmpty();
  }

  @Test
  void aWorseOneAndOneThatMayBeNoBetterAreNot() throws Exception {
    report("first", "other", true, 2000, 400, 300);
    report("first", "other", true, 2000, 400, 520);
    assertThat(said()).isEmpty();
    assertThat(registry.alias("production")).isEqualTo("first");
  }

  @Test
  void aWorseReleaseIsWithdrawnAndNeverPromotedAgain() throws Exception {
    report("first", "other", false, 1000, 100, 200);
    List<ReleaseEvent> said = said();
    assertThat(said).hasSize(1);
    assertThat(said.get(0).getKind()).isEqualTo(ReleaseEventKind.WITHDRAWN);
    assertThat(said.get(0).getVersion()).isEqualTo("first");
    assertThat(said.get(0).getReplaces()).isEqualTo("other");
    assertThat(registry.alias("production")).isEqualTo("other");

    OperatorSubtaskState state = flink.snapshot(1, 1);
    flink.close();
    open(state);
    report("other", "first", true, 1000, 100, 200);
    assertThat(said()).isEmpty();
    assertThat(registry.alias("production")).isEqualTo("other");
  }

  @Test
  void anAliasThatSomebodyMovedMeanwhileStays() throws Exception {
    registry.activate("production", "other");
    report("first", "other", false, 1000, 100, 200);
    assertThat(said()).isEmpty();
    assertThat(registry.alias("production")).isEqualTo("other");
  }
}

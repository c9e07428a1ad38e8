package io.intereststream.job.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.error.ExitCode;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LifecycleTest {
  private static final long GENERATION = 1_600_000_000_000L;
  private static final StateSettings.Change CHANGE = new StateSettings.Change("window", "10", "20");

  private final LogOfTopics topics = new LogOfTopics();
  private long now = 1_700_000_000_000L;

  private static JobStart start(String holder, boolean fresh) {
    return new JobStart(
        holder,
        GENERATION,
        new StateSettings(Map.of("window", "10")),
        "updates",
        "group",
        fresh,
        true,
        null,
        Duration.ofMinutes(2));
  }

  private Lifecycle begun(String holder) {
    return lifecycle(holder, false, List.of(), false);
  }

  private Lifecycle resumed(String holder, StateSettings.Change... accepted) {
    return lifecycle(holder, true, List.of(accepted), false);
  }

  private Lifecycle lifecycle(
      String holder, boolean resumed, List<StateSettings.Change> accepted, boolean fresh) {
    return lifecycle(topics, holder, resumed, accepted, fresh);
  }

  private Lifecycle lifecycle(
      LogOfTopics log,
      String holder,
      boolean resumed,
      List<StateSettings.Change> accepted,
      boolean fresh) {
    return new Lifecycle(
        start(holder, fresh),
        new LifecycleState(holder, GENERATION, start(holder, fresh).settings()),
        resumed,
        accepted,
        log::connect,
        () -> Instant.ofEpochMilli(now),
        "here");
  }

  private Lifecycle.Report step(Lifecycle lifecycle) {
    now += 1_000;
    return lifecycle.step();
  }

  @Test
  void aFirstStartOnNewTopicsClaimsTheLeaseAndIsCaughtUpAtOnce() {
    Lifecycle job = begun("A");
    assertThat(step(job)).isEqualTo(new Lifecycle.Report(null, 0));
    int reader = job.readerBegins();
    assertThat(step(job)).isEqualTo(new Lifecycle.Report(null, reader));
    assertThat(topics.events).hasSize(1);
    ReleaseEvent lease = topics.events.get(0);
    assertThat(lease.getKind()).isEqualTo(ReleaseEventKind.LEASE);
    assertThat(lease.getVersion()).isEqualTo("lease/updates");
    assertThat(lease.getJob().getHolder()).isEqualTo("A");
    assertThat(lease.getJob().getHost()).isEqualTo("here");
    assertThat(lease.getJob().getGeneration()).isEqualTo(GENERATION);
    job.close();
    assertThat(topics.events.get(1).getJob().getReleased()).isTrue();
    assertThat(topics.open).isZero();
  }

  @Test
  void aStartWithoutCheckpointWhereAJobHasRunIsRefusedUnlessAskedFor() {
    topics.use = Optional.of("topic updates: contains updates of a job");
    Lifecycle.Report report = step(begun("A"));
    assertThat(report.refusal().exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(report.refusal())
        .hasMessageStartingWith(
            "topic updates: contains updates of a job, and this job was started")
        .hasMessageContainingAll("--from", "--fresh", "interest-stream.start.fresh: true");
    assertThat(topics.events).isEmpty();

    assertThat(step(resumed("A")).refusal()).isNull();
    assertThat(step(lifecycle("A", false, List.of(), true)).refusal()).isNull();
  }

  @Test
  void aRestartBeforeTheFirstCheckpointIsNoSecondStart() {
    step(begun("A"));
    topics.use = Optional.of("topic updates: contains updates of a job");
    assertThat(step(begun("A")).refusal()).isNull();
    assertThat(step(begun("B")).refusal()).isNotNull();
  }

  @Test
  void aSecondJobIsRefusedWithWhereTheFirstIs() {
    Lifecycle one = begun("A");
    step(one);
    Lifecycle two = resumed("B");
    Lifecycle.Report report = null;
    for (int i = 0; i < 12 && (report == null || report.refusal() == null); i++) {
      step(one);
      report = two.step();
    }
    assertThat(report.refusal())
        .hasMessageStartingWith("topic updates: another job on host here writes to it")
        .hasMessageContaining("--beside NAME");
    two.close();
    step(one);
    assertThat(one.others()).isZero();
  }

  @Test
  void theRunningJobCountsAnotherOne() {
    Lifecycle one = resumed("A");
    Lifecycle two = resumed("B");
    step(one);
    now += 120_000;
    two.step();
    step(one);
    assertThat(one.others()).isEqualTo(1);
  }

  @Test
  void aRebuildEndsWhenTheCommittedPositionsHavePassedTheEndAtTheStart() {
    topics.ends.put(LogOfTopics.PARTITION, 100L);
    // Of an earlier job of the group.
    topics.positions.put(LogOfTopics.PARTITION, 500L);
    Lifecycle job = lifecycle("A", false, List.of(), true);
    step(job);
    int reader = job.readerBegins();
    assertThat(step(job).caughtUpReader()).isZero();
    assertThat(topics.resets).isEqualTo(1);
    topics.ends.put(LogOfTopics.PARTITION, 200L);
    topics.positions.put(LogOfTopics.PARTITION, 99L);
    assertThat(step(job).caughtUpReader()).isZero();
    topics.positions.put(LogOfTopics.PARTITION, 100L);
    assertThat(step(job).caughtUpReader()).isEqualTo(reader);
  }

  @Test
  void afterAFailureTheJobCatchesUpAgainWithTheEndOfThen() {
    topics.ends.put(LogOfTopics.PARTITION, 100L);
    Lifecycle job = resumed("A");
    topics.positions.put(LogOfTopics.PARTITION, 100L);
    for (int reader = 1; reader <= 2; reader++) {
      assertThat(job.readerBegins()).isEqualTo(reader);
      assertThat(step(job).caughtUpReader()).isEqualTo(reader - 1);
      job.checkpointCompleted();
      job.checkpointCompleted();
      step(job);
      now += CatchUp.COMMIT_MS;
      assertThat(step(job).caughtUpReader()).isEqualTo(reader);
    }
    assertThat(topics.resets).isZero();
  }

  @Test
  void whatWasAcceptedIsRecordedOnceWithThePositions() {
    topics.positions.put(LogOfTopics.PARTITION, 42L);
    Lifecycle job = resumed("A", CHANGE);
    step(job);
    step(job);
    List<ReleaseEvent> accepted =
        topics.events.stream().filter(e -> e.getKind() == ReleaseEventKind.ACCEPTED).toList();
    assertThat(accepted).hasSize(1);
    assertThat(accepted.get(0).getJob().getChanges())
        .singleElement()
        .hasToString("{\"option\": \"window\", \"before\": \"10\", \"after\": \"20\"}");
    assertThat(accepted.get(0).getJob().getPositions())
        .singleElement()
        .hasToString("{\"topic\": \"watch-events\", \"partition\": 0, \"offset\": 42}");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void brokersThatDoNotAnswerAnyOfTheCallsDelayItAndEndNothing(boolean resumed) {
    for (int answered = 0; answered < 8; answered++) {
      LogOfTopics log = new LogOfTopics();
      log.ends.put(LogOfTopics.PARTITION, 100L);
      log.positions.put(LogOfTopics.PARTITION, 100L);
      log.answers = answered;
      Lifecycle job = lifecycle(log, "A", resumed, resumed ? List.of(CHANGE) : List.of(), false);
      job.readerBegins();
      job.checkpointCompleted();
      for (int i = 0; i < 5; i++) {
        assertThat(step(job)).isEqualTo(new Lifecycle.Report(null, 0));
      }
      log.answers = Integer.MAX_VALUE;
      step(job);
      job.checkpointCompleted();
      job.checkpointCompleted();
      step(job);
      now += CatchUp.COMMIT_MS;
      assertThat(step(job))
          .as("after %d answers", answered)
          .isEqualTo(new Lifecycle.Report(null, 1));

      now += 60_000;
      log.answers = 1; // The lease is read, but cannot be renewed.
      assertThat(step(job).refusal()).isNull();
      job.close();
    }
  }

  @Test
  void brokersThatDoNotAnswerAfterARestartDoNotEndItsRebuild() {
    for (int answered = 1; answered < 8; answered++) {
      LogOfTopics log = new LogOfTopics();
      Lifecycle job = lifecycle(log, "A", false, List.of(), true);
      job.readerBegins();
      assertThat(step(job).caughtUpReader()).isEqualTo(1);
      log.ends.put(LogOfTopics.PARTITION, 100L);
      job.readerBegins();
      log.answers = answered;
      step(job);
      log.answers = Integer.MAX_VALUE;
      assertThat(step(job).caughtUpReader()).as("after %d answers", answered).isEqualTo(1);
      log.positions.put(LogOfTopics.PARTITION, 100L);
      assertThat(step(job).caughtUpReader()).isEqualTo(2);
      job.close();
    }
  }

  @Test
  void aMissingRightEndsAStartAndNotARunningJob() {
    topics.refusal = new GroupAuthorizationException("group");
    assertThat(step(begun("A")).refusal())
        .hasMessage("positions at localhost: refused (expected: the right to do this)");
    topics.refusal = null;
    Lifecycle job = begun("B");
    step(job);
    topics.refusal = new GroupAuthorizationException("group");
    now += 20_000;
    assertThat(step(job).refusal()).isNull();
  }
}

package io.intereststream.deploy.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intereststream.deploy.audit.job.JobAudit;
import io.intereststream.deploy.local.TopicReader;
import io.intereststream.error.ExitCode;
import io.intereststream.job.config.JobOptions;
import io.intereststream.schema.InterestUpdate;
import io.intereststream.schema.RecordCodec;
import io.intereststream.schema.RecordDecodeException;
import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts and stops of the command {@code job}, as processes of their own. */
class StartITCase {
  private static final String RUNNING = "the job is running";

  @TempDir private Path parent;
  private Stage stage;
  private JobOptions options;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage(parent);
    options = JobOptions.from(stage.configuration());
  }

  @AfterEach
  void close() {
    if (stage != null) {
      stage.close();
    }
  }

  private JobProcess job(String folder, String... more) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("job", "--folder", stage.folder().resolve(folder).toString()));
    stage.configuration().toMap().forEach((key, value) -> arguments.add("-D" + key + "=" + value));
    arguments.addAll(List.of(more));
    return new JobProcess(stage.folder().resolve("command"), arguments);
  }

  private void send(int count) throws Exception {
    stage.send(options, count);
    JobAudit.awaitCaughtUp(options, Stage.LIMIT);
  }

  private void audit() throws Exception {
    var report = stage.audit(options);
    assertThat(report.examples()).isEmpty();
    assertThat(report.holds()).isTrue();
  }

  private Map<String, Long> sequences() {
    RecordCodec<InterestUpdate> codec =
        options.kafka().codecs().create(InterestUpdate.class, options.topics().interestUpdates());
    Map<String, Long> last = new HashMap<>();
    new TopicReader(options.kafka().clientProperties())
        .read(
            options.topics().interestUpdates(),
            record -> {
              try {
                last.put(
                    new String(record.key(), StandardCharsets.UTF_8),
                    codec.decode(record.value()).getSequence());
              } catch (RecordDecodeException e) {
                throw new IllegalStateException(e);
              }
            });
    return last;
  }

  private List<ReleaseEvent> releaseEvents(ReleaseEventKind kind) {
    RecordCodec<ReleaseEvent> codec =
        options.kafka().codecs().create(ReleaseEvent.class, options.topics().releaseEvents());
    List<ReleaseEvent> events = new ArrayList<>();
    new TopicReader(options.kafka().clientProperties())
        .read(
            options.topics().releaseEvents(),
            record -> {
              try {
                ReleaseEvent event = codec.decode(record.value());
                if (event.getKind() == kind) {
                  events.add(event);
                }
              } catch (RecordDecodeException e) {
                throw new IllegalStateException(e);
              }
            });
    return events;
  }

  @Test
  void aStoppedOrKilledJobGoesOnFromWhereItWas() throws Exception {
    try (JobProcess first = job("state")) {
      first.awaitText(RUNNING);
      send(600);
      first.signal("TERM");
      assertThat(first.exitCode()).as(first.said()).isZero();
      assertThat(first.said()).contains("stopped; the next run resumes from file:");
    }
    Map<String, Long> before = sequences();
    try (JobProcess second = job("state")) {
      second.awaitText(RUNNING);
      assertThat(second.said()).containsPattern("resuming from .*/start-1/savepoints/savepoint-");
      send(600);
      second.kill();
    }
    assertThat(sequences())
        .allSatisfy(
            (viewer, last) -> {
              assertThat(last).isGreaterThanOrEqualTo(before.getOrDefault(viewer, 0L));
            });
    try (JobProcess third = job("state")) {
      // No false alarm of its own lease, and no waiting for it.
      third.awaitText(RUNNING);
      assertThat(third.said()).containsPattern("resuming from .*/start-1/checkpoints/.*/chk-");
      send(300);
      audit();
      third.signal("INT");
      assertThat(third.exitCode()).as(third.said()).isZero();
    }
  }

  @Test
  void aSecondJobIsRefusedAndTheFirstGoesOn() throws Exception {
    try (JobProcess first = job("state")) {
      first.awaitText(RUNNING);
      send(200);
      try (JobProcess second = job("elsewhere", "--fresh")) {
        assertThat(second.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
        assertThat(second.error())
            .contains("topic interest-updates: another job on host ")
            .doesNotContain("\tat ");
      }
      try (JobProcess same = job("state")) {
        assertThat(same.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.code());
        assertThat(same.said()).contains("in use by another process");
      }
      try (JobProcess beside = job("elsewhere", "--beside", "trial")) {
        beside.awaitText(RUNNING);
      }
      send(200);
      audit();
    }
  }

  @Test
  void checkpointsAreNotForgottenSilently() throws Exception {
    try (JobProcess first = job("state")) {
      first.awaitText(RUNNING);
      send(300);
      first.signal("TERM");
      assertThat(first.exitCode()).isZero();
    }
    try (JobProcess elsewhere = job("elsewhere")) {
      assertThat(elsewhere.exitCode()).isEqualTo(ExitCode.USAGE.code());
      assertThat(elsewhere.said())
          .contains("topic interest-updates: contains updates of a job", "--from", "--fresh")
          .doesNotContain("\tat ");
    }
    // All viewers are published again at the end of the rebuild, in a second instead of minutes.
    try (JobProcess fresh =
        job("state", "--fresh", "-Dinterest-stream.release.reembed.within=1 s")) {
      fresh.awaitText(RUNNING);
      assertThat(fresh.said()).containsPattern("starting over in .*/start-2");
      send(300);
      await().atMost(Stage.LIMIT).untilAsserted(this::audit);
      fresh.signal("TERM");
      assertThat(fresh.exitCode()).isZero();
    }
    try (JobProcess next = job("state")) {
      next.awaitText(RUNNING);
      assertThat(next.said()).containsPattern("resuming from .*/start-2/");
    }
  }

  @Test
  void aStateOfOtherOptionsIsRefusedUnlessItIsAccepted() throws Exception {
    try (JobProcess first = job("state")) {
      first.awaitText(RUNNING);
      send(300);
      first.signal("TERM");
      assertThat(first.exitCode()).isZero();
    }
    String other = "-Dinterest-stream.history.slack=2";
    try (JobProcess refused = job("state", other)) {
      assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE.code());
      assertThat(refused.error())
          .contains("interest-stream.history.slack: 2 (expected: 4, as in the state)", "--accept")
          .doesNotContain("\tat ");
    }
    assertThat(releaseEvents(ReleaseEventKind.ACCEPTED)).isEmpty();
    try (JobProcess accepted = job("state", other, "--accept")) {
      accepted.awaitText(RUNNING);
      send(100);
      accepted.signal("TERM");
      assertThat(accepted.exitCode()).isZero();
    }
    assertThat(releaseEvents(ReleaseEventKind.ACCEPTED))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getJob().getChanges()).hasSize(1);
              assertThat(event.getJob().getPositions())
                  .filteredOn(position -> position.getTopic().equals("watch-events"))
                  .hasSize(3)
                  .allMatch(position -> position.getOffset() > 0);
            });
    try (JobProcess next = job("state", other)) {
      next.awaitText(RUNNING);
    }
  }

  @Test
  void aMisspeltOptionStopsTheStartAndTheCheck() throws Exception {
    for (String check : List.of("--fresh", "--check")) {
      try (JobProcess wrong =
          job("state", check, "-Dinterest-stream.delivery.guarantees=exactly-once")) {
        assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE.code());
        assertThat(wrong.said())
            .contains(
                "interest-stream.delivery.guarantees: unknown option (expected:"
                    + " interest-stream.delivery.guarantee");
      }
    }
  }

  @Test
  void theCheckChangesNothing() throws Exception {
    try (JobProcess check = job("state", "--check")) {
      assertThat(check.exitCode()).as(check.said()).isZero();
      assertThat(check.said())
          .contains("# topics that the start creates: watch-events,", "interest-updates");
    }
    assertThat(stage.folder().resolve("state")).doesNotExist();
    try (JobProcess again = job("state", "--check")) {
      assertThat(again.exitCode()).isZero();
      assertThat(again.said()).contains("# topics that the start creates: watch-events");
    }
  }

  @Test
  void ctrlCDuringTheDemoLeavesNothing() throws Exception {
    try (JobProcess demo =
        new JobProcess(
            stage.folder().resolve("command"),
            List.of("demo", "--headless", "--training-events", "20000", "--events", "20000"))) {
      demo.awaitText("starting the job on a local Flink cluster");
      demo.signal("INT");
      assertThat(demo.exitCode()).isNotZero();
    }
    try (Stream<Path> left = Files.list(stage.folder().resolve("command/tmp"))) {
      assertThat(left.filter(path -> path.getFileName().toString().startsWith("interest-stream")))
          .isEmpty();
    }
  }
}

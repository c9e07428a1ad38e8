package io.intereststream.job.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.schema.ReleaseEvent;
import io.intereststream.schema.ReleaseEventKind;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReleaseAgreementTest {
  private static final long LIMIT = Duration.ofMinutes(5).toMillis();

  private final ReleaseAgreement agreement = new ReleaseAgreement();

  private void take(int subtask, ReleaseEventKind kind, String version, long epoch, long now) {
    agreement.take(
        ReleaseEvent.newBuilder()
            .setVersion(version)
            .setEpoch(epoch)
            .setKind(kind)
            .setSubtask(subtask)
            .setAt(Instant.ofEpochMilli(now))
            .setDurationMs(0)
            .build(),
        now);
  }

  @Test
  void subtasksThatDifferForFiveMinutesAreReportedOnce() {
    for (int subtask = 0; subtask < 3; subtask++) {
      take(subtask, ReleaseEventKind.STARTED, "r1", 7, 0);
    }
    assertThat(agreement.divergedMs(1_000)).isZero();
    take(0, ReleaseEventKind.ACTIVATED, "r2", 8, 1_000);
    take(2, ReleaseEventKind.ACTIVATED, "r2", 8, 2_000);
    take(1, ReleaseEventKind.REJECTED, "r2", 8, 2_000);
    assertThat(agreement.check(1_000 + LIMIT - 1)).isEmpty();
    assertThat(agreement.divergedMs(1_000 + LIMIT)).isEqualTo(LIMIT);
    ReleaseEvent report =
        agreement.check(1_000 + LIMIT).orElseThrow().setSubtask(-1).setAt(Instant.EPOCH).build();
    assertThat(report.getKind()).isEqualTo(ReleaseEventKind.DIVERGED);
    assertThat(report.getVersion()).isEqualTo("r2");
    assertThat(report.getEpoch()).isEqualTo(8);
    assertThat(report.getDurationMs()).isEqualTo(LIMIT);
    assertThat(report.getReason())
        .startsWith("r2, epoch 8 in subtasks 0, 2; r1, epoch 7 in subtasks 1 (expected: ");
    assertThat(agreement.check(2 * LIMIT)).isEmpty();
    assertThat(agreement.divergedMs(2 * LIMIT)).as("for the alert").isGreaterThan(LIMIT);
  }

  @Test
  void subtasksThatAgreeAgainInTimeAreNotReportedAndLaterDifferencesAre() {
    take(0, ReleaseEventKind.STARTED, "r1", 7, 0);
    take(1, ReleaseEventKind.STARTED, "r1", 7, 0);
    take(0, ReleaseEventKind.ACTIVATED, "r2", 8, 0);
    take(1, ReleaseEventKind.ACTIVATED, "r2", 8, LIMIT - 1);
    assertThat(agreement.check(3 * LIMIT)).isEmpty();
    take(1, ReleaseEventKind.ROLLED_BACK, "r1", 9, 4 * LIMIT);
    assertThat(agreement.check(5 * LIMIT)).isPresent();
    take(0, ReleaseEventKind.ROLLED_BACK, "r1", 9, 5 * LIMIT);
    assertThat(agreement.divergedMs(5 * LIMIT)).isZero();
  }

  @Test
  void theSameReleaseUnderAnotherEpochIsADifference() {
    take(0, ReleaseEventKind.STARTED, "r1", 7, 0);
    take(1, ReleaseEventKind.STARTED, "r1", 8, 0);
    assertThat(agreement.check(LIMIT)).isPresent();
  }
}

package io.intereststream.job.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.error.InterestStreamException;
import io.intereststream.schema.ModelRelease;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** No epoch repeats, whatever the job is restored from. */
class ReleaseEpochsTest {
  private final MemoryLog log = new MemoryLog();
  private long now;

  private static ModelRelease release(String version, long epoch) {
    return ModelRelease.newBuilder()
        .setVersion(version)
        .setLocation("releases/" + version)
        .setManifestSha256("hash of " + version)
        .setEpoch(epoch)
        .build();
  }

  private static ModelRelease found(String version) {
    return release(version, 0);
  }

  private ReleaseEpochs from(ModelRelease latest) {
    return new ReleaseEpochs(log, () -> Instant.ofEpochMilli(now), latest);
  }

  @Test
  void theSameReleaseKeepsItsEpochAndAnotherGetsTheNext() {
    ReleaseEpochs epochs = from(release("v1", 7));
    assertThat(epochs.next(found("v1"))).isEqualTo(release("v1", 7));
    assertThat(epochs.next(found("v2"))).isEqualTo(release("v2", 8));
    assertThat(epochs.next(found("v2"))).isEqualTo(release("v2", 8));
    assertThat(epochs.next(found("v1"))).isEqualTo(release("v1", 9));
    assertThat(log.texts()).containsExactly("v1 7", "v2 8", "v1 9");
  }

  /** All viewers are published again under another epoch. */
  @Test
  void lostUpdatesAreAnsweredByOneAnnouncementOfTheSameRelease() {
    ReleaseEpochs epochs = from(release("v1", 7));
    epochs.next(found("v1"));
    log.lose(20);
    assertThat(epochs.next(found("v1"))).isEqualTo(release("v1", 21));
    assertThat(epochs.next(found("v1"))).isEqualTo(release("v1", 21));
    log.lose(30);
    assertThat(from(release("v1", 7)).next(found("v1")))
        .as("after a restart before the answer")
        .isEqualTo(release("v1", 31));
    assertThat(log.texts()).containsExactly("v1 7", "v1 21", "v1 31");
  }

  @Test
  void anEpochIsNotBelowTheTime() {
    ReleaseEpochs epochs = from(release("v1", 7));
    now = 1_700_000_000_000L;
    assertThat(epochs.next(found("v2")).getEpoch()).isEqualTo(now);
    assertThat(epochs.next(found("v1")).getEpoch()).as("in the same ms").isEqualTo(now + 1);
    now = 5;
    assertThat(epochs.next(found("v2")).getEpoch())
        .as("after the clock was set back")
        .isEqualTo(1_700_000_000_002L);
  }

  @Test
  void aJobThatIsRestoredFromAnOldCheckpointAnnouncesItsReleaseAgainAboveAllThatWereGiven() {
    ReleaseEpochs before = from(release("v1", 1));
    before.next(found("v2"));
    before.next(found("v1"));
    before.next(found("v2"));
    assertThat(before.next(found("v1")).getEpoch()).isEqualTo(5);

    ReleaseEpochs restored = from(release("v1", 1));
    ModelRelease again = restored.next(found("v1"));
    assertThat(again).isEqualTo(release("v1", 6));
    assertThat(restored.next(found("v1"))).isSameAs(again);
    assertThat(restored.next(found("v2")).getEpoch()).isEqualTo(7);
  }

  @Test
  void aReleaseOfTheSameEpochButOtherContentIsAnnouncedAgain() {
    from(release("v1", 1)).next(found("v2"));
    assertThat(from(release("v1", 2)).next(found("v1")).getEpoch()).isEqualTo(2);
    ModelRelease other = ModelRelease.newBuilder(found("v1")).setManifestSha256("other").build();
    assertThat(from(release("v1", 2)).next(other).getEpoch()).isEqualTo(3);
  }

  @Test
  void whereItLiesMakesNoOtherRelease() {
    ModelRelease elsewhere = ModelRelease.newBuilder(found("v1")).setLocation("moved").build();
    assertThat(from(release("v1", 4)).next(elsewhere).getEpoch()).isEqualTo(4);
  }

  @Test
  void withoutTheLogNoEpochIsGivenAndNoneIsLost() {
    log.breakDown(true);
    ReleaseEpochs epochs = from(release("v1", 7));
    assertThatThrownBy(() -> epochs.next(found("v2"))).isInstanceOf(InterestStreamException.class);
    assertThatThrownBy(() -> epochs.next(found("v1"))).isInstanceOf(InterestStreamException.class);
    log.breakDown(false);
    assertThat(epochs.next(found("v1")).getEpoch()).isEqualTo(7);
    log.breakDown(true);
    assertThatThrownBy(() -> epochs.next(found("v2"))).isInstanceOf(InterestStreamException.class);
    log.breakDown(false);
    assertThat(epochs.next(found("v2")).getEpoch()).isEqualTo(8);
    assertThat(log.texts()).containsExactly("v1 7", "v2 8");
  }

  @Test
  void anEpochIsOnTheLogBeforeAnybodyHearsOfIt() {
    // As if the job was killed between the log and the announcement, and the alias moved back.
    from(release("v1", 1)).next(found("v2"));
    assertThat(from(release("v1", 1)).next(found("v1")).getEpoch()).isEqualTo(3);
  }
}

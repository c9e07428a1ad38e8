package io.intereststream.job.update;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.job.TestRegistry;
import io.intereststream.job.update.InMemoryUpdater.Settings;
import io.intereststream.model.serving.Release;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When viewers are swept, and how many at a time. */
class SweepTest {
  private static final long DAY_MS = Duration.ofDays(1).toMillis();

  @TempDir private static Path folder;
  private static Release release;

  @BeforeAll
  static void publish() throws Exception {
    release = new TestRegistry(folder).publish("first", 40, 100);
  }

  @AfterAll
  static void close() {
    release.close();
  }

  private static InMemoryUpdater with(int viewers, Settings settings) throws Exception {
    InMemoryUpdater updater = new InMemoryUpdater(settings.ttl(1000).batchSize(1), release);
    for (int i = 0; i < viewers; i++) {
      updater.like("user-" + i, "item-1", 600);
    }
    return updater;
  }

  @Test
  void nobodyIsSweptBeforeTheJobHasCaughtUp() throws Exception {
    InMemoryUpdater updater = with(3, new Settings());
    updater.sweep.onKafkaTime(10 * DAY_MS);
    updater.advanceTo(5000);
    assertThat(updater.erasures).isEmpty();
    updater.catchUp();
    updater.advanceTo(6000);
    assertThat(updater.erasures).hasSize(3);
    assertThat(updater.openWalks).isZero();
  }

  @Test
  void theClockAloneSweepsNobody() throws Exception {
    InMemoryUpdater updater = with(3, new Settings());
    updater.catchUp();
    updater.advanceTo(10 * DAY_MS);
    assertThat(updater.erasures).isEmpty();
  }

  @Test
  void aSecondTakesNoMoreThanTheOptionSays() throws Exception {
    InMemoryUpdater updater = with(25, new Settings().sweptPerSecond(10));
    updater.advanceTo(10_000);
    updater.catchUp();
    updater.sweep.onKafkaTime(10 * DAY_MS);
    updater.advanceTo(10_500);
    assertThat(updater.erasures).hasSize(10);
    updater.advanceTo(11_500);
    assertThat(updater.erasures).hasSize(20);
    updater.advanceTo(12_500);
    assertThat(updater.erasures).hasSize(25);
  }

  @Test
  void aSliceEndsAfterItsTime() throws Exception {
    InMemoryUpdater updater = with(25, new Settings());
    updater.nanosPerLook = 400_000;
    updater.catchUp();
    updater.sweep.onKafkaTime(10 * DAY_MS);
    updater.advanceTo(1010);
    assertThat(updater.erasures).hasSizeBetween(1, 3);
  }

  @Test
  void theNextWalkBeginsWhenKafkaTimeHasGoneOn() throws Exception {
    InMemoryUpdater updater = with(1, new Settings());
    updater.catchUp();
    updater.sweep.onKafkaTime(2000);
    updater.advanceTo(2000);
    updater.sweep.onKafkaTime(2999);
    updater.advanceTo(3000);
    assertThat(updater.walks).isEqualTo(1);
    updater.sweep.onKafkaTime(3000);
    updater.advanceTo(4000);
    assertThat(updater.walks).isEqualTo(2);
    assertThat(updater.erasures).isEmpty();
  }
}

package io.intereststream.deploy.local;

import static org.apache.flink.configuration.CheckpointingOptions.CHECKPOINTING_INTERVAL;
import static org.apache.flink.configuration.CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS;
import static org.apache.flink.configuration.CheckpointingOptions.TOLERABLE_FAILURE_NUMBER;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalConfigurationTest {
  @TempDir private Path folder;

  private Configuration ofJob(Configuration job, Configuration settings) {
    return LocalConfiguration.ofJob(
        job, settings, LocalConfiguration.withDefaults(settings, folder));
  }

  @Test
  void defaultsThatDependOnOtherOptionsAreThoseOfTheJob() {
    Configuration job = new Configuration();
    job.set(CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    Configuration complete = ofJob(job, new Configuration());
    assertThat(complete.get(MIN_PAUSE_BETWEEN_CHECKPOINTS)).isEqualTo(Duration.ofMillis(500));
    assertThat(complete.get(TOLERABLE_FAILURE_NUMBER)).isEqualTo(300);
  }

  @Test
  void theJobHasTheSettingsOfItsClusterUnlessItHasItsOwn() {
    Configuration settings = new Configuration();
    settings.set(MIN_PAUSE_BETWEEN_CHECKPOINTS, Duration.ofSeconds(2));
    settings.set(TOLERABLE_FAILURE_NUMBER, 7);
    Configuration job = new Configuration();
    job.set(TOLERABLE_FAILURE_NUMBER, 8);
    Configuration complete = ofJob(job, settings);
    assertThat(complete.get(MIN_PAUSE_BETWEEN_CHECKPOINTS)).isEqualTo(Duration.ofSeconds(2));
    assertThat(complete.get(TOLERABLE_FAILURE_NUMBER)).isEqualTo(8);
  }
}

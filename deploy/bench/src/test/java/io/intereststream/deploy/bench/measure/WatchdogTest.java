package io.intereststream.deploy.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private Process watched;

  @BeforeEach
  void start() throws IOException {
    watched = new ProcessBuilder("sleep", "60").start();
  }

  @AfterEach
  void end() {
    watched.destroyForcibly();
  }

  @Test
  void itKillsTheProcessWhenThisEndOfThePipeIsClosed() throws Exception {
    Watchdog watchdog = Watchdog.of(watched);
    assertThat(watched.isAlive()).isTrue();
    watchdog.parentEnds();
    assertThat(watched.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void afterItsEndItDoesNothing() throws Exception {
    Watchdog watchdog = Watchdog.of(watched);
    watchdog.close();
    assertThat(watchdog.hasEndedWithin(20)).isTrue();
    assertThat(watched.isAlive()).isTrue();
  }
}

package io.intereststream.deploy.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"plain", "/my models/job.yaml", "-Da.b=x y", "it's", "$HOME", "a\\b", "a;b", ""})
  void theShellReadsItAsOneWord(String text) throws Exception {
    Process shell = new ProcessBuilder("sh", "-c", "printf %s " + ShellWord.of(text)).start();
    assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(text);
  }
}

package io.intereststream.deploy.bench.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.error.InterestStreamException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;

  /** The child. */
  static final class Echo {
    private Echo() {}

    public static void main(String[] arguments) throws IOException {
      ChildCommands.serve(
          command -> {
            if (command.equals("fail")) {
              throw new IOException("no disk");
            }
            if (command.equals("hang")) {
              TimeUnit.MINUTES.sleep(1);
            }
            return arguments[0] + command;
          });
    }
  }

  private ChildJvm start() throws IOException {
    return ChildJvm.start(Echo.class, "echo", folder, List.of("re: "));
  }

  @Test
  void eachCommandHasAnAnswer() throws Exception {
    try (ChildJvm child = start()) {
      assertThat(child.ask("one", LIMIT)).isEqualTo("re: one");
      assertThat(child.ask("two", LIMIT)).isEqualTo("re: two");
      assertThatThrownBy(() -> child.ask("fail", LIMIT))
          .isInstanceOf(InterestStreamException.class)
          .hasMessageContaining("echo, command 'fail': failed java.io.IOException: no disk");
      assertThat(child.ask("three", LIMIT)).isEqualTo("re: three");
      assertThatThrownBy(() -> child.ask("hang", Duration.ofMillis(200)))
          .isInstanceOf(InterestStreamException.class)
          .hasMessageContaining("no answer");
    }
  }

  @Test
  void itEndsWhenItsInputEnds() throws Exception {
    try (ChildJvm child = start()) {
      child.ask("one", LIMIT);
      child.parentEnds();
      assertThat(child.hasEndedWithin(30)).isTrue();
      assertThatThrownBy(() -> child.ask("two", LIMIT))
          .isInstanceOf(InterestStreamException.class)
          .hasMessageContaining("ended");
    }
  }
}

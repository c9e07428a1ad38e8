package io.intereststream.deploy.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.error.InterestStreamException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressFileTest {
  @TempDir Path folder;

  @Test
  void remembersAPosition() {
    Path file = folder.resolve("new folder/progress.json");
    assertThat(new ProgressFile(file, "data", "topic").read()).isZero();
    new ProgressFile(file, "data", "topic").write(41);
    new ProgressFile(file, "data", "topic").write(42);
    assertThat(new ProgressFile(file, "data", "topic").read()).isEqualTo(42);
  }

  @Test
  void refusesTheFileOfAnotherDataSetOrTopic() {
    Path file = folder.resolve("progress.json");
    new ProgressFile(file, "data", "topic").write(1);
    assertThatThrownBy(() -> new ProgressFile(file, "other", "topic").read())
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining(file + ": data \"data\" (expected: \"other\"");
    assertThatThrownBy(() -> new ProgressFile(file, "data", "elsewhere").read())
        .hasMessageContaining("topic \"topic\" (expected: \"elsewhere\"");
  }

  @Test
  void refusesAFileThatIsNone() throws Exception {
    Path file = folder.resolve("progress.json");
    Files.writeString(file, "{\"data\":\"data\",\"topic\":\"topic\",\"position\":-1}");
    assertThatThrownBy(() -> new ProgressFile(file, "data", "topic").read())
        .hasMessageContaining("position -1");
    Files.writeString(file, "rubbish");
    assertThatThrownBy(() -> new ProgressFile(file, "data", "topic").read())
        .isInstanceOf(InterestStreamException.class)
        .hasMessageContaining("a progress file of replay");
  }
}

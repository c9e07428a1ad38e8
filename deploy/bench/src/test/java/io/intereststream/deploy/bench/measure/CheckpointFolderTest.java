package io.intereststream.deploy.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFolderTest {
  @TempDir private Path folder;

  private void checkpoint(String name, boolean complete) throws IOException {
    Path checkpoint = Files.createDirectories(folder.resolve(name));
    if (complete) {
      Files.createFile(checkpoint.resolve("_metadata"));
    }
  }

  @Test
  void theNewestCompletedOneCounts() throws IOException {
    checkpoint("job/chk-9", true);
    checkpoint("job/chk-10", true);
    checkpoint("job/chk-11", false);
    checkpoint("job/shared", false);
    assertThat(new CheckpointFolder(folder).newest()).isEqualTo(10);
    assertThat(new CheckpointFolder(folder.resolve("job")).newest()).isEqualTo(10);
  }

  @Test
  void aFolderThatDoesNotExistYetHasNone() throws IOException {
    assertThat(new CheckpointFolder(folder.resolve("later")).newest()).isZero();
  }
}

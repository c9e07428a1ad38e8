package io.intereststream.deploy.bench.encoder;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.serving.Release;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewerLoopsTest {
  private static final ModelSizes SIZES = new ModelSizes(50, 8, 3, 8, 12);

  @Test
  void theLoopsHandleChunkAfterChunk(@TempDir Path folder) throws Exception {
    try (Release release = RandomRelease.write(folder.resolve("random"), SIZES, 7)) {
      ViewerLoops loops = new ViewerLoops(release, 3);
      for (Runnable loop :
          new Runnable[] {
            loops.events(release.encoders()), loops.histories(), loops.readAndWrite()
          }) {
        assertThatCode(
                () -> {
                  loop.run();
                  loop.run();
                })
            .doesNotThrowAnyException();
      }
    }
  }
}

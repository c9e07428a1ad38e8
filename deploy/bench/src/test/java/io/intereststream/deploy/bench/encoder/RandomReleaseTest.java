package io.intereststream.deploy.bench.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.serving.Release;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomReleaseTest {
  @Test
  void itIsAReleaseOfTheSizesAskedFor(@TempDir Path folder) throws Exception {
    ModelSizes sizes = new ModelSizes(500, 16, 4, 12, 30);
    try (Release release = RandomRelease.write(folder.resolve("random-500"), sizes, 7)) {
      assertThat(release.version()).isEqualTo("random-500");
      assertThat(release.items()).isEqualTo(500);
      assertThat(release.hidden()).isEqualTo(12);
      assertThat(release.window()).isEqualTo(30);
      assertThat(release.vocabulary().row("item-499")).isEqualTo(499);
      for (ItemTables items : ItemTables.values()) {
        release.probe().check(release.encoders(items).get());
      }
    }
  }
}

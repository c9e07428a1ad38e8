package io.intereststream.deploy.bench.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.model.encoder.IncrementalEncoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.serving.Release;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredVectorEncoderTest {
  private static final ModelSizes SIZES = new ModelSizes(50, 8, 3, 8, 10);

  @Test
  void itHasAFullStateOfTheRealSizeAndAlwaysTheSameInterests(@TempDir Path folder)
      throws Exception {
    try (Release release = RandomRelease.write(folder.resolve("random"), SIZES, 7)) {
      IncrementalEncoder real = (IncrementalEncoder) release.encoders().get();
      StoredVectorEncoder stored = new StoredVectorEncoder(real, 3, 8);
      assertThat(stored.stateSize()).isEqualTo(real.stateSize());
      float[] state = new float[stored.stateSize()];
      stored.append(state, 1);
      assertThat(state).doesNotContain(0f);
      Interests one = new Interests(3, 8);
      stored.interests(state, new int[] {1}, one);
      stored.append(state, 2);
      Interests other = new Interests(3, 8);
      stored.interests(state, new int[] {1, 2}, other);
      assertThat(one.count()).isEqualTo(3);
      assertThat(one.vectors()).isEqualTo(other.vectors()).doesNotContain(0f);
      assertThat(one.categories()).containsExactly(0, 1, 2);
    }
  }
}

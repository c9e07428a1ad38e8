package io.intereststream.model.encoder.cmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.fixture.GoldenRelease;
import io.intereststream.model.fixture.RandomModel;
import io.intereststream.model.serving.Release;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EncoderInputTest {

  private final Release release =
      GoldenRelease.inMemory(
          RandomModel.normalised(RandomModel.weights(new Random(5), 40, 16, 3, 8)), 20);

  @Test
  void resultsComeInTheOrderOfTheHistoriesWhateverTheirNumber() {
    Random random = new Random(9);
    List<int[]> histories = RandomModel.histories(random, 1500, 40, 20);
    try (CmiReference encoder = new CmiReference(release.data())) {
      List<Interests> together = encoder.encode(histories);
      assertThat(together).hasSize(1500);
      for (int i = 0; i < 1500; i += 97) {
        Interests alone = encoder.encode(List.of(histories.get(i))).get(0);
        assertThat(together.get(i).vectors()).isEqualTo(alone.vectors());
      }
      assertThat(encoder.encode(List.of())).isEmpty();
    }
  }

  @Test
  void anUnknownRowIsRejected() {
    List<int[]> histories = List.of(new int[] {1}, new int[] {2, 40});
    List<Encoder> encoders = new ArrayList<>();
    encoders.add(new CmiEncoder(new CmiItemTable(release.data(), ItemTables.PRECOMPUTED)));
    try (CmiReference reference = new CmiReference(release.data())) {
      encoders.add(reference);
      for (Encoder encoder : encoders) {
        assertThat(encoder.window()).isEqualTo(20);
        assertThatThrownBy(() -> encoder.encode(histories))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "history 1, position 1: row 40 (expected: 0 to 39, the rows of release in-memory)");
      }
    }
    CmiEncoder encoder = new CmiEncoder(new CmiItemTable(release.data(), ItemTables.PRECOMPUTED));
    float[] state = new float[encoder.stateSize()];
    assertThatThrownBy(() -> encoder.append(state, 40))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> encoder.append(state, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aStateIsUpdatedAndAResultReused() {
    CmiEncoder encoder = new CmiEncoder(new CmiItemTable(release.data(), ItemTables.PRECOMPUTED));
    assertThat(encoder.stateSize()).isEqualTo(8);
    Interests into = new Interests(5, 16);
    float[] state = new float[encoder.stateSize()];
    int[] history = {3, 1, 3, 7};
    for (int n = 1; n <= history.length; n++) {
      encoder.append(state, history[n - 1]);
      float[] before = state.clone();
      encoder.interests(state, Arrays.copyOf(history, n), into);
      assertThat(state).isEqualTo(before);
      Interests fresh = encoder.encode(List.of(Arrays.copyOf(history, n))).get(0);
      assertThat(into.count()).isEqualTo(3);
      assertThat(Arrays.copyOf(into.vectors(), 48)).isEqualTo(fresh.vectors());
      assertThat(into.copy().general()).isEqualTo(fresh.general());
    }
    encoder.interests(new float[encoder.stateSize()], new int[0], into);
    assertThat(into.count()).isZero();
  }
}

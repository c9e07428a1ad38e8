package io.intereststream.training.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.training.recipe.Recipe;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final Recipe.Sampling OPTIONS = new Recipe.Sampling(false, 4, 2, 0.5, 3, 5, 0);

  @Test
  void aNegativeIsFromTheHistoryIfThereAreNoOtherItems() {
    List<int[]> sequences = List.of(new int[] {0, 1, 0, 1, 0, 1, 0, 1});
    Batch batch = new ViewSampler(sequences, 2, 1, 10, 1).draw(0);
    assertThat(batch.negatives()).hasSize(2).containsAnyOf(0, 1).doesNotContain(2);
  }

  @Test
  void aBatchMayHaveMoreRowsThanThereAreSequences() {
    List<int[]> sequences = List.of(new int[] {0, 1}, new int[] {2, 3, 4});
    Batch batch = new PrefixSampler(sequences, 5, 10, OPTIONS, 1).draw(0);
    assertThat(batch.items()).hasNumberOfRows(4);
  }

  @Test
  void sequencesThatAreAllTooShortAreRejected() {
    List<int[]> sequences = List.of(new int[] {0}, new int[] {2});
    assertThatThrownBy(() -> new PrefixSampler(sequences, 5, 10, OPTIONS, 1))
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.CHECK_FAILED)
        .hasMessage(
            "training sequences: all 2 have fewer than 2 items (expected: at least one with 2 or"
                + " more; is this the whole data set?)");
    List<int[]> three = List.of(new int[] {0, 1, 2});
    assertThatThrownBy(() -> new ViewSampler(three, 5, 1, 10, 1))
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.CHECK_FAILED)
        .hasMessageContaining("all 1 have fewer than 4 items");
  }
}

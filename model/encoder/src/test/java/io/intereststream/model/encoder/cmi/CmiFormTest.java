package io.intereststream.model.encoder.cmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.encoder.cmi.CmiForm.Fusion;
import io.intereststream.model.fixture.GoldenRelease;
import io.intereststream.model.fixture.RandomModel;
import io.intereststream.model.serving.Release;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CmiFormTest {

  private static final CmiForm HARD_CONTEXT =
      CmiForm.PAPER
          .withHardAssignment()
          .withHalfLives(List.of(2.0, 3.0, 4.0))
          .withContext(new Fusion.Context(1, 0.5, 20));

  @Test
  void anInvalidFormIsRejected() {
    assertThatThrownBy(() -> CmiForm.PAPER.withHalfLives(List.of(1.0, 0.0)))
        .hasMessage("half-lives: [1.0, 0.0] (expected: finite numbers > 0)");
    assertThatThrownBy(() -> CmiForm.PAPER.withHalfLives(List.of(Double.POSITIVE_INFINITY)))
        .hasMessageContaining("(expected: finite numbers > 0)");
    assertThatThrownBy(() -> new Fusion.Context(Double.NaN, 1, 1))
        .hasMessage("kappa NaN, gamma 1.0, half-life 1.0 (expected: finite, finite, > 0)");
    assertThatThrownBy(() -> new Fusion.Context(1, 1, -1)).hasMessageContaining("half-life -1.0");
    assertThat(HARD_CONTEXT.withoutGeneral().fusion()).isEqualTo(new Fusion.Context(1, 0, 20));
  }

  @Test
  void aStateIsThatOfTheGru() {
    assertThat(stateSize(CmiForm.PAPER)).isEqualTo(8);
    assertThat(stateSize(HARD_CONTEXT)).isEqualTo(8);
    assertThat(stateSize(CmiForm.PAPER.withoutGeneral())).isZero();
  }

  @Test
  void anItemBetweenTwoCategoriesGoesToTheFirst() {
    CmiWeights weights = RandomModel.normalised(RandomModel.weights(new Random(4), 20, 16, 3, 8));
    System.arraycopy(weights.categories(), 16, weights.categories(), 32, 16);
    Release release = GoldenRelease.inMemory(weights, 20, HARD_CONTEXT);
    List<int[]> histories = List.of(RandomModel.histories(new Random(5), 1, 20, 40).get(0));
    try (CmiReference reference = new CmiReference(release.data())) {
      for (Encoder encoder :
          List.of(
              new CmiEncoder(new CmiItemTable(release.data(), ItemTables.PRECOMPUTED)),
              reference)) {
        Interests found = encoder.encode(histories).get(0);
        assertThat(Arrays.copyOf(found.categories(), found.count())).containsExactly(0, 1);
        assertThat(found.weights()[0] + found.weights()[1]).isEqualTo(1);
      }
    }
  }

  @Test
  void anEmptyCategoryIsListedOnlyWhereItHasAVectorOfItsOwn() {
    CmiForm hard = CmiForm.PAPER.withHardAssignment();
    assertThat(ofOneItem(hard).count()).isEqualTo(3);
    Interests general = ofOneItem(hard);
    int empty = general.weights()[0] == 0 ? 0 : 1;
    assertThat(Arrays.copyOfRange(general.vectors(), 16 * empty, 16 * empty + 16))
        .containsExactly(general.general(), within(1e-6f));
    assertThat(ofOneItem(hard.withoutGeneral()).count()).isEqualTo(1);
    assertThat(ofOneItem(HARD_CONTEXT).count()).isEqualTo(1);
    assertThat(ofOneItem(HARD_CONTEXT).weights()[0]).isEqualTo(1);
  }

  @Test
  void aReusedResultKeepsNothingOfBefore() {
    Release release = release(HARD_CONTEXT);
    CmiEncoder encoder = new CmiEncoder(new CmiItemTable(release.data(), ItemTables.PRECOMPUTED));
    Interests into = new Interests(3, 16);
    for (int[] history : RandomModel.histories(new Random(6), 20, 20, 20)) {
      Interests fresh = encoder.encode(List.of(history)).get(0);
      float[] state = new float[encoder.stateSize()];
      int[] rows = release.data().newest(history, 0);
      for (int row : rows) {
        encoder.append(state, row);
      }
      encoder.interests(state, rows, into);
      assertThat(into.toString()).isEqualTo(fresh.toString());
      assertThat(Arrays.copyOf(into.vectors(), 16 * into.count()))
          .isEqualTo(Arrays.copyOf(fresh.vectors(), 16 * fresh.count()));
    }
  }

  private static Interests ofOneItem(CmiForm form) {
    return new CmiEncoder(new CmiItemTable(release(form).data(), ItemTables.PRECOMPUTED))
        .encode(List.of(new int[] {7}))
        .get(0);
  }

  private static int stateSize(CmiForm form) {
    return new CmiEncoder(new CmiItemTable(release(form).data(), ItemTables.PRECOMPUTED))
        .stateSize();
  }

  private static Release release(CmiForm form) {
    return GoldenRelease.inMemory(
        RandomModel.normalised(RandomModel.weights(new Random(5), 20, 16, 3, 8, form)), 20, form);
  }
}

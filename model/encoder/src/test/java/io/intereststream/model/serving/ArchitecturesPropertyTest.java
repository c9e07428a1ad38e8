package io.intereststream.model.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.model.encoder.IncrementalEncoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.encoder.dssrec.DssRecForm;
import io.intereststream.model.encoder.routing.ComiRecDrForm;
import io.intereststream.model.encoder.routing.MindForm;
import io.intereststream.model.fixture.RandomModel;
import io.intereststream.model.release.ModelForm;
import io.intereststream.model.release.ModelSizes;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for the encoders of every architecture. */
class ArchitecturesPropertyTest {

  private static final float TOLERANCE = 1e-5f;

  @Provide
  Arbitrary<ModelForm> forms() {
    return Arbitraries.of(RandomModel.forms());
  }

  @Property(tries = 150)
  void theServingEncoderComputesWhatTheReferenceDoes(
      @ForAll("forms") ModelForm form,
      @ForAll long seed,
      @ForAll @IntRange(min = 8, max = 40) int halfDimension,
      @ForAll @IntRange(min = 1, max = 8) int interests,
      @ForAll @IntRange(min = 1, max = 40) int hidden,
      @ForAll @IntRange(min = 1, max = 60) int window) {
    Random random = new Random(seed);
    Release release =
        RandomModel.release(
            random,
            form,
            RandomModel.sizes(form, 50, 2 * halfDimension, interests, hidden, window),
            0.3);
    List<int[]> histories = RandomModel.histories(random, 6, 50, window);
    List<Interests> found = release.encoders().get().encode(histories);
    List<Interests> computed = release.encoders(ItemTables.COMPUTED).get().encode(histories);
    try (ReferenceEncoder reference = release.reference()) {
      List<Interests> expected = reference.encode(histories);
      for (int i = 0; i < histories.size(); i++) {
        assertSame(found.get(i), expected.get(i));
        assertThat(computed.get(i).vectors()).isEqualTo(found.get(i).vectors());
        assertThat(found.get(i).count() > 0).isEqualTo(histories.get(i).length > 0);
      }
    }
  }

  @Property(tries = 100)
  void anIncrementalStateEqualsTheWholeHistoryAfterEachItem(
      @ForAll("forms") ModelForm form,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int interests,
      @ForAll @IntRange(min = 1, max = 25) int window) {
    Random random = new Random(seed);
    ModelSizes sizes = RandomModel.sizes(form, 30, 16, interests, 12, window);
    Release release = RandomModel.release(random, form, sizes, 0.3);
    if (!(release.encoders().get() instanceof IncrementalEncoder encoder)) {
      assertThat(form).isInstanceOfAny(ComiRecDrForm.class, MindForm.class, DssRecForm.class);
      return;
    }
    int[] history = random.ints(window, 0, 30).toArray();
    float[] state = new float[encoder.stateSize()];
    Interests into = new Interests(release.interests(), release.dimension());
    encoder.interests(state, new int[0], into);
    assertThat(into.count()).isZero();
    try (ReferenceEncoder reference = release.reference()) {
      for (int n = 1; n <= window; n++) {
        encoder.append(state, history[n - 1]);
        float[] before = state.clone();
        encoder.interests(state, Arrays.copyOf(history, n), into);
        assertThat(state).isEqualTo(before);
        assertSame(into, reference.encode(List.of(Arrays.copyOf(history, n))).get(0));
      }
    }
  }

  static void assertSame(Interests found, Interests expected) {
    int count = expected.count();
    int floats = count * expected.dimension();
    assertThat(found.count()).isEqualTo(count);
    assertThat(Arrays.copyOf(found.categories(), count))
        .isEqualTo(Arrays.copyOf(expected.categories(), count));
    assertThat(Arrays.copyOf(found.weights(), count))
        .containsExactly(Arrays.copyOf(expected.weights(), count), within(TOLERANCE));
    assertThat(Arrays.copyOf(found.vectors(), floats))
        .containsExactly(Arrays.copyOf(expected.vectors(), floats), within(TOLERANCE));
    if (count > 0) {
      assertThat(found.general()).containsExactly(expected.general(), within(TOLERANCE));
    }
  }
}

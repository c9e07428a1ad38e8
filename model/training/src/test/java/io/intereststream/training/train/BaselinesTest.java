package io.intereststream.training.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.training.SmallModels;
import io.intereststream.training.model.Encoded;
import io.intereststream.training.model.Examples;
import io.intereststream.training.model.Histories;
import io.intereststream.training.model.InterestModel;
import io.intereststream.training.model.LossTerm;
import io.intereststream.training.model.Models;
import io.intereststream.training.model.Retrieval;
import io.intereststream.training.recipe.Recipe;
import io.intereststream.training.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every system that CMI is compared with. */
class BaselinesTest {
  private static final int ITEMS = 24;
  private static final int WINDOW = 12;

  /** With tensors as small as these, several threads would only wait for each other. */
  @BeforeAll
  static void oneThread() {
    torch.set_num_threads(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gru4rec", "comirec-sa", "comirec-dr", "mind", "octopus", "dssrec"})
  void anEncodingDoesNotDependOnTheOtherHistories(String name) {
    InterestModel model = model(small(name));
    int[][] histories = {{3}, {5, 1, 5}, {7, 2, 9, 4, 11, 0, 20, 13, 6, 8, 23, 1}, {0, 0, 0, 1, 2}};
    Encoded together = model.encode(Histories.whole(histories));
    for (int row = 0; row < histories.length; row++) {
      assertSame(together, row, model.encode(Histories.whole(new int[][] {histories[row]})));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gru4rec", "comirec-sa", "comirec-dr", "mind", "octopus", "dssrec"})
  void aPrefixIsEncodedLikeTheHistoryThatEndsThere(String name) {
    InterestModel model = model(small(name));
    int[][] histories = {{7, 2, 9, 4, 11, 0, 20, 13, 6, 8}, {5, 1, 17}};
    int[] ends = {10, 1, 4, 3, 2, 2};
    Encoded prefixes = model.encode(new Histories(histories, ends));
    for (int row = 0; row < ends.length; row++) {
      int[] prefix = Arrays.copyOf(histories[row / 3], ends[row]);
      assertSame(prefixes, row, model.encode(Histories.whole(new int[][] {prefix})));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gru4rec", "comirec-sa", "comirec-dr", "mind", "octopus", "dssrec"})
  void encodedHistoriesHaveTheirShapes(String name) {
    Recipe recipe = small(name);
    Encoded encoded = model(recipe).encode(Histories.whole(new int[][] {{1, 2, 3, 4, 5}, {6}}));
    assertThat(encoded.interests().sizes().vec().get())
        .containsExactly(2, recipe.interests(), recipe.dimension());
    assertThat(encoded.general().sizes().vec().get()).containsExactly(2, recipe.dimension());
    float[] active = Tensors.floats(encoded.active());
    float[] weights = Tensors.floats(encoded.weights());
    int l = recipe.interests();
    for (int row = 0; row < 2; row++) {
      assertThat(Arrays.copyOfRange(active, row * l, row * l + l)).contains(1f);
      double sum = 0;
      for (int i = row * l; i < row * l + l; i++) {
        sum += weights[i];
        assertThat(active[i]).isIn(0f, 1f);
        assertThat(weights[i] > 0 && active[i] == 0).as("weight of an inactive one").isFalse();
      }
      assertThat(sum).isCloseTo(1, within(1e-5));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gru4rec", "comirec-sa", "comirec-dr", "mind", "octopus", "dssrec"})
  void theGradientReachesEveryParameter(String name) {
    InterestModel model = model(small(name));
    total(model.loss(cycles(small(name)).draw(0).toTensors())).backward();
    for (Map.Entry<String, Tensor> parameter : model.parameters().entrySet()) {
      Tensor gradient = parameter.getValue().grad();
      assertThat(gradient.defined()).as(parameter.getKey()).isTrue();
      assertThat(gradient.abs().max().item_double()).as(parameter.getKey()).isGreaterThan(1e-9);
      assertThat(Double.isFinite(gradient.sum().item_double())).as(parameter.getKey()).isTrue();
    }
    assertThat(model.constants())
        .doesNotContainKeys(model.parameters().keySet().toArray(new String[0]));
    model.constants().values().forEach(constant -> assertThat(constant.requires_grad()).isFalse());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gru4rec", "comirec-sa", "comirec-dr", "mind", "octopus", "dssrec"})
  void theLossFallsOnDataWithAPattern(String name) {
    Recipe recipe = small(name);
    InterestModel model = model(recipe);
    Sampler sampler = cycles(recipe);
    Adam adam = new Adam(model.parameters(), 0);
    double first = 0;
    double last = 0;
    for (int step = 0; step < 100; step++) {
      long number = step;
      last = Tensors.scoped(() -> step(model, sampler.draw(number)));
      first = step == 0 ? last : first;
      Tensors.scoped(() -> advance(adam, number + 1));
    }
    // A model that learns the cycles but not the places in them comes from ln 21 to ln 8.
    assertThat(last).as("from %f", first).isLessThan(0.7 * first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gru4rec", "comirec-sa", "comirec-dr", "mind", "octopus", "dssrec"})
  void theSameSeedGivesTheSameTensors(String name) {
    InterestModel one = model(small(name));
    InterestModel other = model(small(name));
    one.parameters()
        .forEach(
            (key, tensor) ->
                assertThat(Tensors.floats(other.parameters().get(key)))
                    .as(key)
                    .isEqualTo(Tensors.floats(tensor)));
    one.constants()
        .forEach(
            (key, tensor) ->
                assertThat(Tensors.floats(other.constants().get(key)))
                    .as(key)
                    .isEqualTo(Tensors.floats(tensor)));
  }

  @Test
  void anUnknownModelIsRejected() {
    Recipe recipe = small("gru4rec").with("model", "\"gru5rec\"");
    assertThatThrownBy(() -> Models.create(recipe, ITEMS, 1))
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.USAGE)
        .hasMessageContaining("model: unknown \"gru5rec\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cmi-default | hidden | 0 | hidden: 0 (expected: 1 or more)",
        "cmi-default | temperature | 0 | temperature: 0.0 (expected: more than 0)",
        "cmi-default | half-life | NaN | half-life: NaN (expected: more than 0)",
        "cmi-default | anchor | -1 | anchor: -1.0 (expected: 0 or more)",
        "cmi-default | dropout | 1.5 | dropout: 1.5 (expected: 0 to 1)",
        "comirec-dr | iterations | 0 | iterations: 0 (expected: 1 or more)",
        "comirec-sa | hidden | 0 | hidden: 0 (expected: 1 or more)",
        "dssrec | heads | 3 | heads: 3 (expected: a divisor of the dimension, 16)",
        "dssrec | kept | 0 | kept: 0.0 (expected: more than 0, at most 1)",
        "gru4rec | hidden | -1 | hidden: -1 (expected: 1 or more)",
        "mind | power | 0.5 | power: 0.5 (expected: 1 or more)",
        "octopus | reconstruction | -1 | reconstruction: -1.0 (expected: 0 or more)",
      })
  void aWrongOptionIsRejected(String preset, String option, String value, String message) {
    Recipe recipe = small(preset).with("options." + option, value);
    assertThatThrownBy(() -> Models.create(recipe, ITEMS, 1))
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.USAGE)
        .hasMessageContaining(message);
  }

  @Test
  void moreChannelsThanDimensionsAreRejected() {
    Recipe recipe = small("octopus").with("interests", "17");
    assertThatThrownBy(() -> Models.create(recipe, ITEMS, 1))
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.USAGE)
        .hasMessage("interests: 17 (expected: at most the dimension, 16)");
  }

  @Test
  void gru4recHasASingleVector() {
    Recipe recipe = small("gru4rec").with("interests", "4");
    assertThatThrownBy(() -> Models.create(recipe, ITEMS, 1))
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.USAGE)
        .hasMessage("interests: 4 (expected: 1, gru4rec has a single vector)");
  }

  @Test
  void mindHasAsManyInterestsAsTheLogarithmOfTheHistorysLength() {
    InterestModel model = model(small("mind"));
    int[] lengths = {1, 2, 3, 4, 7, 8, 12};
    int[][] histories =
        Arrays.stream(lengths).mapToObj(n -> IntStream.range(0, n).toArray()).toArray(int[][]::new);
    Tensor active = model.encode(Histories.whole(histories)).active();
    assertThat(Tensors.floats(active.sum(1))).containsExactly(1, 1, 1, 2, 2, 3, 3);
  }

  @Test
  void octopusHasOnlyTheChannelsOfTheHistory() {
    InterestModel model = model(small("octopus"));
    assertThat(model.retrieval()).isEqualTo(Retrieval.SHARED_BY_WEIGHT);
    Encoded encoded = model.encode(Histories.whole(new int[][] {{5, 5, 5, 5}}));
    assertThat(encoded.active().sum().item_double()).isEqualTo(1);
    assertThat(encoded.weights().max().item_double()).isEqualTo(1);
  }

  @Test
  void dssrecNeedsLaterItems() {
    Recipe recipe = small("dssrec").with("sampling.futures", "0");
    Examples examples = cycles(recipe).draw(0).toTensors();
    InterestModel model = model(recipe);
    assertThatThrownBy(() -> model.loss(examples))
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.USAGE)
        .hasMessage(
            "sampling.futures: 0 (expected: 1 or more, because dssrec learns from later items)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"comirec-sa", "comirec-dr", "mind", "dssrec"})
  void aHistoryLongerThanTheWindowIsRejected(String name) {
    InterestModel model = model(small(name));
    Histories histories = Histories.whole(new int[][] {new int[WINDOW + 1]});
    assertThatThrownBy(() -> model.encode(histories))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("history: 13 items (expected: at most the window, 12)");
  }

  private static void assertSame(Encoded together, int row, Encoded alone) {
    assertRow(together.interests(), row, alone.interests(), "interests");
    assertRow(together.active(), row, alone.active(), "active");
    assertRow(together.weights(), row, alone.weights(), "weights");
    assertRow(together.general(), row, alone.general(), "general");
  }

  private static void assertRow(Tensor of, int row, Tensor alone, String what) {
    float[] expected = Tensors.floats(alone);
    float[] found = Tensors.floats(of.select(0, row));
    assertThat(found).as("%s of row %d", what, row).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).as("%s of row %d", what, row).isCloseTo(expected[i], within(1e-5f));
    }
  }

  private static Recipe small(String name) {
    return SmallModels.recipe(name, 16, WINDOW, 4)
        .with("sampling.viewers", "32")
        .with("sampling.negatives", "20");
  }

  private static InterestModel model(Recipe recipe) {
    return Models.create(recipe, ITEMS, 7);
  }

  /** Draws from viewers who watch the items of one of three cycles again and again. */
  private static Sampler cycles(Recipe recipe) {
    SplittableRandom random = new SplittableRandom(3);
    List<int[]> sequences =
        IntStream.range(0, 60)
            .mapToObj(
                viewer -> {
                  int start = random.nextInt(8);
                  int cycle = viewer % 3;
                  return IntStream.range(0, random.nextInt(4, 14))
                      .map(t -> 8 * cycle + (start + t) % 8)
                      .toArray();
                })
            .toList();
    return new PrefixSampler(sequences, ITEMS, WINDOW, recipe.sampling(), 5);
  }

  /** Computes the gradients of a step, and returns its main loss. */
  private static double step(InterestModel model, Batch batch) {
    model.beforeStep();
    List<LossTerm> terms = model.loss(batch.toTensors());
    total(terms).backward();
    return terms.get(0).value().item_double();
  }

  private static Void advance(Adam adam, long step) {
    adam.step(step, 0.01);
    return null;
  }

  private static Tensor total(List<LossTerm> terms) {
    Tensor total = torch.zeros(1);
    for (LossTerm term : terms) {
      total = total.add(term.gradient().mul(Tensors.scalar(term.weight())));
    }
    return total;
  }
}

package io.intereststream.training.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.search.ScoredItem;
import io.intereststream.model.search.TopItems;
import io.intereststream.model.serving.Release;
import io.intereststream.training.SmallModels;
import io.intereststream.training.evaluate.InterestSearch;
import io.intereststream.training.model.Encoded;
import io.intereststream.training.model.Histories;
import io.intereststream.training.model.InterestModel;
import io.intereststream.training.model.Models;
import io.intereststream.training.recipe.Recipe;
import io.intereststream.training.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A release computes the interests of the trainer's model, for all architectures and forms. */
class ReleaseExportTest {
  private static final int ITEMS = 60;
  private static final int D = 16;
  private static final int WINDOW = 12;
  private static final float TOLERANCE = 1e-5f;

  @TempDir private Path folder;

  @BeforeAll
  static void oneThread() {
    torch.set_num_threads(1);
  }

  /** Returns histories of 1 item to five more than the window. */
  private static List<int[]> histories() {
    Random random = new Random(9);
    return IntStream.rangeClosed(1, WINDOW + 5)
        .mapToObj(n -> random.ints(n, 0, ITEMS).toArray())
        .toList();
  }

  private static ReleaseExport export(Recipe recipe) {
    List<String> items = IntStream.range(0, ITEMS).mapToObj(i -> "item-" + i).toList();
    return new ReleaseExport(recipe, items, histories());
  }

  private Release write(Recipe recipe, InterestModel model) {
    return export(recipe).write(model, "v1", Map.of(), Map.of(), folder.resolve("v1"));
  }

  private static Recipe small(String preset) {
    return SmallModels.withHidden(SmallModels.recipe(preset, D, WINDOW, 5), 10);
  }

  private static InterestModel model(Recipe recipe) {
    InterestModel model = Models.create(recipe, ITEMS, 3);
    SmallModels.disturb(model);
    return model;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cmi-paper",
        "cmi-default",
        "cmi-distinct",
        "comirec-dr",
        "comirec-sa",
        "dssrec",
        "gru4rec",
        "mind",
        "octopus"
      })
  void aPresetIsServedAsTrained(String preset) throws Exception {
    Recipe recipe = small(preset);
    InterestModel model = model(recipe);
    Release release = write(recipe, model);
    assertThat(release.manifest().architecture()).isEqualTo(recipe.model());
    assertServed(release, model);
    assertFound(release, model);
  }

  /** Returns all forms of CMI that a recipe can have. */
  static List<Map<String, String>> forms() {
    List<Map<String, String>> forms = new ArrayList<>(List.of(Map.of()));
    forms = with(forms, "assignment", "hard", "soft");
    forms = with(forms, "recency", "none", "fixed", "learnt");
    forms = with(forms, "fusion", "paper", "context");
    forms = with(forms, "general", "true", "false");
    forms = with(forms, "bias", "true", "false");
    forms = with(forms, "kappa-learnt", "true", "false");
    forms.removeIf(
        form -> form.get("fusion").equals("paper") && form.get("kappa-learnt").equals("true"));
    return forms;
  }

  private static List<Map<String, String>> with(
      List<Map<String, String>> forms, String option, String... values) {
    List<Map<String, String>> more = new ArrayList<>();
    for (Map<String, String> form : forms) {
      for (String value : values) {
        Map<String, String> one = new LinkedHashMap<>(form);
        one.put(option, value);
        more.add(one);
      }
    }
    return more;
  }

  @ParameterizedTest
  @MethodSource("forms")
  void eachFormOfCmiIsServedAsTrained(Map<String, String> form) throws Exception {
    Recipe recipe = small("cmi-default");
    for (Map.Entry<String, String> option : form.entrySet()) {
      recipe = recipe.with("options." + option.getKey(), option.getValue());
    }
    InterestModel model = model(recipe);
    assertServed(write(recipe, model), model);
  }

  @Test
  void aReleaseThatComputesOtherInterestsIsRejectedAndDeleted() {
    Recipe recipe = small("comirec-dr");
    InterestModel model = model(recipe);
    Recipe other = recipe.with("options.iterations", "1");
    assertThatThrownBy(() -> write(other, model))
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.CHECK_FAILED)
        .hasMessageMatching(
            "release v1: history .*: the encoder computes .*, the trainer .* .expected: .*");
    assertThat(folder.resolve("v1")).doesNotExist();
  }

  @Test
  void popularityCannotBeReleased() {
    TrainingRun.Report report =
        new TrainingRun.Report(
            TrainingRun.POPULARITY, "", "", 0, Map.of(), 0, "", 0, 0, 0, null, null, null, null);
    TrainingRun.Outcome outcome = new TrainingRun.Outcome(report, null, null);
    assertThatThrownBy(() -> export(small("mind")).write(outcome, "v1", folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model: popularity (expected: one with interests)");
  }

  private static void assertServed(Release release, InterestModel model) {
    List<int[]> histories = histories();
    Encoded encoded = model.encode(Histories.whole(newest(histories)));
    try (ReferenceEncoder reference = release.reference()) {
      for (Encoder encoder : List.of(release.encoders().get(), reference)) {
        List<Interests> served = encoder.encode(histories);
        for (int row = 0; row < histories.size(); row++) {
          assertSame(served.get(row), encoded, row);
        }
      }
    }
  }

  private static int[][] newest(List<int[]> histories) {
    return histories.stream()
        .map(h -> Arrays.copyOfRange(h, Math.max(0, h.length - WINDOW), h.length))
        .toArray(int[][]::new);
  }

  private static void assertSame(Interests served, Encoded encoded, int row) {
    float[] vectors = of(encoded.interests(), row);
    float[] active = of(encoded.active(), row);
    float[] weights = of(encoded.weights(), row);
    boolean[] found = new boolean[active.length];
    for (int i = 0; i < served.count(); i++) {
      int l = served.categories()[i];
      found[l] = true;
      assertThat(Arrays.copyOfRange(served.vectors(), i * D, (i + 1) * D))
          .as("history %d, interest %d", row, l)
          .containsExactly(Arrays.copyOfRange(vectors, l * D, (l + 1) * D), within(TOLERANCE));
      assertThat(served.weights()[i]).isCloseTo(weights[l], within(TOLERANCE));
    }
    for (int l = 0; l < found.length; l++) {
      float[] vector = Arrays.copyOfRange(vectors, l * D, (l + 1) * D);
      boolean there = active[l] > 0;
      if (found[l] != there) {
        // The paper's CMI without a general interest has a vector of zeros for an empty category.
        assertThat(vector).as("history %d, interest %d, not served", row, l).containsOnly(0);
        assertThat(there).isTrue();
      }
    }
    assertThat(served.general()).containsExactly(of(encoded.general(), row), within(TOLERANCE));
  }

  private static float[] of(Tensor tensor, int row) {
    return Tensors.floats(tensor.select(0, row));
  }

  /** Checks that the release finds the same items as the trainer. */
  private static void assertFound(Release release, InterestModel model) {
    List<int[]> histories = histories();
    List<int[]> expected = new InterestSearch(model, WINDOW).top(histories, 10);
    List<Interests> served = release.encoders().get().encode(histories);
    TopItems top = release.search();
    for (int row = 0; row < histories.size(); row++) {
      assertThat(top.search(served.get(row), 10, histories.get(row)))
          .extracting(ScoredItem::row)
          .containsExactly(Arrays.stream(expected.get(row)).boxed().toArray(Integer[]::new));
    }
  }
}

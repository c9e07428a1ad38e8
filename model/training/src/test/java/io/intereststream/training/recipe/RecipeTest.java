package io.intereststream.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class RecipeTest {
  private static final Recipe DEFAULT = Recipe.preset("cmi-default");

  @ParameterizedTest
  @FieldSource("io.intereststream.training.recipe.Recipe#PRESETS")
  void eachPresetCanBeRead(String preset) {
    Recipe recipe = Recipe.preset(preset);
    assertThat(preset).startsWith(recipe.model());
    assertThat(recipe.toMap()).containsKeys("model", "options", "sampling", "optimiser");
  }

  @Test
  void oneOptionIsChangedAndAllOthersStay() {
    Recipe changed = DEFAULT.with("optimiser.learning-rate", "0.25").with("options.bias", "true");
    assertThat(changed.optimiser().learningRate()).isEqualTo(0.25);
    assertThat(changed.options()).containsEntry("bias", true);
    Recipe back = changed.with("optimiser.learning-rate", "0.005").with("options.bias", "false");
    assertThat(back).isEqualTo(DEFAULT);
  }

  @Test
  void aWordNeedsNoQuotes() {
    assertThat(DEFAULT.with("options.fusion", "paper"))
        .isEqualTo(DEFAULT.with("options.fusion", "\"paper\""));
    assertThat(DEFAULT.with("options.fusion", "paper").options()).containsEntry("fusion", "paper");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none | 1 | unknown option \"none\" (expected: one of [model, dimension, ",
        "sampling.none | 1 | unknown option \"sampling.none\" (expected: one of [views, viewers, ",
        "none.none | 1 | unknown option \"none.none\" (expected: one of [model, dimension, ",
        "dimension.none | 1 | unknown option \"dimension.none\" (expected: one of [model, dimension, ",
        ". | 1 | unknown option \".\" (expected: one of [model, dimension, ",
        "sampling. | 1 | unknown option \"sampling.\" (expected: one of [views, viewers, ",
        "sampling.viewers | 0 | option sampling.viewers: 0 (expected: 1 or more)",
        "sampling.near-share | 2 | option sampling.near-share: 2.0 (expected: 0 to 1)",
        "optimiser.learning-rate | 0 | learning-rate: 0.0 (expected: more than 0, at most 1.0E30)",
        "window | many | option window: \"many\" (expected: a whole number)",
        "window | '' | option window: ",
        "window | null | option window: \"null\" (",
      })
  void aWrongOptionOrValueIsRejected(String name, String value, String message) {
    assertThatThrownBy(() -> DEFAULT.with(name, value))
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.USAGE)
        .hasMessageContaining(message);
  }

  @Test
  void anUnknownPresetIsRejected() {
    assertThatThrownBy(() -> Recipe.preset("cmi-fast"))
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.USAGE)
        .hasMessageStartingWith("preset: unknown \"cmi-fast\" (expected: one of cmi-default, ");
  }

  /** Options of a model. */
  private record Two(int hidden, double share) {}

  @Test
  void aModelsOptionsMustAllBeThereAndFit() {
    Recipe two = with(Map.of("hidden", 3, "share", 0.5));
    assertThat(two.options(Two.class)).isEqualTo(new Two(3, 0.5));
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("hidden", 3),
            Map.of("hidden", 3, "share", 0.5, "more", 1),
            Map.of("hidden", "x", "share", 0.5))) {
      assertThatThrownBy(() -> with(wrong).options(Two.class))
          .as("%s", wrong)
          .isInstanceOf(InterestStreamException.class)
          .hasFieldOrPropertyWithValue("exitCode", ExitCode.USAGE)
          .hasMessageStartingWith("options of cmi: ");
    }
  }

  private static Recipe with(Map<String, Object> options) {
    return new Recipe("cmi", 8, 4, 10, options, DEFAULT.sampling(), DEFAULT.optimiser());
  }
}

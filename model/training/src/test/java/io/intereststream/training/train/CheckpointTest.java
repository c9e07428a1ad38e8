package io.intereststream.training.train;

import static io.intereststream.training.train.TrainerTest.checkpoints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.data.sequence.Split;
import io.intereststream.error.ExitCode;
import io.intereststream.error.InterestStreamException;
import io.intereststream.model.release.Safetensors;
import io.intereststream.model.release.SafetensorsWriter;
import io.intereststream.training.TinyData;
import io.intereststream.training.recipe.Recipe;
import io.intereststream.training.tensor.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run is resumed only from a complete checkpoint of the same run. */
class CheckpointTest {
  private static final Split SPLIT = TinyData.split();

  /** Has numbers of all kinds, which JSON must not change. */
  private static final Recipe RECIPE =
      TinyData.recipe("cmi-default")
          .with("optimiser.steps", "4")
          .with("optimiser.learning-rate", "1")
          .with("optimiser.floor", "1e-3")
          .with("options.kappa", "1.0")
          .with("options.gamma", "0.30000001")
          .with("options.dropout", "0");

  @TempDir Path folder;

  @BeforeAll
  static void oneThread() {
    Compute.use(Compute.Where.CPU, 1);
  }

  @BeforeEach
  void write() {
    trainer(RECIPE, 1, "tiny").run();
    assertThat(checkpoints(folder)).containsExactly("checkpoint-4");
  }

  @Test
  void theSameRunIsResumed() {
    Trainer.Result result = trainer(RECIPE, 1, "tiny").resume().run();
    assertThat(result.steps()).isEqualTo(4);
    assertThat(Trainer.isNew(folder)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "options.kappa, 2, recipe options kappa 1.0 (expected: 2",
    "optimiser.steps, 5, recipe optimiser steps 4 (expected: 5",
    "sampling.viewers, 9, recipe sampling viewers 8 (expected: 9",
    "window, 11, recipe window 12 (expected: 11"
  })
  void anotherRecipeIsRejected(String option, String value, String difference) {
    Trainer other = trainer(RECIPE.with(option, value), 1, "tiny");
    assertThatThrownBy(other::resume)
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.ENVIRONMENT)
        .hasMessageStartingWith(
            "%s: %s, as in this run; ".formatted(folder.resolve("checkpoint-4"), difference))
        .hasMessageEndingWith("resume with the checkpoint's recipe, or delete the checkpoint)");
  }

  @Test
  void anotherSeedOrOtherDataIsRejected() {
    Trainer seed = trainer(RECIPE, 2, "tiny");
    assertThatThrownBy(seed::resume)
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.ENVIRONMENT)
        .hasMessageContaining("checkpoint-4: seed 1 (expected: 2, as in this run;");
    Trainer data = trainer(RECIPE, 1, "huge");
    assertThatThrownBy(data::resume)
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.ENVIRONMENT)
        .hasMessageContaining("checkpoint-4: data tiny (expected: huge, as in this run;");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "weights/item.embedding",
        "first/score.scale",
        "second/context.gamma",
        "best/category.embedding"
      })
  void aNumberThatIsNotFiniteIsRejected(String name) throws Exception {
    for (float broken : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      int last = spoil(name, broken);
      assertThatThrownBy(trainer(RECIPE, 1, "tiny")::resume)
          .isInstanceOf(InterestStreamException.class)
          .hasFieldOrPropertyWithValue("exitCode", ExitCode.ENVIRONMENT)
          .hasMessage(
              "%s: tensor %s, entry %d: %s (expected: finite numbers); delete %s to start from step 0",
              folder.resolve("checkpoint-4/tensors.safetensors"),
              name,
              last,
              broken,
              folder.resolve("checkpoint-4"));
    }
  }

  @Test
  void aTensorThatIsCutOffOrMissingIsRejected() throws Exception {
    Path tensors = folder.resolve("checkpoint-4/tensors.safetensors");
    byte[] bytes = Files.readAllBytes(tensors);
    Files.write(tensors, Arrays.copyOf(bytes, bytes.length - 5));
    assertRejected(tensors.toString());
    Files.delete(tensors);
    new SafetensorsWriter().floats("weights/score.scale", new float[1], 1).write(tensors);
    assertRejected("item.embedding");
    Files.delete(tensors);
    assertRejected(tensors.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "null", "{}", "[]", "{\"step\":4,\"seed\":\"x\"}", "{\"more\":1}"})
  void aBrokenStateIsRejected(String json) throws IOException {
    Files.writeString(folder.resolve("checkpoint-4/state.json"), json);
    assertRejected("checkpoint-4");
  }

  @Test
  void foldersThatAreNoCheckpointsAreLeftAlone() throws IOException {
    Files.createDirectories(folder.resolve("checkpoint-5 (copy)"));
    Files.createDirectories(folder.resolve(".checkpoint-6.unfinished"));
    Files.writeString(folder.resolve(".checkpoint-6.unfinished/state.json"), "{");
    assertThat(Checkpoint.newest(folder)).isEqualTo(folder.resolve("checkpoint-4"));
    trainer(RECIPE, 1, "tiny").resume();
  }

  @Test
  void theNewestCheckpointIsUsed() throws IOException {
    Files.move(folder.resolve("checkpoint-4"), folder.resolve("checkpoint-10"));
    Files.createDirectories(folder.resolve("checkpoint-9"));
    assertThat(Checkpoint.newest(folder)).isEqualTo(folder.resolve("checkpoint-10"));
  }

  @Test
  void aRunWithoutCheckpointIsNotResumed(@TempDir Path empty) {
    assertThat(Trainer.isNew(empty)).isTrue();
    assertThat(Trainer.isNew(empty.resolve("none"))).isTrue();
    Trainer.Options options = new Trainer.Options(1, "tiny", 2, 10, empty);
    Trainer trainer = new Trainer(RECIPE, SPLIT, options, Progress.NONE);
    assertThatThrownBy(trainer::resume)
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.ENVIRONMENT)
        .hasMessage(empty + ": no checkpoint (expected: a folder checkpoint-<step>)");
  }

  private void assertRejected(String... texts) {
    Trainer trainer = trainer(RECIPE, 1, "tiny");
    assertThatThrownBy(trainer::resume)
        .isInstanceOf(InterestStreamException.class)
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.ENVIRONMENT)
        .message()
        .contains(texts)
        .contains("checkpoint-4 to start from step 0")
        .hasLineCount(1);
  }

  /** Overwrites the last number of a tensor and returns its index. */
  private int spoil(String name, float with) throws IOException {
    Path file = folder.resolve("checkpoint-4/tensors.safetensors");
    Safetensors tensors = Safetensors.open(file);
    SafetensorsWriter changed = new SafetensorsWriter();
    int last = -1;
    for (String each : tensors.names()) {
      float[] values = tensors.floats(each);
      if (each.equals(name)) {
        last = values.length - 1;
        values[last] = with;
      }
      changed.floats(each, values, tensors.shape(each));
    }
    Files.delete(file);
    changed.write(file);
    return last;
  }

  private Trainer trainer(Recipe recipe, long seed, String data) {
    Trainer.Options options = new Trainer.Options(seed, data, 2, 10, folder);
    return new Trainer(recipe, SPLIT, options, Progress.NONE);
  }
}

package io.intereststream.model.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.IncrementalEncoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.encoder.comirec.ComiRecSaForm;
import io.intereststream.model.encoder.routing.MindForm;
import io.intereststream.model.fixture.RandomModel;
import io.intereststream.model.math.RunningSoftmax;
import io.intereststream.model.registry.ReleaseWriter;
import io.intereststream.model.release.ModelForm;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.release.ReleaseData;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseManifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitecturesTest {

  private static final List<int[]> PROBE =
      List.of(new int[] {1}, new int[] {0, 1, 2, 3, 2, 1, 7}, IntStream.range(0, 20).toArray());

  @TempDir Path temporary;

  static List<ModelForm> forms() {
    return RandomModel.forms();
  }

  private Release write(ModelForm form) throws ReleaseException {
    ModelSizes sizes = RandomModel.sizes(form, 30, 16, 4, 10, 12);
    Map<String, float[]> tensors = RandomModel.tensors(new Random(5), form, sizes, 0.3);
    return new ReleaseWriter("v1", form, sizes, tensors, RandomModel.ids(30))
        .write(temporary.resolve("v1"), PROBE);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void aReleaseIsWrittenReadAndProbed(ModelForm form) throws Exception {
    Release written = write(form);
    Release read = Release.read(temporary.resolve("v1"));
    assertThat(read.manifest()).isEqualTo(written.manifest());
    assertThat(read.form()).isEqualTo(form);
    assertThat(read.manifest().architecture()).isEqualTo(form.architecture());
    assertThat(read.data().tensors())
        .containsOnlyKeys(form.tensors(read.manifest().sizes()).keySet());
    for (ItemTables tables : ItemTables.values()) {
      read.probe().check(read.encoders(tables).get());
    }
    try (ReferenceEncoder reference = read.reference()) {
      read.probe().check(reference);
    }
    assertThat(Files.readString(temporary.resolve("v1/release.json")))
        .doesNotContain("temperature");
  }

  @ParameterizedTest
  @MethodSource("forms")
  void rowsAreServedAsTheyAre(ModelForm form) throws Exception {
    ModelSizes sizes = RandomModel.sizes(form, 30, 16, 4, 10, 12);
    float[] items = RandomModel.tensors(new Random(5), form, sizes, 0.3).get("item.embedding");
    Release release = write(form);
    assertThat(release.data().tensors().get(ReleaseData.ITEM_VECTORS)).isEqualTo(items);
    assertThat(release.data().itemVectors().row(1)).startsWith(items[16], items[17]);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void anUnknownRowIsRejected(ModelForm form) {
    Release release =
        RandomModel.release(new Random(1), form, RandomModel.sizes(form, 30, 16, 4, 10, 12), 0.3);
    for (ItemTables tables : ItemTables.values()) {
      Encoder encoder = release.encoders(tables).get();
      assertThatThrownBy(() -> encoder.encode(List.of(new int[] {30})))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("history 0, position 0: row 30");
      if (encoder instanceof IncrementalEncoder stateful) {
        float[] state = new float[stateful.stateSize()];
        assertThatThrownBy(() -> stateful.append(state, 30))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "octopus | {'iterations': 3} | field options.iterations: 3 (expected: no options",
        "mind | {'iterations': 3, 'p': 2} | field options.p: 2 (expected: only known options",
        "mind | {'iterations': 0} | field options.iterations: 0 (expected: a whole number from 1 to",
        "comirec-dr | {} | field options.iterations: missing",
        "dssrec | {'blocks': 2, 'heads': 3} | heads: 3 (expected: a divisor of the dimension, 4)",
        "gru4rec | {} | interests: 2 (expected: 1, gru4rec has one)"
      })
  void anInvalidFormIsRejected(String architecture, String options, String message) {
    String json =
        """
        {"format": 1, "version": "v", "architecture": "%s", "created_at": "x", "dimension": 4,
         "interests": 2, "hidden": 3, "window": 5, "items": 6, "files": {}, "options": %s}
        """
            .formatted(architecture, options.replace('\'', '"'));
    assertThatThrownBy(
            () ->
                ReleaseManifest.parse(
                    Path.of("release.json"), json.getBytes(UTF_8), Architectures::read))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("release.json: " + message);
  }

  @Test
  void aSoftmaxOfRunningSumsNeitherOverflowsNorVanishes() {
    RunningSoftmax means = new RunningSoftmax(1, 1);
    float[] state = new float[means.size()];
    float[] mean = new float[1];
    means.add(state, 0, -1000, new float[] {1});
    means.read(state, 0, mean, 0);
    assertThat(mean[0]).isEqualTo(1);
    means.add(state, 0, -1000, new float[] {3});
    means.read(state, 0, mean, 0);
    assertThat(mean[0]).isEqualTo(2);
    means.add(state, 0, 1000, new float[] {-5});
    means.add(state, 0, 900, new float[] {7});
    means.read(state, 0, mean, 0);
    assertThat(mean[0]).isEqualTo(-5);
  }

  @Test
  void positionsOfComiRecSaEndWithTheWindow() {
    ModelForm form = new ComiRecSaForm();
    Release release =
        RandomModel.release(new Random(1), form, RandomModel.sizes(form, 30, 16, 4, 10, 2), 0.3);
    IncrementalEncoder encoder = (IncrementalEncoder) release.encoders().get();
    float[] state = new float[encoder.stateSize()];
    encoder.append(state, 1);
    encoder.append(state, 2);
    assertThatThrownBy(() -> encoder.append(state, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void anInterestOfMindThatIsZeroIsOneAndPassesTheProbe() throws Exception {
    ModelForm form = new MindForm(3);
    ModelSizes sizes = RandomModel.sizes(form, 30, 16, 4, 10, 12);
    Map<String, float[]> tensors = RandomModel.tensors(new Random(5), form, sizes, 0.3);
    Arrays.fill(tensors.get("output.bias"), -100);
    Release release =
        new ReleaseWriter("v1", form, sizes, tensors, RandomModel.ids(30))
            .write(temporary.resolve("v1"), PROBE);
    Interests interests = release.encoders().get().encode(PROBE).get(1);
    assertThat(interests.count()).isEqualTo(2);
    assertThat(interests.vectors()).containsOnly(0);
  }
}

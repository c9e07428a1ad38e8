package io.intereststream.model.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.intereststream.history.ItemFingerprint;
import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.encoder.cmi.CmiForm;
import io.intereststream.model.encoder.cmi.CmiWeights;
import io.intereststream.model.fixture.GoldenRelease;
import io.intereststream.model.fixture.RandomModel;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseManifest;
import io.intereststream.model.release.Safetensors;
import io.intereststream.model.serving.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseWriterTest {

  private static final List<int[]> PROBE = List.of(new int[] {1}, new int[] {0, 1, 2, 3, 2, 1});

  @TempDir Path temporary;

  @Test
  void whatIsWrittenIsRead() throws Exception {
    CmiWeights weights = RandomModel.weights(new Random(3), 30, 8, 3, 5);
    List<String> ids = new ArrayList<>(RandomModel.ids(29));
    ids.add("ein Fäll: 中文, \"quoted\"\r");
    Path directory = temporary.resolve("releases/v1");
    Release written =
        new ReleaseWriter("v1", weights, ids)
            .window(4)
            .temperature(0.25)
            .createdAt(Instant.parse("2026-11-24T10:11:12.345Z"))
            .training(Map.of("steps", 7, "loss", Map.of("weight", 0.5)))
            .metrics(Map.of("recall", List.of(0.1, 0.2)))
            .write(directory, PROBE);

    Release read = Release.read(directory);
    assertThat(read.manifest()).isEqualTo(written.manifest());
    assertThat(read.manifestSha256())
        .isEqualTo(ReleaseManifest.FileEntry.of(directory.resolve("release.json")).sha256());
    assertThat(read.version()).isEqualTo("v1");
    assertThat(read.manifest().createdAt()).isEqualTo("2026-11-24T10:11:12Z");
    assertThat(read.dimension()).isEqualTo(8);
    assertThat(read.interests()).isEqualTo(3);
    assertThat(read.hidden()).isEqualTo(5);
    assertThat(read.window()).isEqualTo(4);
    assertThat(read.items()).isEqualTo(30);
    assertThat(read.manifest().temperature()).isEqualTo(0.25);
    assertThat(read.manifest().training())
        .isEqualTo(Map.of("steps", 7, "loss", Map.of("weight", 0.5)));
    assertThat(read.manifest().metrics()).isEqualTo(Map.of("recall", List.of(0.1, 0.2)));
    for (int row = 0; row < 30; row++) {
      assertThat(read.vocabulary().itemId(row)).isEqualTo(ids.get(row));
      assertThat(read.vocabulary().row(ids.get(row))).isEqualTo(row);
      assertThat(read.vocabulary().row(ItemFingerprint.of(ids.get(row)))).isEqualTo(row);
      double squares = 0;
      for (float x : read.data().itemVectors().row(row)) {
        squares += x * x;
      }
      assertThat(squares).isCloseTo(1, within(1e-6));
    }
    assertThat(RandomModel.weights(read.data()).general().recurrent())
        .isEqualTo(weights.general().recurrent());
    read.probe().check(read.encoders().get());
    try (ReferenceEncoder reference = read.reference()) {
      read.probe().check(reference);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"m64x8", "m32x4"})
  void goldenWeightsMakeARelease(String name) throws Exception {
    Release release = GoldenRelease.write(name, temporary.resolve(name));
    assertThat(release.vocabulary().row("1")).isZero();
    assertThat(release.vocabulary().itemId(release.items() - 1))
        .isEqualTo(String.valueOf(release.items()));
    release.probe().check(release.encoders().get());
  }

  @Test
  void aReleaseOfAnotherFormIsWrittenFromNamedTensorsAndRead() throws Exception {
    CmiForm form =
        CmiForm.PAPER
            .withHardAssignment()
            .withHalfLives(List.of(3.0, 4.5, 16.0))
            .withContext(new CmiForm.Fusion.Context(1.25, 0.5, 300))
            .withBias();
    CmiWeights weights = RandomModel.weights(new Random(3), 30, 8, 3, 5, form);
    assertThat(weights.hidden()).isEqualTo(5);
    Path directory = temporary.resolve("v1");
    ModelSizes sizes = new ModelSizes(30, 8, 3, 5, 100);
    new ReleaseWriter("v1", form, sizes, weights.tensors(), RandomModel.ids(30))
        .write(directory, PROBE);

    Release read = Release.read(directory);
    assertThat(read.form()).isEqualTo(form);
    assertThat(RandomModel.weights(read.data()).itemBias()).isEqualTo(weights.itemBias());
    assertThat(Files.readString(directory.resolve("release.json")))
        .containsPattern("(?s)options.*hard.*half-lives.*3.0, 4.5, 16.0.*context-half-life.*300");
    assertProbe(read, 1);
  }

  @Test
  void aReleaseWithoutGeneralInterestHasNoTensorsOfIt() throws Exception {
    CmiForm form = CmiForm.PAPER.withHardAssignment().withoutGeneral();
    CmiWeights weights = RandomModel.weights(new Random(3), 30, 8, 3, 5, form);
    Path directory = temporary.resolve("v1");
    new ReleaseWriter("v1", weights, RandomModel.ids(30)).form(form).write(directory, PROBE);

    Release read = Release.read(directory);
    assertThat(read.hidden()).isZero();
    assertThat(Safetensors.open(directory.resolve("weights.safetensors")).names())
        .containsExactly("item.embedding", "category.embedding");
    assertProbe(read, 1);
  }

  /** The probe holds, and its first history, one item, has so many interests. */
  private static void assertProbe(Release read, int interests) throws ReleaseException {
    Encoder encoder = read.encoders().get();
    read.probe().check(encoder);
    assertThat(encoder.encode(PROBE).get(0).count()).isEqualTo(interests);
    try (ReferenceEncoder reference = read.reference()) {
      read.probe().check(reference);
    }
  }

  @Test
  void aFormThatTheWeightsDoNotHaveIsNotWritten() {
    CmiWeights weights = RandomModel.weights(new Random(1), 5, 8, 2, 4);
    ReleaseWriter writer = new ReleaseWriter("v1", weights, RandomModel.ids(5)).window(10);
    assertNotWritten(
        writer.form(CmiForm.PAPER.withoutGeneral()),
        PROBE,
        "tensor general.gru.weight_ih: unexpected (expected: only item.embedding,");
    assertNotWritten(
        writer.form(CmiForm.PAPER.withBias()),
        PROBE,
        "tensor item.bias: missing (expected: 5 values, shape [5], by architecture and options)");
    assertNotWritten(
        writer.form(CmiForm.PAPER.withHalfLives(List.of(1.0))),
        PROBE,
        "form: 1 half-lives (expected: 2, one for each category)");
  }

  @Test
  void anExistingReleaseIsLeftAlone() throws Exception {
    Path directory = Files.createDirectory(temporary.resolve("v1"));
    assertThatThrownBy(() -> writer("v1", RandomModel.ids(5)).write(directory, PROBE))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("v1: exists (expected: nothing");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void whatWouldNotBeReadIsNotWrittenAndNothingIsLeftBehind() {
    List<String> twice = List.of("a", "b", "c", "d", "a");
    assertNotWritten(writer("v1", twice), PROBE, "item 'a' in lines 1 and 5");
    assertNotWritten(writer("v1", List.of("a", "", "c", "d", "e")), PROBE, "item id of row 1: ''");
    assertNotWritten(writer("../v1", RandomModel.ids(5)), PROBE, "version: '../v1'");
    assertNotWritten(writer("v1", RandomModel.ids(5)), List.of(), "shape [0, 10]");
    assertNotWritten(
        writer("v1", RandomModel.ids(5)),
        List.of(new int[0]),
        "tensor length: 0 in row 0 (expected: 1 to 10)");
    CmiWeights bad = RandomModel.weights(new Random(1), 5, 8, 2, 4);
    bad.general().bias()[1] = Float.NaN;
    assertNotWritten(
        new ReleaseWriter("v1", bad, RandomModel.ids(5)).window(10),
        PROBE,
        "tensor general.projection.bias: NaN at 1");
  }

  @Test
  void weightsOfOtherSizesAreRejected() {
    CmiWeights w = RandomModel.weights(new Random(1), 5, 8, 2, 4);
    assertThatThrownBy(() -> new ReleaseWriter("v1", w, RandomModel.ids(4)))
        .hasMessage("item ids: 4 (expected: 5)");
    assertThatThrownBy(
            () ->
                new CmiWeights(
                    8,
                    2,
                    5,
                    w.items(),
                    w.categories(),
                    w.general().input(),
                    w.general().recurrent(),
                    w.general().projection(),
                    w.general().bias()))
        .hasMessage("general.gru.weight_ih: 96 values (expected: 120)");
  }

  private void assertNotWritten(ReleaseWriter writer, List<int[]> probe, String message) {
    Path directory = temporary.resolve("out/v1");
    assertThatThrownBy(() -> writer.write(directory, probe))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(message);
    if (Files.exists(directory.getParent())) {
      assertThat(directory.getParent()).isEmptyDirectory();
    }
  }

  private static ReleaseWriter writer(String version, List<String> ids) {
    return new ReleaseWriter(version, RandomModel.weights(new Random(1), 5, 8, 2, 4), ids)
        .window(10);
  }
}

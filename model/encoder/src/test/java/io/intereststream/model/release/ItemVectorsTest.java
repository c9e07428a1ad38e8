package io.intereststream.model.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.model.encoder.cmi.CmiWeights;
import io.intereststream.model.fixture.RandomModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemVectorsTest {

  @TempDir Path temporary;

  @Test
  void vectorsAreReadFromTheFileAndOfUnitLengthWhereTheFormSaysSo() throws Exception {
    CmiWeights weights = RandomModel.weights(new Random(2), 30, 8, 2, 3);
    Path file = temporary.resolve("x.safetensors");
    new SafetensorsWriter().floats("v", weights.items(), 30, 8).write(file);
    FloatRows rows = Safetensors.open(file).rows("v", 30, 8);
    ItemVectors asTheyAre = new ItemVectors(rows, false);
    ItemVectors unit = new ItemVectors(rows, true);
    Files.delete(file);

    assertThat(asTheyAre.toArray()).isEqualTo(weights.items());
    float[] normalised = RandomModel.normalised(weights).items();
    assertThat(unit.toArray()).isEqualTo(normalised);
    float[] into = new float[10];
    unit.read(29, into, 2);
    assertThat(into).startsWith(0, 0).endsWith(unit.row(29));
    assertThat(unit.row(29)[7]).isEqualTo(normalised[30 * 8 - 1]);
    unit.close();
    assertThatThrownBy(() -> unit.row(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(file + ": tensor v: closed (expected: a release that is still open)");
  }
}

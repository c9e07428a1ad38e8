package io.intereststream.model.encoder.cmi;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.model.fixture.GoldenRelease;
import io.intereststream.model.fixture.RandomModel;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseManifest;
import io.intereststream.model.serving.Architectures;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CmiFormPropertyTest {

  @Property(tries = 200)
  void aManifestSaysTheWholeForm(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int interests)
      throws ReleaseException {
    Random random = new Random(seed);
    CmiForm form = RandomModel.form(random, interests);
    CmiWeights weights = RandomModel.weights(random, 3, 4, interests, 2, form);
    ReleaseManifest manifest = GoldenRelease.inMemory(weights, 5, form).manifest();

    byte[] json = manifest.toJson().getBytes(StandardCharsets.UTF_8);

    assertThat(ReleaseManifest.parse(Path.of("release.json"), json, Architectures::read))
        .isEqualTo(manifest);
  }
}

package io.intereststream.model.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.fixture.Shared;
import io.intereststream.model.release.ReleaseException;
import org.junit.jupiter.api.Test;

class RealReleaseTest {

  @Test
  void aRealReleaseIsReadAndItsProbeReproducedByBothEncoders() throws ReleaseException {
    Release release = Release.read(Shared.models("cmi-kuairand"));

    assertThat(release.version()).isEqualTo("cmi-kuairand-20220424");
    assertThat(release.items()).isEqualTo(6672).isEqualTo(release.vocabulary().size());
    assertThat(release.probe().size()).isEqualTo(32);
    assertThat(release.manifest().training()).containsEntry("steps", 7000);
    String first = release.vocabulary().itemId(0);
    assertThat(release.vocabulary().row(first)).isZero();
    assertThat(release.vocabulary().row("no such item")).isEqualTo(-1);
    release.probe().check(release.encoders().get());
    try (ReferenceEncoder reference = release.reference()) {
      release.probe().check(reference);
    }
  }
}

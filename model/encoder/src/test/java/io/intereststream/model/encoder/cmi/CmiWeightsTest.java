package io.intereststream.model.encoder.cmi;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CmiWeightsTest {

  @Test
  void aMissingTensorIsNamed() {
    assertThatThrownBy(() -> CmiWeights.general(Map.of(CmiWeights.RECURRENT, new float[12])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("general.gru.weight_ih: missing (found: [general.gru.weight_hh])");
  }
}

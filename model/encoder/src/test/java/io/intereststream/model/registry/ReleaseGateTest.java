package io.intereststream.model.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseManifest;
import io.intereststream.model.serving.Architectures;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseGateTest {

  private static final ReleaseGate GATE =
      new ReleaseGate("test.recall_at_50", new BigDecimal("0.01"));

  @ParameterizedTest
  @CsvSource({"0.30, 0.30", "0.30, 0.5", "0.30, 0.295", "0.30, 0.29", "1, 0.99", "0.3e0, 0.29"})
  void betterAndAsGoodWithinTheMarginMayPass(double active, double candidate) throws Exception {
    Comparison comparison = GATE.compare(measured("v1", active), measured("v2", candidate));
    assertThat(comparison.metric()).isEqualTo("test.recall_at_50");
    assertThat(comparison.activeVersion()).isEqualTo("v1");
    assertThat(comparison.active().doubleValue()).isEqualTo(active);
    assertThat(comparison.candidate().doubleValue()).isEqualTo(candidate);
  }

  @Test
  void wholeNumbersAreNumbers() throws Exception {
    assertThat(GATE.compare(measured("v1", 1), measured("v2", 3L)).candidate())
        .isEqualByComparingTo("3");
  }

  @Test
  void worseByMoreThanTheMarginIsRejectedWithBothFigures() {
    assertThatThrownBy(() -> GATE.compare(measured("v1", 0.3), measured("v2", 0.2899)))
        .isInstanceOf(PublicationRejectedException.class)
        .hasMessage(
            "release v2: test.recall_at_50 0.2899 (expected: at least 0.29,"
                + " which is 0.3 of the active release v1 minus the margin 0.01)")
        .matches(e -> ((PublicationRejectedException) e).canBeForced());
  }

  @Test
  void withAMarginOfZeroNothingWorsePasses() throws Exception {
    ReleaseGate strict = new ReleaseGate("test.recall_at_50", BigDecimal.ZERO);
    strict.compare(measured("v1", 0.3), measured("v2", 0.3));
    assertThatThrownBy(() -> strict.compare(measured("v1", 0.3), measured("v2", 0.2999999)))
        .hasMessageContaining("0.2999999");
  }

  @Test
  void aMetricThatOneOfThemLacksIsNamed() {
    ReleaseManifest none = manifest("v1", Map.of(), Map.of());
    assertThatThrownBy(() -> GATE.compare(none, measured("v2", 0.3)))
        .hasMessage(
            "release v1: metrics.test.recall_at_50: missing"
                + " (expected: a number, because releases are compared by it)");
    assertThatThrownBy(() -> GATE.compare(measured("v2", 0.3), none))
        .hasMessageStartingWith("release v1: metrics.test.recall_at_50: missing");
  }

  @Test
  void valuesThatAreNotNumbersAreNotCompared() {
    for (Object wrong : new Object[] {"0.3", Map.of("a", 1), true, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> GATE.compare(measured("v1", 0.3), measured("v2", wrong)))
          .hasMessageContaining("metrics.test.recall_at_50: '" + wrong + "'");
    }
    ReleaseManifest flat = manifest("v2", Map.of(), Map.of("test", 0.3));
    assertThatThrownBy(() -> GATE.compare(measured("v1", 0.3), flat))
        .hasMessageContaining("missing");
  }

  @Test
  void metricsMayLieOnAnyLevel() throws Exception {
    ReleaseManifest a = manifest("a", Map.of(), Map.of("recall", 0.2));
    ReleaseManifest b = manifest("b", Map.of(), Map.of("recall", 0.1));
    assertThat(new ReleaseGate("recall", BigDecimal.ONE).compare(a, b).candidate())
        .isEqualByComparingTo("0.1");
    assertThatThrownBy(() -> new ReleaseGate("recall.", BigDecimal.ONE).compare(a, b))
        .hasMessageContaining("metrics.recall.: missing");
  }

  @ParameterizedTest
  @CsvSource({"data, KuaiRand-Pure, Taobao", "split, by time, by viewer"})
  void figuresOfDifferentDataAreNotCompared(String field, String active, String candidate) {
    Map<String, Object> metrics = Map.of("test", Map.of("recall_at_50", 0.3));
    assertThatThrownBy(
            () ->
                GATE.compare(
                    manifest("v1", Map.of(field, active), metrics),
                    manifest("v2", Map.of(field, candidate), metrics)))
        .isInstanceOf(PublicationRejectedException.class)
        .hasMessage(
            "release v2: training.%s: '%s' (expected: '%s', as in the active release v1; metrics of different data cannot be compared)",
            field, candidate, active);
  }

  @Test
  void dataThatOneOfThemDoesNotNameIsNotHeldAgainstIt() throws Exception {
    Map<String, Object> metrics = Map.of("test", Map.of("recall_at_50", 0.3));
    Map<String, Object> named = Map.of("data", "KuaiRand-Pure", "split", "by time");
    GATE.compare(manifest("v1", named, metrics), manifest("v2", Map.of(), metrics));
    GATE.compare(manifest("v1", Map.of(), metrics), manifest("v2", named, metrics));
    GATE.compare(manifest("v1", named, metrics), manifest("v2", named, metrics));
  }

  private static ReleaseManifest measured(String version, Object recall) {
    return manifest(version, Map.of("data", "d"), Map.of("test", Map.of("recall_at_50", recall)));
  }

  private static ReleaseManifest manifest(
      String version, Map<String, Object> training, Map<String, Object> metrics) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("format", 1);
    fields.put("version", version);
    fields.put("architecture", "cmi");
    fields.put("created_at", "2026-11-24T00:00:00Z");
    for (String size : List.of("dimension", "interests", "hidden", "window", "items")) {
      fields.put(size, 4);
    }
    fields.put("temperature", 0.1);
    fields.put("files", Map.of());
    fields.put("training", training);
    fields.put("metrics", metrics);
    try {
      return ReleaseManifest.parse(
          Path.of("release.json"),
          new ObjectMapper().writeValueAsBytes(fields),
          Architectures::read);
    } catch (JsonProcessingException | ReleaseException e) {
      throw new AssertionError(e);
    }
  }
}

package io.intereststream.deploy.audit.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.audit.fixture.PackedUpdate;
import io.intereststream.deploy.audit.fixture.Wire;
import io.intereststream.deploy.audit.record.UnusableRecordException;
import io.intereststream.deploy.audit.record.Update;
import io.intereststream.deploy.audit.record.UpdateRecords;
import io.intereststream.deploy.audit.record.VectorFormat;
import io.intereststream.deploy.audit.settings.Framing;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.fixture.RandomRelease;
import io.intereststream.model.serving.Release;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class UpdateComparisonTest {
  private static final int DIMENSION = 16;
  private static final int SIZE = 3;

  @TempDir private Path folder;
  private final UpdateRecords updates = new UpdateRecords(new Framing(List.of(), null, Map.of()));
  private Release release;
  private Interests computed;
  private UpdateComparison comparison;

  @BeforeEach
  void encode() throws Exception {
    release =
        RandomRelease.of("r1")
            .sizes(50, DIMENSION, 3, 8, 100)
            .deviation(0.4)
            .write(folder.resolve("r1"));
    try (ReferenceEncoder reference = release.reference()) {
      computed = reference.encode(List.of(new int[] {1, 2, 3, 17, 4, 9, 30})).get(0);
    }
    assertThat(computed.count()).isGreaterThan(1);
    comparison = new UpdateComparison(release);
  }

  @AfterEach
  void close() {
    release.close();
  }

  private List<String> faults(GenericRecord update) throws UnusableRecordException {
    return comparison.compare(read(update), SIZE, computed);
  }

  private Update read(GenericRecord update) throws UnusableRecordException {
    return updates.update(Wire.singleObject(update));
  }

  private static GenericRecord interest(GenericRecord update) {
    return (GenericRecord) ((List<?>) update.get("interests")).get(1);
  }

  /** Largest absolute value of a component of interest 1. */
  private float largest() {
    float largest = 0;
    for (int i = DIMENSION; i < 2 * DIMENSION; i++) {
      largest = Math.max(largest, Math.abs(computed.vectors()[i]));
    }
    return largest;
  }

  @ParameterizedTest
  @EnumSource
  void whatIsComputedPasses(VectorFormat format) throws Exception {
    assertThat(faults(PackedUpdate.of(format.name(), computed))).isEmpty();
    assertThat(comparison.largestDifferences()).containsOnlyKeys(format);
    double most =
        switch (format) {
          case FLOAT -> 0;
          case FP16 -> 0x1p-12; // half a step below 1
          case INT8 -> 0.5 / 127;
        };
    double least = format == VectorFormat.FLOAT ? 0 : most / 100;
    assertThat(comparison.largestDifferences().get(format)).isBetween(least, most);
  }

  /** A difference in single precision may become one of a step. */
  @ParameterizedTest
  @EnumSource
  void aDifferenceWithinTheTolerancePasses(VectorFormat format) throws Exception {
    for (float difference : new float[] {-9e-6f, 9e-6f}) {
      Interests near = computed.copy();
      for (int i = 0; i < near.count() * DIMENSION; i++) {
        near.vectors()[i] += i % 2 == 0 ? difference : -difference;
      }
      assertThat(faults(PackedUpdate.of(format.name(), near))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "FLOAT", mode = Mode.EXCLUDE)
  void oneStepPassesAndTwoAreAFault(VectorFormat format) throws Exception {
    for (int steps : new int[] {-2, -1, 1, 2}) {
      GenericRecord update = PackedUpdate.of(format.name(), computed);
      ByteBuffer bytes = (ByteBuffer) interest(update).get("vector_bytes");
      int at = largePlace();
      if (format == VectorFormat.INT8) {
        bytes.put(at, (byte) (bytes.get(at) + steps));
      } else {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort(2 * at, (short) (bytes.getShort(2 * at) + steps));
      }
      List<String> faults = faults(update);
      if (Math.abs(steps) == 1) {
        assertThat(faults).isEmpty();
      } else {
        assertThat(faults).hasSize(1);
        assertThat(faults.get(0)).startsWith("interest 1 vector: differs by ");
      }
    }
  }

  /** A component of interest 1 that is neither the largest nor small. */
  private int largePlace() {
    for (int i = 0; i < DIMENSION; i++) {
      float magnitude = Math.abs(computed.vectors()[DIMENSION + i]);
      if (magnitude > largest() / 4 && magnitude < largest() * 0.9) {
        return i;
      }
    }
    throw new AssertionError("no such component");
  }

  @Test
  void aWrongScaleIsAFault() throws Exception {
    GenericRecord update = PackedUpdate.of("INT8", computed);
    float scale = (float) interest(update).get("vector_scale");
    interest(update).put("vector_scale", scale * 1.0005f);
    assertThat(faults(update)).hasSize(1);
    assertThat(faults(update).get(0)).startsWith("interest 1 vector scale: differs by ");
    interest(update).put("vector_scale", Float.NaN);
    assertThat(faults(update)).hasSize(2);
    interest(update).put("vector_scale", 0f);
    assertThat(faults(update)).hasSize(2);
  }

  @Test
  void anotherFormatThanTheBytesHaveIsAFault() throws Exception {
    GenericRecord int8 = PackedUpdate.of("INT8", computed);
    int8.put("vector_format", Wire.vectorFormat("FP16"));
    int8.put("general_scale", 0f);
    ((List<?>) int8.get("interests"))
        .forEach(interest -> ((GenericRecord) interest).put("vector_scale", 0f));
    assertThat(faults(int8)).contains("interest 1 vector length: 8 (expected: 16)");

    GenericRecord fp16 = PackedUpdate.of("FP16", computed);
    fp16.put("vector_format", Wire.vectorFormat("INT8"));
    assertThat(faults(fp16))
        .contains("interest 1 vector length: 32 (expected: 16)")
        .anyMatch(fault -> fault.startsWith("interest 1 vector scale: differs by "));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoFiniteNumberIsAFault(VectorFormat format) throws Exception {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      Interests broken = computed.copy();
      broken.vectors()[DIMENSION + 1] = bad;
      assertThat(faults(PackedUpdate.of(format.name(), broken)))
          .anyMatch(fault -> fault.startsWith("interest 1 vector: differs by Infinity"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void twoUpdatesOfOneOrderMayHaveDifferentFormats(VectorFormat format) throws Exception {
    for (VectorFormat other : VectorFormat.values()) {
      Update one = read(PackedUpdate.of(format.name(), computed));
      Interests near = computed.copy();
      near.vectors()[DIMENSION] += 5e-6f;
      assertThat(UpdateContent.difference(one, read(PackedUpdate.of(other.name(), near)))).isNull();
      near.vectors()[DIMENSION] += largest() / 30;
      assertThat(UpdateContent.difference(one, read(PackedUpdate.of(other.name(), near))))
          .isEqualTo("interest 1");
    }
  }
}

package io.intereststream.deploy.audit.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.deploy.audit.fixture.PackedUpdate;
import io.intereststream.deploy.audit.fixture.Wire;
import io.intereststream.deploy.audit.record.UpdateRecords;
import io.intereststream.deploy.audit.record.UpdateVector;
import io.intereststream.deploy.audit.record.VectorFormat;
import io.intereststream.deploy.audit.settings.Framing;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The job and the audit have the rule from the same text, and share no code. */
class QuantisationTest {
  private final UpdateRecords updates = new UpdateRecords(new Framing(List.of(), null, Map.of()));

  private UpdateVector written(VectorFormat format, float... vector) throws Exception {
    GenericRecord update = Wire.update("v", 1, 1, 1, "r1", 3);
    update.put("vector_format", Wire.vectorFormat(format.name()));
    PackedUpdate.put(update, "general", format.name(), vector, 0, vector.length);
    return updates.update(Wire.singleObject(update)).general();
  }

  @ParameterizedTest
  @EnumSource
  void isWhatTheJobWrites(VectorFormat format) throws Exception {
    Random random = new Random(3);
    for (int i = 0; i < 3_000; i++) {
      float[] vector = new float[random.nextInt(20)];
      int exponent = i % 3 == 0 ? random.nextInt(276) - 149 : random.nextInt(20) - 10;
      for (int j = 0; j < vector.length; j++) {
        vector[j] = (float) Math.scalb(random.nextDouble() - 0.5, exponent);
      }
      float[] among = new float[vector.length + 2];
      System.arraycopy(vector, 0, among, 1, vector.length);
      assertThat(Quantisation.of(format, among, 1, vector.length))
          .isEqualTo(written(format, vector));
    }
  }

  @ParameterizedTest
  @EnumSource
  void isWhatTheJobWritesAtTheLimits(VectorFormat format) throws Exception {
    float[][] vectors = {
      {127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, 126.5f, -127},
      {0, 0},
      {Float.MIN_VALUE, 0x1p-120f},
      {0x1p-119f, 0x1p-126f},
      {0x1p-24f, 0x1p-25f, 0x1.8p-25f, 0x1p-14f, 0x1.ff8p-15f},
      {65_504, 65_519, 65_520, -1e6f},
      {Math.nextDown(0x1p127f), 1},
      {0x1p127f, 1},
      {Float.NaN, 1},
      {Float.POSITIVE_INFINITY, 1},
      {1, Float.NEGATIVE_INFINITY},
    };
    for (float[] vector : vectors) {
      assertThat(Quantisation.of(format, vector, 0, vector.length))
          .isEqualTo(written(format, vector));
    }
  }
}

package io.intereststream.deploy.audit.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.deploy.audit.fixture.PackedUpdate;
import io.intereststream.deploy.audit.fixture.Wire;
import io.intereststream.deploy.audit.settings.Framing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class UpdateVectorTest {
  private final UpdateRecords updates = new UpdateRecords(new Framing(List.of(), null, Map.of()));

  private static GenericRecord update(String format, float... general) {
    GenericRecord update = Wire.update("v", 1, 1, 1, "r1", 3);
    update.put("vector_format", Wire.vectorFormat(format));
    PackedUpdate.put(update, "general", format, general, 0, general.length);
    return update;
  }

  private UpdateVector read(GenericRecord update) throws UnusableRecordException {
    return updates.update(Wire.singleObject(update)).general();
  }

  private void isUnusable(GenericRecord update, String text) {
    assertThatThrownBy(() -> read(update))
        .isInstanceOf(UnusableRecordException.class)
        .hasMessageContaining(text);
  }

  @Test
  void eachFormatIsRead() throws Exception {
    float[] general = {0.5f, -0.25f, 0.125f, 0};
    assertThat(read(update("FLOAT", general)))
        .isEqualTo(new UpdateVector(VectorFormat.FLOAT, List.of(0.5f, -0.25f, 0.125f, 0f), 0));
    assertThat(read(update("FP16", general)))
        .isEqualTo(new UpdateVector(VectorFormat.FP16, List.of(0.5f, -0.25f, 0.125f, 0f), 0));
    UpdateVector int8 = read(update("INT8", general));
    float scale = 0.5f / 127;
    assertThat(int8)
        .isEqualTo(
            new UpdateVector(
                VectorFormat.INT8, List.of(scale * 127, scale * -64, scale * 32, 0f), scale));
    assertThat(int8.step(1)).isEqualTo(scale);
  }

  @Test
  void everyHalfIsRead() throws Exception {
    int halves = 1 << 16;
    ByteBuffer bytes = ByteBuffer.allocate(2 * halves).order(ByteOrder.LITTLE_ENDIAN);
    for (int half = 0; half < halves; half++) {
      bytes.putShort((short) half);
    }
    GenericRecord update = update("FP16");
    update.put("general_bytes", bytes.flip());
    List<Float> values = read(update).components();
    assertThat(values).hasSize(halves);
    float[] written = new float[halves];
    for (int half = 0; half < halves; half++) {
      boolean isNumber = (half & 0x7fff) <= 0x7c00;
      assertThat(values.get(half).isNaN()).isEqualTo(!isNumber);
      written[half] = isNumber ? values.get(half) : 0;
      bytes.putShort(2 * half, (short) (isNumber ? half : 0));
    }
    assertThat(update("FP16", written).get("general_bytes")).isEqualTo(bytes);
  }

  @Test
  void aStepOfFp16IsTheDistanceToTheNextHalf() {
    List<Float> components = List.of(1f, 1.999f, -2f, 0x1p-14f, 0x1p-20f, 0f, 65_504f, Float.NaN);
    UpdateVector vector = new UpdateVector(VectorFormat.FP16, components, 0);
    double[] steps = {0x1p-10, 0x1p-10, 0x1p-9, 0x1p-24, 0x1p-24, 0x1p-24, 32, 32};
    for (int i = 0; i < steps.length; i++) {
      assertThat(vector.step(i)).isEqualTo(steps[i]);
    }
  }

  @Test
  void aFieldThatTheFormatDoesNotUseIsEmpty() {
    GenericRecord bytes = update("FLOAT", 1);
    bytes.put("general_bytes", ByteBuffer.allocate(1));
    isUnusable(bytes, "general_bytes: a value in an update of vector_format FLOAT");
    GenericRecord scale = update("FP16", 1);
    scale.put("general_scale", 0.5f);
    isUnusable(scale, "general_scale: a value in an update of vector_format FP16");
    GenericRecord floats = update("INT8", 1);
    floats.put("general", List.of(1f));
    isUnusable(floats, "general: a value in an update of vector_format INT8");
    GenericRecord wrong = update("INT8", 1);
    wrong.put("vector_format", Wire.vectorFormat("FLOAT"));
    isUnusable(wrong, "general_bytes: a value in an update of vector_format FLOAT");
    GenericRecord other = update("FLOAT", 1);
    other.put("vector_format", Wire.vectorFormat("OTHER"));
    isUnusable(other, "vector_format: OTHER (expected: one of [FLOAT, FP16, INT8])");
  }

  @Test
  void bytesThatAreNoComponentsAreUnusable() {
    GenericRecord odd = update("FP16", 1);
    odd.put("general_bytes", ByteBuffer.allocate(3));
    isUnusable(odd, "general_bytes: 3 bytes in FP16");
    GenericRecord lowest = update("INT8", 1);
    lowest.put("general_bytes", ByteBuffer.wrap(new byte[] {127, -128}));
    isUnusable(lowest, "general_bytes: a byte of -128");
  }
}

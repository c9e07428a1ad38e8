package io.intereststream.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import io.intereststream.schema.internal.ReleasedSchemas;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

class VectorBytesTest {
  private static final RecordCodec<InterestUpdate> CODEC =
      CodecFactory.singleObject(List.of()).create(InterestUpdate.class, "topic");

  /** From 2^-119 on; smaller vectors are zero. */
  private static final float SMALLEST_INT8 = 0x1p-119f;

  /** Of a product and a quotient, relative. */
  private static final double FLOAT_ROUNDING = 0x1p-22;

  /** Vectors of one magnitude each, from zero and the smallest floats to the largest. */
  @Provide
  Arbitrary<float[]> vectors() {
    Arbitrary<Float> components =
        Arbitraries.oneOf(
            Arbitraries.doubles().between(-1, 1).map(Double::floatValue),
            Arbitraries.of(0f, -0f, 1f, -1f, 0.5f));
    Arbitrary<Integer> exponents =
        Arbitraries.oneOf(
            Arbitraries.integers().between(-10, 10),
            Arbitraries.integers().between(-149, 126),
            Arbitraries.of(-149, -120, -119, -118, 126));
    return components
        .array(float[].class)
        .ofMaxSize(70)
        .flatMap(
            vector ->
                exponents.map(
                    exponent -> {
                      float[] scaled = new float[vector.length];
                      for (int i = 0; i < vector.length; i++) {
                        scaled[i] = (float) Math.scalb((double) vector[i], exponent);
                      }
                      return scaled;
                    }));
  }

  /** An update whose only interest has the vector, and that has it as general interest too. */
  private static InterestUpdate update(VectorFormat format, float... vector) {
    InterestUpdate update = Records.interestUpdate(List.of());
    update.setVectorFormat(format);
    byte[] bytes = new byte[VectorBytes.size(format, vector.length)];
    float scale = VectorBytes.pack(format, vector, 0, vector.length, bytes, 0);
    Interest interest = update.getInterests().get(0);
    interest.setVectorBytes(ByteBuffer.wrap(bytes));
    interest.setVectorScale(scale);
    update.setGeneralBytes(ByteBuffer.wrap(bytes));
    update.setGeneralScale(scale);
    return update;
  }

  private static float[] roundTrip(VectorFormat format, float... vector) throws Exception {
    InterestUpdate update = CODEC.decode(CODEC.encode(update(format, vector)));
    FloatVector read = VectorBytes.vector(update, update.getInterests().get(0));
    assertThat(VectorBytes.general(update)).isEqualTo(read);
    return Arrays.copyOfRange(read.array(), read.offset(), read.offset() + read.size());
  }

  private static float largest(float... vector) {
    float largest = 0;
    for (float component : vector) {
      largest = Math.max(largest, Math.abs(component));
    }
    return largest;
  }

  @Property(tries = 1_000)
  void anInt8ComponentDiffersByAtMostHalfAStep(@ForAll("vectors") float[] vector) throws Exception {
    float[] read = roundTrip(VectorFormat.INT8, vector);
    float largest = largest(vector);
    if (largest < SMALLEST_INT8) {
      assertThat(read).isEqualTo(new float[vector.length]);
      return;
    }
    double step = largest / 127.0;
    for (int i = 0; i < vector.length; i++) {
      assertThat(Math.abs((double) read[i] - vector[i]))
          .isLessThanOrEqualTo(step / 2 + 2 * FLOAT_ROUNDING * largest);
    }
    assertThat(largest(read)).isCloseTo(largest, withPercentage(1e-4));
  }

  @Property(tries = 500)
  void packingAnInt8VectorAgainChangesNothing(@ForAll("vectors") float[] vector) throws Exception {
    byte[] bytes = new byte[vector.length];
    VectorBytes.pack(VectorFormat.INT8, vector, 0, vector.length, bytes, 0);
    byte[] again = new byte[vector.length];
    float[] read = roundTrip(VectorFormat.INT8, vector);
    VectorBytes.pack(VectorFormat.INT8, read, 0, read.length, again, 0);
    assertThat(again).isEqualTo(bytes).doesNotContain((byte) -128);
  }

  @Property(tries = 1_000)
  void anFp16ComponentDiffersByAtMostHalfAStep(@ForAll("vectors") float[] vector) throws Exception {
    float[] read = roundTrip(VectorFormat.FP16, vector);
    for (int i = 0; i < vector.length; i++) {
      double magnitude = Math.min(Math.abs((double) vector[i]), 65_504);
      double step = Math.scalb(1.0, Math.max(-14, Math.getExponent(magnitude)) - 10);
      assertThat(Math.abs(read[i] - Math.copySign(magnitude, vector[i])))
          .isLessThanOrEqualTo(step / 2);
    }
    assertThat(roundTrip(VectorFormat.FP16, read)).isEqualTo(read);
  }

  @Property(tries = 200)
  void onlyThePartThatIsAskedForIsReadAndWritten(
      @ForAll("vectors") float[] vector, @ForAll @IntRange(max = 5) int from) {
    for (VectorFormat format : List.of(VectorFormat.FP16, VectorFormat.INT8)) {
      int size = VectorBytes.size(format, vector.length);
      byte[] alone = new byte[size];
      float scale = VectorBytes.pack(format, vector, 0, vector.length, alone, 0);

      float[] among = new float[from + vector.length + 2];
      Arrays.fill(among, Float.MAX_VALUE);
      System.arraycopy(vector, 0, among, from, vector.length);
      byte[] bytes = new byte[from + size + 2];
      Arrays.fill(bytes, (byte) 99);
      assertThat(VectorBytes.pack(format, among, from, vector.length, bytes, from))
          .isEqualTo(scale);
      assertThat(Arrays.copyOfRange(bytes, from, from + size)).isEqualTo(alone);
      Arrays.fill(bytes, from, from + size, (byte) 99);
      assertThat(bytes).containsOnly(99);
    }
  }

  @Example
  void ofTwoIntegersThatAreEquallyNearTheEvenOneIsWritten() {
    // With a largest value of 127 the scale is 1.
    float[] vector = {127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 0.49999997f, 126.5f, -127};
    byte[] bytes = new byte[vector.length];
    assertThat(VectorBytes.pack(VectorFormat.INT8, vector, 0, vector.length, bytes, 0))
        .isEqualTo(1);
    assertThat(bytes).containsExactly(127, 0, 2, 2, 0, -2, -2, 0, 126, -127);
  }

  @Example
  void aHalfIsLittleEndian() {
    byte[] bytes = new byte[4];
    VectorBytes.pack(VectorFormat.FP16, new float[] {1, -2.5f}, 0, 2, bytes, 0);
    assertThat(bytes).containsExactly(0x00, 0x3c, 0x00, (byte) 0xc1);
  }

  @Example
  void theLargestAndTheSmallestVectorsCanBeRead() throws Exception {
    float large = Math.nextDown(0x1p127f);
    float[] vector = {large, -large, 1e30f, 0};
    float[] read = roundTrip(VectorFormat.INT8, vector);
    assertThat(read[0]).isFinite().isEqualTo(-read[1]).isCloseTo(large, withPercentage(1e-4));
    assertThat(read).endsWith(0, 0);
    assertThat(roundTrip(VectorFormat.FP16, vector)).containsExactly(65_504, -65_504, 65_504, 0);
    assertThat(roundTrip(VectorFormat.INT8, Float.MIN_VALUE, 0)).containsExactly(0, 0);
    assertThat(roundTrip(VectorFormat.INT8, SMALLEST_INT8)[0]).isEqualTo(SMALLEST_INT8);
    assertThat(roundTrip(VectorFormat.INT8)).isEmpty();
    assertThat(roundTrip(VectorFormat.FP16)).isEmpty();
  }

  /** The job does not stop; a reader and the audit see that something is wrong. */
  @Example
  void aComponentThatIsNoFiniteNumberIsNotHidden() throws Exception {
    float payload = Float.intBitsToFloat(0x7fc12345);
    for (float bad :
        new float[] {
          Float.NaN, payload, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0x1p127f
        }) {
      InterestUpdate update = update(VectorFormat.INT8, 1, bad, -2);
      assertThat(update.getGeneralScale()).isNaN();
      assertThat(update.getGeneralBytes().array()).containsExactly(0, 0, 0);
      assertThat(roundTrip(VectorFormat.INT8, 1, bad, -2))
          .containsExactly(Float.NaN, Float.NaN, Float.NaN);
      assertThat(roundTrip(VectorFormat.FP16, 1, bad, -2))
          .containsExactly(1, Float.isFinite(bad) ? -65_504 : bad, -2);
    }
  }

  @Example
  void vectorsOfFloatsAreRead() throws Exception {
    List<Float> list = new ArrayList<>(List.of(1f, 2f));
    for (List<Float> vector : List.of(list, FloatVector.of(1, 2))) {
      InterestUpdate update = Records.interestUpdate(vector);
      assertThat(update.getVectorFormat()).isEqualTo(VectorFormat.FLOAT);
      assertThat(VectorBytes.vector(update, update.getInterests().get(0))).containsExactly(1f, 2f);
      assertThat(VectorBytes.general(update)).containsExactly(1f, 2f);
    }
  }

  @Example
  void whatCannotBeReadIsRefused() {
    InterestUpdate unknown = Records.interestUpdate(List.of());
    unknown.setVectorFormat(VectorFormat.OTHER);
    assertThatThrownBy(() -> VectorBytes.general(unknown))
        .isInstanceOf(RecordDecodeException.class)
        .hasMessageContaining("(expected: FLOAT, FP16 or INT8)");

    InterestUpdate odd = Records.interestUpdate(List.of());
    odd.setVectorFormat(VectorFormat.FP16);
    odd.setGeneralBytes(ByteBuffer.allocate(3));
    assertThatThrownBy(() -> VectorBytes.general(odd))
        .isInstanceOf(RecordDecodeException.class)
        .hasMessageContaining("vector of 3 bytes in the format FP16");

    for (VectorFormat format : List.of(VectorFormat.FLOAT, VectorFormat.OTHER)) {
      assertThatThrownBy(() -> VectorBytes.pack(format, new float[1], 0, 1, new byte[9], 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("(expected: FP16 or INT8)");
    }
    assertThatThrownBy(() -> VectorBytes.size(VectorFormat.OTHER, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(VectorBytes.size(VectorFormat.FLOAT, 64)).isZero();
  }

  /** A reader that has nothing but the bytes, Avro and the schema. */
  @Property(tries = 100)
  void anyAvroClientReadsThem(@ForAll("vectors") float[] vector) throws Exception {
    for (VectorFormat format : List.of(VectorFormat.FP16, VectorFormat.INT8)) {
      byte[] value = CODEC.encode(update(format, vector));
      float[] expected = roundTrip(format, vector);

      Schema schema = ReleasedSchemas.newest(InterestUpdate.class);
      GenericRecord record =
          new GenericDatumReader<GenericRecord>(schema)
              .read(null, DecoderFactory.get().binaryDecoder(value, 10, value.length - 10, null));
      assertThat(record.get("vector_format")).hasToString(format.name());
      assertThat((List<?>) record.get("general")).isEmpty();
      ByteBuffer bytes = (ByteBuffer) record.get("general_bytes");
      float scale = (float) record.get("general_scale");
      for (int i = 0; i < vector.length; i++) {
        float component =
            format == VectorFormat.INT8
                ? scale * bytes.get(i)
                : half(bytes.order(ByteOrder.LITTLE_ENDIAN).getShort(2 * i));
        assertThat(component).isEqualTo(expected[i]);
      }
    }
  }

  /** A finite half, by its definition. */
  private static float half(short bits) {
    int exponent = (bits >> 10) & 31;
    double fraction = (bits & 1023) / 1024.0;
    double magnitude =
        exponent == 0 ? fraction * Math.pow(2, -14) : (1 + fraction) * Math.pow(2, exponent - 15);
    return (float) (bits < 0 ? -magnitude : magnitude);
  }
}

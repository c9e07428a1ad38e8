package io.intereststream.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intereststream.schema.internal.RecordInput;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

class FloatVectorTest {

  private static final Schema INTEREST = Interest.getClassSchema();
  private static final Schema VECTOR = INTEREST.getField("vector").schema();

  @Example
  void isAReadOnlyViewOfAPartOfAnArray() {
    float[] array = {0, 1, 2, 3, 4};
    FloatVector vector = new FloatVector(array, 1, 3);

    assertThat(vector).containsExactly(1f, 2f, 3f).isEqualTo(List.of(1f, 2f, 3f));
    assertThat(vector.get(2)).isEqualTo(3f);
    assertThatThrownBy(() -> vector.set(0, 9f)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> vector.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> vector.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new FloatVector(array, 3, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Property(tries = 200)
  void wireBytesArePlainAvro(@ForAll float[] floats) throws Exception {
    Interest packed = interest(FloatVector.of(floats));
    byte[] bytes = write(new PackedWriter<Interest>(INTEREST), packed);

    GenericRecord generic = generic(INTEREST);
    generic.put("vector", new GenericData.Array<>(VECTOR, FloatVector.of(floats)));
    assertThat(bytes).isEqualTo(write(new GenericDatumWriter<GenericRecord>(INTEREST), generic));

    GenericRecord read =
        new GenericDatumReader<GenericRecord>(INTEREST)
            .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    assertThat(read).isEqualTo(generic);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void blocksOfAnySizeAreRead(@ForAll @Size(max = 9) List<@Size(max = 70) float[]> blocks)
      throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    encoder.writeInt(5);
    encoder.writeFloat(0.25f);
    List<Float> all = new ArrayList<>();
    for (float[] block : blocks) {
      if (block.length > 0) {
        // A negative count is followed by the block's size in bytes.
        encoder.writeLong(block.length % 2 == 0 ? block.length : -block.length);
        if (block.length % 2 == 1) {
          encoder.writeLong(4L * block.length);
        }
        for (float element : block) {
          encoder.writeFloat(element);
          all.add(element);
        }
      }
    }
    encoder.writeLong(0);
    encoder.writeBytes(new byte[0]);
    encoder.writeFloat(0);

    assertThat(read(INTEREST, out.toByteArray()).getVector()).isEqualTo(all);
  }

  @Example
  void writersOfIntsOrOfAUnionAreReadAsAvroSays() throws Exception {
    for (String items : List.of("\"int\"", "\"long\"", "[\"float\"]")) {
      Schema writer = withVectorOf(items);
      GenericRecord record = generic(writer);
      List<?> elements =
          items.contains("float")
              ? List.of(1f, 300f)
              : items.contains("int") ? List.of(1, 300) : List.of(1L, 300L);
      record.put("vector", elements);
      byte[] bytes = write(new GenericDatumWriter<GenericRecord>(writer), record);

      assertThat(read(writer, bytes).getVector()).as(items).containsExactly(1f, 300f);
    }
  }

  @Example
  void defaultsOfAbsentVectorsAreRead() throws Exception {
    Schema writer = new Schema.Parser().parse(INTEREST.toString());
    String json = INTEREST.toString();
    String vector = ",{\"name\":\"vector\"";
    String without = json.substring(0, json.indexOf(vector)) + "]}";
    Schema reader =
        new Schema.Parser()
            .parse(
                json.replace("\"items\":\"float\"}", "\"items\":\"float\"},\"default\":[1.5,2]"));
    byte[] bytes = write(new PackedWriter<Interest>(writer), interest(FloatVector.of(9, 9)));
    RecordInput input = new RecordInput();
    input.reset(Arrays.copyOf(bytes, 5), 0);

    Interest read =
        new PackedReader<Interest>(new Schema.Parser().parse(without), reader, input).read();
    assertThat(read.getVector()).containsExactly(1.5f, 2f);
  }

  private static Interest interest(FloatVector vector) {
    return Interest.newBuilder().setCategory(5).setWeight(0.25f).setVector(vector).build();
  }

  /** An interest without a vector. */
  private static GenericRecord generic(Schema schema) {
    GenericRecord record = new GenericData.Record(schema);
    record.put("category", 5);
    record.put("weight", 0.25f);
    record.put("vector_bytes", ByteBuffer.allocate(0));
    record.put("vector_scale", 0f);
    return record;
  }

  private static Schema withVectorOf(String items) {
    return new Schema.Parser()
        .parse(INTEREST.toString().replace("\"items\":\"float\"", "\"items\":" + items));
  }

  private static Interest read(Schema writer, byte[] bytes) throws Exception {
    RecordInput input = new RecordInput();
    input.reset(bytes, 0);
    Interest interest = new PackedReader<Interest>(writer, INTEREST, input).read();
    assertThat(input.remaining()).isZero();
    return interest;
  }

  private static <T> byte[] write(GenericDatumWriter<T> writer, T record) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    writer.write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}

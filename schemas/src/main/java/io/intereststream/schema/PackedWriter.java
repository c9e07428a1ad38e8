package io.intereststream.schema;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Writes records as Avro does, except that a {@link FloatVector} is written in one piece.
 *
 * @param <T> record type
 */
final class PackedWriter<T> extends SpecificDatumWriter<T> {

  private ByteBuffer scratch = ByteBuffer.allocate(0);

  PackedWriter(Schema schema) {
    super(schema, RecordModel.withFastReader(false));
  }

  @Override
  protected void writeArray(Schema schema, Object datum, Encoder out) throws IOException {
    if (datum instanceof FloatVector vector
        && schema.getElementType().getType() == Schema.Type.FLOAT) {
      writeFloats(vector, out);
    } else {
      super.writeArray(schema, datum, out);
    }
  }

  /** One block of {@code size} items, 4 bytes little endian each, then the empty block. */
  private void writeFloats(FloatVector vector, Encoder out) throws IOException {
    int size = vector.size();
    int bytes = Math.multiplyExact(4, size);
    if (scratch.capacity() < bytes) {
      scratch = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
    scratch.clear().asFloatBuffer().put(vector.array(), vector.offset(), size);
    out.writeArrayStart();
    out.setItemCount(size);
    out.writeFixed(scratch.array(), 0, bytes);
    out.writeArrayEnd();
  }
}

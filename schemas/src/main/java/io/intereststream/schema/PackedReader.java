package io.intereststream.schema;

import static org.apache.avro.SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE;
import static org.apache.avro.SchemaCompatibility.checkReaderWriterCompatibility;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.io.ResolvingDecoder;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * Reads records of one writer schema as Avro does, arrays of floats as {@link FloatVector}, in one
 * piece where the writer's are floats too.
 *
 * @param <T> record type
 */
final class PackedReader<T> extends SpecificDatumReader<T> {

  private static final Set<Schema.Type> PROMOTABLE =
      Set.of(Schema.Type.INT, Schema.Type.LONG, Schema.Type.UNION);

  private final RecordInput input;
  private final boolean packed;

  /**
   * A reader for one writer schema.
   *
   * @param input where records will be read from, always this one
   */
  PackedReader(Schema writer, Schema reader, RecordInput input) {
    super(writer, reader, RecordModel.of(PackedReader.class.getClassLoader()));
    this.input = input;
    this.packed = floatsStayFloats(writer, reader);
  }

  /** The next record of the input. */
  T read() throws IOException {
    return read(null, input);
  }

  @Override
  protected Object readArray(Object old, Schema expected, ResolvingDecoder in) throws IOException {
    if (expected.getElementType().getType() != Schema.Type.FLOAT) {
      return super.readArray(old, expected, in);
    }
    float[] floats = new float[0];
    for (long count = in.readArrayStart(); count > 0; count = in.arrayNext()) {
      int at = floats.length;
      floats = Arrays.copyOf(floats, Math.addExact(at, (int) count));
      if (packed) {
        input.readFloats(floats, at);
      } else {
        for (int index = at; index < floats.length; index++) {
          floats[index] = in.readFloat();
        }
      }
    }
    return FloatVector.of(floats);
  }

  /**
   * Whether every array that is read as floats was written as floats, so that its items may be read
   * past Avro's resolution. In case of doubt it is a no.
   */
  private static boolean floatsStayFloats(Schema writer, Schema reader) {
    return checkReaderWriterCompatibility(reader, writer).getType() == COMPATIBLE
        && !hasPromotableArrays(writer, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  /** Whether a schema has an array that, without being one of floats, may be read as one. */
  private static boolean hasPromotableArrays(Schema schema, Set<Schema> seen) {
    return seen.add(schema)
        && switch (schema.getType()) {
          case ARRAY ->
              PROMOTABLE.contains(schema.getElementType().getType())
                  || hasPromotableArrays(schema.getElementType(), seen);
          case MAP -> hasPromotableArrays(schema.getValueType(), seen);
          case UNION ->
              schema.getTypes().stream().anyMatch(branch -> hasPromotableArrays(branch, seen));
          case RECORD ->
              schema.getFields().stream()
                  .anyMatch(field -> hasPromotableArrays(field.schema(), seen));
          default -> false;
        };
  }
}

package io.intereststream.schema;

import static org.apache.avro.SchemaCompatibility.checkReaderWriterCompatibility;

import io.intereststream.schema.internal.RecordInput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility.Incompatibility;
import org.apache.avro.io.ResolvingDecoder;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * Reads records of one writer schema as Avro does, except that an array of floats becomes a {@link
 * FloatVector}, which is read in one piece if the writer's elements are floats, too.
 *
 * @param <T> record type
 */
final class PackedReader<T> extends SpecificDatumReader<T> {

  /** Types of elements that Avro's resolution may turn into floats. */
  private static final Set<Schema.Type> PROMOTED_TO_FLOAT =
      Set.of(Schema.Type.INT, Schema.Type.LONG, Schema.Type.UNION);

  private final RecordInput input;
  private final List<Incompatibility> incompatibilities;
  private final boolean floatsStayFloats;

  /**
   * A reader for one writer schema.
   *
   * @param input where all records are read from
   */
  PackedReader(Schema writer, Schema reader, RecordInput input) {
    super(
        writer,
        reader,
        RecordModel.withFastReader(!hasArrayOf(Set.of(Schema.Type.FLOAT), reader, newSeen())));
    this.input = input;
    this.incompatibilities =
        checkReaderWriterCompatibility(reader, writer).getResult().getIncompatibilities();
    // Floats can be read directly, without Avro's schema resolution, only if the schemas are
    // compatible and no array of the writer may need promotion to float.
    this.floatsStayFloats =
        incompatibilities.isEmpty() && !hasArrayOf(PROMOTED_TO_FLOAT, writer, newSeen());
  }

  /** Why some or all records of the writer's schema cannot be read; empty if all can be. */
  List<String> incompatibilities() {
    return incompatibilities.stream()
        .map(found -> found.getLocation() + ": " + found.getMessage())
        .toList();
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
    int before = input.position();
    long count = in.readArrayStart();
    boolean packed =
        floatsStayFloats
            && input.position() > before; // an array that took no bytes is a default value
    float[] floats = new float[(int) count];
    int size = 0;
    for (; count > 0; count = in.arrayNext()) {
      int end = Math.addExact(size, (int) count);
      if (end > floats.length) {
        floats = Arrays.copyOf(floats, Math.max(end, 2 * size));
      }
      if (packed) {
        input.readFloats(floats, size, end);
      } else {
        for (int index = size; index < end; index++) {
          floats[index] = in.readFloat();
        }
      }
      size = end;
    }
    return new FloatVector(floats, 0, size);
  }

  private static Set<Schema> newSeen() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /** Whether a schema contains, at any depth, an array whose items have one of these types. */
  private static boolean hasArrayOf(Set<Schema.Type> items, Schema schema, Set<Schema> seen) {
    return seen.add(schema)
        && switch (schema.getType()) {
          case ARRAY ->
              items.contains(schema.getElementType().getType())
                  || hasArrayOf(items, schema.getElementType(), seen);
          case MAP -> hasArrayOf(items, schema.getValueType(), seen);
          case UNION ->
              schema.getTypes().stream().anyMatch(branch -> hasArrayOf(items, branch, seen));
          case RECORD ->
              schema.getFields().stream()
                  .anyMatch(field -> hasArrayOf(items, field.schema(), seen));
          default -> false;
        };
  }
}

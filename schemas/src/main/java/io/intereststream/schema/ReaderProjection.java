package io.intereststream.schema;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;

/**
 * The part of a record that is read. The other fields are skipped and get their defaults. Of their
 * content, only sizes and the number of map entries are checked.
 */
final class ReaderProjection {

  private final Schema schema;
  private final int read;
  private final Object[] defaults;

  /**
   * @param unused the last fields of the schema, in any order, which must have defaults
   * @throws IllegalArgumentException if they are not the last fields: the positions of the other
   *     fields would change
   */
  ReaderProjection(Schema whole, Set<String> unused) {
    List<Schema.Field> fields = whole.getFields();
    this.read = fields.size() - unused.size();
    List<Schema.Field> last = fields.subList(read, fields.size());
    if (!last.stream().allMatch(field -> unused.contains(field.name()))) {
      throw new IllegalArgumentException(
          "unused fields of %s: %s (expected: its last ones)".formatted(whole.getName(), unused));
    }
    this.defaults = last.stream().map(ReaderProjection::defaultOf).toArray();
    this.schema = unused.isEmpty() ? whole : part(whole, fields.subList(0, read));
  }

  /** The default of a field, which all records share. */
  private static Object defaultOf(Schema.Field field) {
    Object value = SpecificData.get().getDefaultValue(field);
    return value instanceof Map<?, ?> map ? Map.copyOf(map) : value;
  }

  private static Schema part(Schema whole, List<Schema.Field> fields) {
    return Schema.createRecord(
        whole.getName(),
        whole.getDoc(),
        whole.getNamespace(),
        whole.isError(),
        fields.stream().map(field -> new Schema.Field(field, field.schema())).toList());
  }

  /** The schema of what is read. */
  Schema schema() {
    return schema;
  }

  /**
   * Whether the reader's schema has no bytes field. If so, a bytes value of the writer can only
   * become a string (Avro's schema resolution converts it), so it must be UTF-8.
   */
  boolean bytesBecomeStrings() {
    return !hasBytes(schema, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  /** Gives the unused fields of a record their defaults. */
  void setUnused(IndexedRecord record) {
    for (int index = 0; index < defaults.length; index++) {
      record.put(read + index, defaults[index]);
    }
  }

  private static boolean hasBytes(Schema schema, Set<Schema> seen) {
    return seen.add(schema)
        && switch (schema.getType()) {
          case BYTES -> true;
          case ARRAY -> hasBytes(schema.getElementType(), seen);
          case MAP -> hasBytes(schema.getValueType(), seen);
          case UNION -> schema.getTypes().stream().anyMatch(branch -> hasBytes(branch, seen));
          case RECORD ->
              schema.getFields().stream().anyMatch(field -> hasBytes(field.schema(), seen));
          default -> false;
        };
  }
}

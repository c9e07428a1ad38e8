package io.intereststream.deploy.audit.record;

import io.intereststream.deploy.audit.settings.Framing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** Reads the records of the update topic. Not thread-safe. */
public final class UpdateRecords {
  private static final Set<String> ORDER =
      Set.of("user_id", "generation", "sequence", "release", "release_epoch");

  private final RecordReader reader;
  private final RecordReader orderReader;

  public UpdateRecords(Framing framing) {
    Schema schema = WriterSchemas.newest("InterestUpdate");
    reader = new RecordReader(framing, schema);
    orderReader = new RecordReader(framing, only(schema, ORDER));
  }

  private static Schema only(Schema schema, Set<String> names) {
    List<Schema.Field> fields =
        schema.getFields().stream()
            .filter(field -> names.contains(field.name()))
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  /** The fields of an update that {@link #order} reads. */
  public record Head(String userId, Update.Order order, String release) {}

  /**
   * Reads only the fields that order the updates of a viewer.
   *
   * @throws UnusableRecordException if the value is not an update
   */
  public Head order(byte[] value) throws UnusableRecordException {
    GenericRecord record = orderReader.read(value);
    return new Head(record.get("user_id").toString(), order(record), text(record, "release"));
  }

  /**
   * Reads an update.
   *
   * @throws UnusableRecordException if the value is not an update
   */
  public Update update(byte[] value) throws UnusableRecordException {
    GenericRecord record = reader.read(value);
    VectorFormat format = VectorFormat.of(text(record, "vector_format"));
    List<Update.Interest> interests = new ArrayList<>();
    for (Object item : (List<?>) record.get("interests")) {
      GenericRecord interest = (GenericRecord) item;
      interests.add(
          new Update.Interest(
              (int) interest.get("category"),
              (float) interest.get("weight"),
              vector(interest, "vector", format)));
    }
    GenericRecord began = (GenericRecord) record.get("began");
    return new Update(
        text(record, "user_id"),
        order(record),
        text(record, "release"),
        began == null
            ? null
            : new Position(
                text(began, "topic"), (int) began.get("partition"), (long) began.get("offset")),
        (int) record.get("history_size"),
        interests,
        vector(record, "general", format));
  }

  private static Update.Order order(GenericRecord record) {
    return new Update.Order(
        (long) record.get("generation"),
        (long) record.get("sequence"),
        (long) record.get("release_epoch"));
  }

  private static String text(GenericRecord record, String name) {
    return record.get(name).toString();
  }

  @SuppressWarnings("unchecked")
  private static UpdateVector vector(GenericRecord record, String name, VectorFormat format)
      throws UnusableRecordException {
    return UpdateVector.of(
        name,
        format,
        (List<Float>) record.get(name),
        (ByteBuffer) record.get(name + "_bytes"),
        (float) record.get(name + "_scale"));
  }
}

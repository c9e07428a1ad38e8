package io.intereststream.schema;

import io.intereststream.schema.internal.RegisteredSchema;
import io.intereststream.schema.internal.SchemaRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/** A registry in memory that counts what it is asked. */
final class MemoryRegistry implements SchemaRegistry {

  private final List<String> schemas = new ArrayList<>();
  int requests;

  @Override
  public int register(String subject, Schema schema) {
    return registerText(schema.toString());
  }

  int registerText(String schema) {
    requests++;
    int index = schemas.indexOf(schema);
    if (index < 0) {
      schemas.add(schema);
      index = schemas.size() - 1;
    }
    return index + 1;
  }

  @Override
  public Optional<RegisteredSchema> schema(int id) {
    requests++;
    return id >= 1 && id <= schemas.size()
        ? Optional.of(new RegisteredSchema(schemas.get(id - 1), List.of()))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "memory:";
  }
}

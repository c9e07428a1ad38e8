package io.intereststream.schema.internal;

import java.util.Optional;
import org.apache.avro.Schema;

/** A registry that gives each schema an id. */
public interface SchemaRegistry {

  /**
   * The id of a schema under a subject; registers the schema there if it is new.
   *
   * @throws java.io.UncheckedIOException if the registry does not answer or rejects the schema, for
   *     example because it is not compatible with the subject's earlier ones
   */
  int register(String subject, Schema schema);

  /**
   * The schema with an id; empty if the registry does not know the id.
   *
   * @throws java.io.UncheckedIOException if the registry does not answer or rejects the request
   * @throws UnusableSchemaException if the schema is not an Avro schema or is incomplete
   */
  Optional<RegisteredSchema> schema(int id) throws UnusableSchemaException;
}

package io.intereststream.schema.internal;

import java.util.Optional;
import org.apache.avro.Schema;

/** A registry that gives each schema an id. */
public interface SchemaRegistry {

  /**
   * The id of a schema under a subject; registers the schema there if it is new.
   *
   * @throws IllegalStateException if the registry rejects the schema, for example because it is not
   *     compatible with the subject's earlier ones
   * @throws java.io.UncheckedIOException if the registry does not answer
   */
  int register(String subject, Schema schema);

  /**
   * The text of the schema with an id; empty if the registry does not know the id.
   *
   * @throws IllegalStateException if the registry rejects the request
   * @throws java.io.UncheckedIOException if the registry does not answer
   */
  Optional<String> schema(int id);
}

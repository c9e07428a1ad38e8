package io.intereststream.schema;

import java.util.Optional;
import org.apache.avro.Schema;

/** A registry that gives every schema a number. */
interface SchemaRegistry {

  /**
   * The id of a schema under a subject, where it is registered first if it is not there.
   *
   * @throws IllegalStateException if the registry refuses, for example since the schema is not
   *     compatible with the subject's
   * @throws java.io.UncheckedIOException if the registry does not answer
   */
  int register(String subject, Schema schema);

  /**
   * The text of the schema with an id; empty if the registry does not know the id.
   *
   * @throws IllegalStateException if the registry refuses to say
   * @throws java.io.UncheckedIOException if the registry does not answer
   */
  Optional<String> schema(int id);
}

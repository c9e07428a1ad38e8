package io.intereststream.schema.internal;

import java.util.List;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/**
 * A schema from a registry.
 *
 * @param text JSON
 * @param references texts of the schemas that this one refers to; each comes after the schemas that
 *     it refers to
 */
public record RegisteredSchema(String text, List<String> references) {

  /**
   * Parses the schema. A registry accepts more than Avro's own parser: names that Avro does not
   * allow, and defaults that do not have the type of their field. Neither matters to a reader, so
   * both are accepted.
   *
   * @throws UnusableSchemaException if it is not an Avro schema
   */
  public Schema parse() throws UnusableSchemaException {
    Schema.Parser parser =
        new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false);
    try {
      for (String reference : references) {
        parser.parse(reference);
      }
      return parser.parse(text);
    } catch (RuntimeException | StackOverflowError e) { // not all of them are SchemaParseException
      throw new UnusableSchemaException("cannot be read as Avro: " + e.getMessage());
    }
  }
}

package io.intereststream.schema.internal;

import java.util.List;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/**
 * A schema as a registry has it.
 *
 * @param text JSON
 * @param references texts of the schemas whose types it uses, each after those that it uses itself
 */
public record RegisteredSchema(String text, List<String> references) {

  /**
   * Parses the schema. A registry accepts more than Avro's own parser: names that are none in Java,
   * and defaults that are not of their field's type. Neither matters to a reader, so both are
   * accepted.
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
      throw new UnusableSchemaException("no Avro schema: " + e.getMessage());
    }
  }
}

/**
 * The records on the wire, as Avro classes, and the codecs that turn them into bytes and back.
 *
 * <p>Start at {@link io.intereststream.schema.CodecFactory}. The records themselves are documented
 * field by field in {@code src/main/avro}, from which their classes are generated.
 */
package io.intereststream.schema;

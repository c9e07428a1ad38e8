/**
 * The records on the wire, as Avro classes, and the codecs that turn them into bytes and back.
 *
 * <p>Start at {@link io.intereststream.schema.CodecFactory}. The record classes are generated from
 * {@code src/main/avro}, where each field is documented.
 */
package io.intereststream.schema;

/**
 * What the codecs are built on: Avro's binary input, the released schemas, and the client of a
 * schema registry. Only {@link io.intereststream.schema} uses this package; nothing here depends on
 * the generated record classes.
 */
package io.intereststream.schema.internal;

/**
 * What the codecs are built on: Avro's binary input, the released schemas, and the client of a
 * schema registry. For {@link io.intereststream.schema} alone; nothing here knows its records.
 */
package io.intereststream.schema.internal;

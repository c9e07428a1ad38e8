/**
 * Watch logs: one reader for each data format, and a summary of what was read. Replay and training
 * both read with these classes, which depend on the signal policy and the rules of an event, but
 * not on Avro, Kafka or Flink.
 */
package io.intereststream.data;

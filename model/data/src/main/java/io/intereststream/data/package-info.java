/**
 * Watch logs: one reader for each format that people have, and what was read, in words. Replay and
 * training read through these classes alike. They know the signal policy and the rules of an event,
 * and nothing of Avro, Kafka or Flink.
 */
package io.intereststream.data;

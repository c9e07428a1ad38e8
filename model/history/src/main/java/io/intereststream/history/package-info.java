/**
 * The rules of histories, which {@code docs/architecture.md} lists and numbers: the signal policy,
 * the checks of an event, and the rolling history. The job, the trainer and the replay use these
 * classes. The audit does not use them; it has its own implementation of the rules. The package is
 * pure Java, without Flink, Kafka and Avro.
 */
package io.intereststream.history;

/**
 * The rules of histories, which {@code docs/architecture.md} lists and numbers: the signal policy,
 * the checks of an event, and the rolling history. The job, the trainer and the replay use these
 * classes. Pure Java: no Flink, no Kafka, no Avro. The audit does not use them, because it has its
 * own implementation of the rules.
 */
package io.intereststream.history;

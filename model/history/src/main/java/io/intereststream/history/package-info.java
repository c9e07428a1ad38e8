/**
 * What counts for a viewer and how it is kept: the signal policy, the checks of an event, and the
 * rolling history with its rules. Job, trainer and replay use these classes alike. Pure Java: no
 * Flink, no Kafka, no Avro. The audit does not use them: it has rules of its own.
 */
package io.intereststream.history;

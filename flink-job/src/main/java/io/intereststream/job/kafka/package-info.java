/** Calls of Kafka's brokers beside the job's sources and sinks, each with a deadline. */
package io.intereststream.job.kafka;

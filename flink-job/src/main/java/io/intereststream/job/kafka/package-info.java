/** Calls to Kafka brokers outside the job's sources and sinks, each with a deadline. */
package io.intereststream.job.kafka;

/**
 * A Kafka broker and Flink clusters on this machine, bound to loopback, and a reader of whole
 * topics. Commands, benchmarks and tests run on them.
 */
package io.intereststream.deploy.local;

/**
 * The load of the benchmarks: watch events of viewers whose histories have different lengths, and
 * their producer.
 */
package io.intereststream.deploy.bench.load;

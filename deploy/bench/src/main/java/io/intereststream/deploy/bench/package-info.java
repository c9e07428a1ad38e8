/**
 * Benchmarks of the encoder and of the whole job. Each starts everything that it needs and returns
 * a report.
 */
package io.intereststream.deploy.bench;

/**
 * Encoders that are compared with the job's, benchmarks of encoders without a cluster, and releases
 * without training.
 */
package io.intereststream.deploy.bench.encoder;

/**
 * A deterministic simulation of the job with all that it depends on: topics, checkpoints, registry
 * and clock are in memory, one thread does everything, and a seed decides what happens when.
 */
package io.intereststream.job.simulation;

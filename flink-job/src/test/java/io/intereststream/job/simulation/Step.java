package io.intereststream.job.simulation;

/**
 * A step of a schedule. It carries its own randomness, so that it means the same when steps before
 * it are left out.
 *
 * @param random decides everything that the kind leaves open
 */
public record Step(StepKind kind, long random) {}

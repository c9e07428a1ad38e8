package io.intereststream.job.simulation;

/**
 * A step of a schedule. Has its own random seed, so that it does the same when earlier steps are
 * removed.
 *
 * @param random seed that decides everything that the kind leaves open
 */
public record Step(StepKind kind, long random) {}

package io.intereststream.job.release;

import io.intereststream.schema.ModelRelease;

/**
 * What was announced last; the release source's state.
 *
 * @param inForce the release that is to be in force
 * @param candidate the one that is to be evaluated beside it; null for none
 */
public record Announced(ModelRelease inForce, ModelRelease candidate) {}

/**
 * A loaded release: {@link io.intereststream.model.serving.Release} with its encoders, its search,
 * and the {@link io.intereststream.model.serving.Probe} that checks its encoders.
 */
package io.intereststream.model.serving;

/**
 * The training loop. {@link io.intereststream.training.train.Trainer} trains one model on one
 * split, {@link io.intereststream.training.train.TrainingRun} also evaluates it on the test
 * viewers, and {@link io.intereststream.training.train.ReleaseExport} writes it as a release.
 */
package io.intereststream.training.train;

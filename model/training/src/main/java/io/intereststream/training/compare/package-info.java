/**
 * CMI beside other systems: {@link io.intereststream.training.compare.Comparison} does all runs of
 * a {@link io.intereststream.training.compare.Plan}, {@link
 * io.intereststream.training.compare.ComparisonTables} prints them as the paper's tables.
 */
package io.intereststream.training.compare;

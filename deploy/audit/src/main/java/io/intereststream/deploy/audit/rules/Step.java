package io.intereststream.deploy.audit.rules;

/**
 * The effect of one record.
 *
 * @param outcome kind of the effect
 * @param history the history after the record
 * @param begins whether the record is the first one of this history
 */
public record Step(Outcome outcome, ViewerHistory history, boolean begins) {}

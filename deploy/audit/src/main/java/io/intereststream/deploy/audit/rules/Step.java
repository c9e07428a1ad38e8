package io.intereststream.deploy.audit.rules;

/**
 * What one record did.
 *
 * @param outcome in a word
 * @param history the history after the record
 * @param begins whether the record is the first that this history took in
 */
public record Step(Outcome outcome, ViewerHistory history, boolean begins) {}

/**
 * The audit's own form of the rules of the history, written from the rules' text alone: pure
 * functions of a viewer's records. Nothing here is shared with the job.
 */
package io.intereststream.deploy.audit.rules;

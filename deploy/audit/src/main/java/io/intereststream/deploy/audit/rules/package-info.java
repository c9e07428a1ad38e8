/**
 * The audit's own implementation of the rules of the history, written only from their text: pure
 * functions of a viewer's records. It shares no code with the job.
 */
package io.intereststream.deploy.audit.rules;

/**
 * The core of the job: updates viewers' histories and interests with every event.
 *
 * <p>Rule numbers refer to "Rules of the history" in docs/architecture.md.
 */
package io.intereststream.job.update;

/**
 * Reads the input topics and turns records into valid events with a signal, or dead letters.
 *
 * <p>Rule numbers refer to "Rules of the history" in docs/architecture.md.
 */
package io.intereststream.job.ingest;

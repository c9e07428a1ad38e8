/** Reads the input topics and turns records into valid events with a signal, or dead letters. */
package io.intereststream.job.ingest;

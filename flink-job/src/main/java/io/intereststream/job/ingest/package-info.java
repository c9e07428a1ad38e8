/** From records of the watch topic to valid events with a signal, or to dead letters. */
package io.intereststream.job.ingest;

package io.intereststream.job.lifecycle;

import org.apache.flink.api.connector.source.SourceEvent;

/** Tells the reader that everything is read that was there when the job started. */
record CaughtUpEvent() implements SourceEvent {}

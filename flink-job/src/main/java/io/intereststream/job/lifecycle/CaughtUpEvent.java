package io.intereststream.job.lifecycle;

import org.apache.flink.api.connector.source.SourceEvent;

/** Tells the reader that the job has read everything that was on its topics when it started. */
record CaughtUpEvent() implements SourceEvent {}

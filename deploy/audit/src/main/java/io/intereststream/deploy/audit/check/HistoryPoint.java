package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.record.Position;

/** A state of a history: the history's first event, and how many records have changed it. */
record HistoryPoint(Position began, long sequence) {}

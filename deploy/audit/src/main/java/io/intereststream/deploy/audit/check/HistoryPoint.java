package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.record.Position;

/** A state of a history: which one, by its first event, and how many records changed it so far. */
record HistoryPoint(Position began, long sequence) {}

package io.intereststream.deploy.audit.record;

import io.intereststream.deploy.audit.rules.WatchedItem;

/**
 * A watch event.
 *
 * @param userId who watched
 * @param item what
 */
public record WatchedEvent(String userId, WatchedItem item) {}

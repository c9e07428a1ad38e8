package io.intereststream.history;

import java.util.Collection;

/**
 * A watch event as the rules read it, independent of the record's format.
 *
 * @param eventId id of the event
 * @param userId the viewer
 * @param itemId the item watched
 * @param eventTime epoch ms, as the event says
 * @param watchMs play time in ms, as the event says
 * @param durationMs length of the item in ms; null if unknown
 * @param actions what the viewer did in the event
 */
public record MappedEvent(
    String eventId,
    String userId,
    String itemId,
    long eventTime,
    long watchMs,
    Long durationMs,
    Collection<Action> actions) {}

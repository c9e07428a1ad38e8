package io.intereststream.deploy.audit.rules;

import java.util.List;

/**
 * What a watch event says, without who watched.
 *
 * @param itemId the item
 * @param eventTime in epoch ms, as the producer gives it
 * @param watchMs play time in ms, as the producer gives it
 * @param durationMs length of the item in ms, as the producer gives it; null if unknown
 * @param actions names of what the viewer did besides watching
 */
public record WatchedItem(
    String itemId, long eventTime, long watchMs, Long durationMs, List<String> actions) {}

package io.intereststream.data;

import java.util.List;

/**
 * Items that the data set itself labels as positive for a viewer, oldest first, without times.
 *
 * @param userId the viewer's id
 * @param itemIds may be empty, and may contain repeats
 */
public record LabelledSequence(String userId, List<String> itemIds) {}

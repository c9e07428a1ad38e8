package io.intereststream.data;

import java.util.List;

/**
 * Items that a data set itself says a viewer watched with a positive signal, oldest first, at no
 * known time.
 *
 * @param userId the viewer's id
 * @param itemIds may be none, and may repeat
 */
public record LabelledSequence(String userId, List<String> itemIds) {}

package io.intereststream.deploy.audit.settings;

/**
 * The topics that the job reads and writes.
 *
 * @param watchEvents what viewers watched
 * @param viewerErasures viewers to be erased
 * @param interestUpdates the job's updates
 * @param deadLetters records that the job could not use
 */
public record TopicNames(
    String watchEvents, String viewerErasures, String interestUpdates, String deadLetters) {}

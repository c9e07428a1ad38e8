package io.intereststream.deploy.audit.settings;

/**
 * The topics that the job reads and writes.
 *
 * @param watchEvents watch events
 * @param viewerErasures erasures
 * @param interestUpdates the job's updates
 * @param deadLetters records that are not valid events
 * @param releaseEvents events about releases, and the leases of jobs
 */
public record TopicNames(
    String watchEvents,
    String viewerErasures,
    String interestUpdates,
    String deadLetters,
    String releaseEvents) {}

package io.intereststream.job.update;

import io.intereststream.job.ingest.PastErasures;
import io.intereststream.job.release.AnnouncementLog;
import io.intereststream.schema.ModelRelease;
import java.io.Serializable;

/**
 * How the updaters of a job begin without a checkpoint; part of the job graph.
 *
 * @param release the first release
 * @param state when and how the state was created
 * @param erasures the erasures that are read before any event
 * @param log log of announcements; also used after a restore
 */
public record JobBeginning(
    ModelRelease release, StateStart state, PastErasures erasures, AnnouncementLog log)
    implements Serializable {}

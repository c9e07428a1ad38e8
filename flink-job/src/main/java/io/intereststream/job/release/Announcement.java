package io.intereststream.job.release;

import io.intereststream.schema.ModelRelease;

/**
 * What the release source and the lifecycle source announce: the production release, the candidate,
 * that one of the two cannot be found, or that the job has caught up.
 *
 * <p>A plain object with public fields, as Flink's POJO serializer requires.
 */
public final class Announcement {
  /** The release; null if there is no candidate any more, or for a fault. */
  public ModelRelease release;

  /** Whether this is about the candidate. */
  public boolean candidate;

  /** Why no release was found for the alias; null if one was found. */
  public String fault;

  /** Whether the job has read everything that was on its input topics when it started. */
  public boolean caughtUp;

  public Announcement() {}

  private Announcement(ModelRelease release, boolean candidate, String fault) {
    this.release = release;
    this.candidate = candidate;
    this.fault = fault;
  }

  /** Announces the production release, which is to be active. */
  public static Announcement production(ModelRelease release) {
    return new Announcement(release, false, null);
  }

  /**
   * Announces the candidate.
   *
   * @param release null for none
   */
  public static Announcement candidate(ModelRelease release) {
    return new Announcement(release, true, null);
  }

  /**
   * Announces that no release was found for an alias.
   *
   * @param candidate whether it is the candidate's
   * @param fault the file, what was found, and what was expected
   */
  public static Announcement fault(boolean candidate, String fault) {
    return new Announcement(null, candidate, fault);
  }

  /** Announces that the job has read everything that was on its input topics at its start. */
  public static Announcement caughtUp() {
    Announcement announcement = new Announcement();
    announcement.caughtUp = true;
    return announcement;
  }

  /** Identifies the announcement: role, version and epoch, or the fault. */
  String id() {
    String role = candidate ? "candidate" : "release";
    if (fault != null) {
      return role + " fault " + fault.hashCode();
    }
    return release == null
        ? "no " + role
        : role + " " + release.getVersion() + ", epoch " + release.getEpoch();
  }
}

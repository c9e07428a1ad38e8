package io.intereststream.job.release;

import io.intereststream.schema.ModelRelease;

/**
 * What the release source announces: the release that is to be active, the candidate that is to be
 * evaluated beside it, or that one of the two cannot be found.
 *
 * <p>A plain object with public fields, as Flink's POJO serializer requires.
 */
public final class Announcement {
  /** The release; null if there is no candidate any more, or a fault. */
  public ModelRelease release;

  /** Whether it is the candidate. */
  public boolean candidate;

  /** Why an alias names no release; null if it names one. */
  public String fault;

  /** Whether the job has read all that was on its input topics when it started. */
  public boolean caughtUp;

  public Announcement() {}

  private Announcement(ModelRelease release, boolean candidate, String fault) {
    this.release = release;
    this.candidate = candidate;
    this.fault = fault;
  }

  /** The release that is to be active. */
  public static Announcement production(ModelRelease release) {
    return new Announcement(release, false, null);
  }

  /**
   * The candidate.
   *
   * @param release null for none
   */
  public static Announcement candidate(ModelRelease release) {
    return new Announcement(release, true, null);
  }

  /**
   * An alias that names no release.
   *
   * @param candidate whether it is the candidate's
   * @param fault the file, what was found, and what was expected
   */
  public static Announcement fault(boolean candidate, String fault) {
    return new Announcement(null, candidate, fault);
  }

  /** The job has read all that was on its input topics when it started. */
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

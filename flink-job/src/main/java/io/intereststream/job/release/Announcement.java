package io.intereststream.job.release;

import io.intereststream.schema.ModelRelease;

/**
 * What the release source announces: the release that is to be in force, or the candidate that is
 * to be evaluated beside it.
 *
 * <p>A plain object with public fields, as Flink's POJO serializer wants it.
 */
public final class Announcement {
  /** The release; null where there is no candidate any more. */
  public ModelRelease release;

  /** Whether it is the candidate. */
  public boolean candidate;

  public Announcement() {}

  private Announcement(ModelRelease release, boolean candidate) {
    this.release = release;
    this.candidate = candidate;
  }

  /** The release that is to be in force. */
  public static Announcement inForce(ModelRelease release) {
    return new Announcement(release, false);
  }

  /**
   * The candidate.
   *
   * @param release null for none
   */
  public static Announcement candidate(ModelRelease release) {
    return new Announcement(release, true);
  }
}

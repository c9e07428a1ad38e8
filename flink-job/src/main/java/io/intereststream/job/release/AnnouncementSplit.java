package io.intereststream.job.release;

import org.apache.flink.api.connector.source.SourceSplit;

/** One announcement, as a split of the {@link ReleaseSource}. */
public record AnnouncementSplit(Announcement announcement) implements SourceSplit {
  @Override
  public String splitId() {
    String role = announcement.candidate ? "candidate-" : "epoch-";
    if (announcement.fault != null) {
      return role + "fault-" + announcement.fault.hashCode();
    }
    return role + (announcement.release == null ? "none" : announcement.release.getEpoch());
  }
}

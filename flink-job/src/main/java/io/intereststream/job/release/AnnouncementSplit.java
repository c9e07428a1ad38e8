package io.intereststream.job.release;

import org.apache.flink.api.connector.source.SourceSplit;

/** One announcement, as a split of the {@link ReleaseSource}. */
public record AnnouncementSplit(Announcement announcement) implements SourceSplit {
  @Override
  public String splitId() {
    return announcement.id();
  }
}

package io.intereststream.job.release;

import io.intereststream.schema.ModelRelease;
import org.apache.flink.api.connector.source.SourceSplit;

/** One announcement of a release, as a split of the {@link ReleaseSource}. */
public record AnnouncementSplit(ModelRelease release) implements SourceSplit {
  @Override
  public String splitId() {
    return "epoch-" + release.getEpoch();
  }
}

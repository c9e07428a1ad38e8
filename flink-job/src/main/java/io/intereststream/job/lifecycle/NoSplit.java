package io.intereststream.job.lifecycle;

import java.io.IOException;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** The split type of the {@link LifecycleSource}, which has no splits; never created. */
record NoSplit() implements SourceSplit {
  @Override
  public String splitId() {
    return "none";
  }

  /** Required by Flink, but never used. */
  static final class Serializer implements SimpleVersionedSerializer<NoSplit> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(NoSplit split) {
      return new byte[0];
    }

    @Override
    public NoSplit deserialize(int version, byte[] bytes) throws IOException {
      return new NoSplit();
    }
  }
}

package io.intereststream.job.release;

import io.intereststream.schema.ModelRelease;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Announces the release that the registry's alias names, and another one each time the alias moves,
 * with a growing epoch.
 *
 * <p>The enumerator on the JobManager watches the alias ({@link AliasWatch}); every announcement is
 * a split, and the reader's only work is to emit it ({@link AnnouncementReader}). The epoch is part
 * of each checkpoint. Meant for parallelism 1.
 */
public final class ReleaseSource implements Source<ModelRelease, AnnouncementSplit, ModelRelease> {
  private static final long serialVersionUID = 1L;

  private final AliasResolver resolver;
  private final ModelRelease initial;
  private final Duration pollInterval;

  /**
   * @param initial the release that a job without a checkpoint starts with
   * @param pollInterval time between two looks at the alias
   */
  public ReleaseSource(AliasResolver resolver, ModelRelease initial, Duration pollInterval) {
    this.resolver = resolver;
    this.initial = initial;
    this.pollInterval = pollInterval;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<ModelRelease, AnnouncementSplit> createReader(SourceReaderContext context) {
    return new AnnouncementReader();
  }

  @Override
  public SplitEnumerator<AnnouncementSplit, ModelRelease> createEnumerator(
      SplitEnumeratorContext<AnnouncementSplit> context) {
    return restoreEnumerator(context, initial);
  }

  @Override
  public SplitEnumerator<AnnouncementSplit, ModelRelease> restoreEnumerator(
      SplitEnumeratorContext<AnnouncementSplit> context, ModelRelease latest) {
    return new AliasWatch(context, resolver, latest, pollInterval);
  }

  @Override
  public SimpleVersionedSerializer<AnnouncementSplit> getSplitSerializer() {
    return new SimpleVersionedSerializer<>() {
      private final ReleaseSerializer releases = new ReleaseSerializer();

      @Override
      public int getVersion() {
        return releases.getVersion();
      }

      @Override
      public byte[] serialize(AnnouncementSplit split) throws IOException {
        return releases.serialize(split.release());
      }

      @Override
      public AnnouncementSplit deserialize(int version, byte[] bytes) throws IOException {
        return new AnnouncementSplit(releases.deserialize(version, bytes));
      }
    };
  }

  @Override
  public SimpleVersionedSerializer<ModelRelease> getEnumeratorCheckpointSerializer() {
    return new ReleaseSerializer();
  }

  /** Version 1: the Avro body under the schema of the first released version. */
  private static final class ReleaseSerializer implements SimpleVersionedSerializer<ModelRelease> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(ModelRelease release) throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new SpecificDatumWriter<>(ModelRelease.class).write(release, encoder);
      encoder.flush();
      return out.toByteArray();
    }

    @Override
    public ModelRelease deserialize(int version, byte[] bytes) throws IOException {
      if (version != 1) {
        throw new IOException("release in checkpoint: version " + version + " (expected: 1)");
      }
      return new SpecificDatumReader<>(ModelRelease.class)
          .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    }
  }
}

package io.intereststream.job.release;

import io.intereststream.schema.ModelRelease;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Clock;
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
 * Announces the release that the registry's alias names, and announces the new one with a higher
 * epoch each time the alias moves ({@link ReleaseEpochs}). It does the same for the candidate, with
 * separate epochs.
 *
 * <p>The enumerator on the JobManager watches the aliases ({@link AliasWatch}); every announcement
 * is a split, which the reader emits ({@link AnnouncementReader}). The epochs are part of each
 * checkpoint. Runs with parallelism 1.
 */
public final class ReleaseSource implements Source<Announcement, AnnouncementSplit, Announced> {
  private static final long serialVersionUID = 1L;

  private final AliasResolver production;
  private final AliasResolver candidates;
  private final ModelRelease initial;
  private final Duration pollInterval;
  private final AnnouncementLog log;

  /** The JDK's clocks are serializable. */
  @SuppressWarnings("serial")
  private final Clock clock;

  /**
   * @param production finds the production release
   * @param candidates finds the candidate
   * @param initial the release that a job without a checkpoint starts with
   * @param pollInterval time between two polls of an alias
   * @param log log of all announcements
   * @param clock serializable
   */
  public ReleaseSource(
      AliasResolver production,
      AliasResolver candidates,
      ModelRelease initial,
      Duration pollInterval,
      AnnouncementLog log,
      Clock clock) {
    this.production = production;
    this.candidates = candidates;
    this.initial = initial;
    this.pollInterval = pollInterval;
    this.log = log;
    this.clock = clock;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<Announcement, AnnouncementSplit> createReader(SourceReaderContext context) {
    return new AnnouncementReader();
  }

  @Override
  public SplitEnumerator<AnnouncementSplit, Announced> createEnumerator(
      SplitEnumeratorContext<AnnouncementSplit> context) {
    return restoreEnumerator(context, new Announced(initial, null));
  }

  @Override
  public SplitEnumerator<AnnouncementSplit, Announced> restoreEnumerator(
      SplitEnumeratorContext<AnnouncementSplit> context, Announced latest) {
    Announced here = latest.located(production::location);
    return new AliasWatch(
        context,
        production,
        candidates,
        here,
        new ReleaseEpochs(log, clock, here.production()),
        pollInterval);
  }

  @Override
  public SimpleVersionedSerializer<AnnouncementSplit> getSplitSerializer() {
    return new SplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<Announced> getEnumeratorCheckpointSerializer() {
    return new AnnouncedSerializer();
  }

  private abstract static class Serializer<T> implements SimpleVersionedSerializer<T> {
    private static final int VERSION = 2;

    abstract void write(T value, DataOutputStream out) throws IOException;

    abstract T read(DataInputStream in) throws IOException;

    @Override
    public int getVersion() {
      return VERSION;
    }

    @Override
    public byte[] serialize(T value) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      write(value, new DataOutputStream(bytes));
      return bytes.toByteArray();
    }

    @Override
    public T deserialize(int version, byte[] bytes) throws IOException {
      if (version != VERSION) {
        throw new IOException(
            "releases in checkpoint: version " + version + " (expected: " + VERSION + ")");
      }
      return read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }
  }

  /**
   * Bytes: whether it is the candidate (1) | the release, see {@link Releases} | the fault, or an
   * empty text.
   */
  private static final class SplitSerializer extends Serializer<AnnouncementSplit> {
    @Override
    void write(AnnouncementSplit split, DataOutputStream out) throws IOException {
      Announcement announcement = split.announcement();
      out.writeBoolean(announcement.candidate);
      Releases.write(announcement.release, out);
      out.writeUTF(announcement.fault == null ? "" : announcement.fault);
    }

    @Override
    AnnouncementSplit read(DataInputStream in) throws IOException {
      boolean candidate = in.readBoolean();
      ModelRelease release = Releases.read(in);
      String fault = in.readUTF();
      if (!fault.isEmpty()) {
        return new AnnouncementSplit(Announcement.fault(candidate, fault));
      }
      return new AnnouncementSplit(
          candidate ? Announcement.candidate(release) : Announcement.production(release));
    }
  }

  /** Bytes: both releases, see {@link Releases}. */
  private static final class AnnouncedSerializer extends Serializer<Announced> {
    @Override
    void write(Announced announced, DataOutputStream out) throws IOException {
      Releases.write(announced.production(), out);
      Releases.write(announced.candidate(), out);
    }

    @Override
    Announced read(DataInputStream in) throws IOException {
      return new Announced(Releases.read(in), Releases.read(in));
    }
  }

  /**
   * A release in a checkpoint: length of its Avro body (4 bytes), the body under the schema of the
   * first released version. Length 0 stands for none.
   */
  private static final class Releases {
    private Releases() {}

    static void write(ModelRelease release, DataOutputStream out) throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      if (release != null) {
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(body, null);
        new SpecificDatumWriter<>(ModelRelease.class).write(release, encoder);
        encoder.flush();
      }
      out.writeInt(body.size());
      body.writeTo(out);
    }

    static ModelRelease read(DataInputStream in) throws IOException {
      byte[] body = new byte[in.readInt()];
      in.readFully(body);
      if (body.length == 0) {
        return null;
      }
      return new SpecificDatumReader<>(ModelRelease.class)
          .read(null, DecoderFactory.get().binaryDecoder(body, null));
    }
  }
}

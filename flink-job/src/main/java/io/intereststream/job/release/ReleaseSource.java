package io.intereststream.job.release;

import io.intereststream.schema.ModelRelease;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
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
 * with a growing epoch; and the candidate likewise, with epochs of its own.
 *
 * <p>The enumerator on the JobManager watches the aliases ({@link AliasWatch}); every announcement
 * is a split, and the reader's only work is to emit it ({@link AnnouncementReader}). The epochs are
 * part of each checkpoint. Meant for parallelism 1.
 */
public final class ReleaseSource implements Source<Announcement, AnnouncementSplit, Announced> {
  private static final long serialVersionUID = 1L;

  private final AliasResolver production;
  private final AliasResolver candidates;
  private final ModelRelease initial;
  private final Duration pollInterval;

  /**
   * @param production of the release that is to be in force
   * @param candidates of the one that is to be evaluated beside it
   * @param initial the release that a job without a checkpoint starts with
   * @param pollInterval time between two looks at an alias
   */
  public ReleaseSource(
      AliasResolver production,
      AliasResolver candidates,
      ModelRelease initial,
      Duration pollInterval) {
    this.production = production;
    this.candidates = candidates;
    this.initial = initial;
    this.pollInterval = pollInterval;
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
    return new AliasWatch(context, production, candidates, latest, pollInterval);
  }

  @Override
  public SimpleVersionedSerializer<AnnouncementSplit> getSplitSerializer() {
    return new SplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<Announced> getEnumeratorCheckpointSerializer() {
    return new AnnouncedSerializer();
  }

  /**
   * Version 2: whether it is the candidate (1 byte), the release as {@link Releases} has it, the
   * fault or an empty text.
   */
  private static final class SplitSerializer
      implements SimpleVersionedSerializer<AnnouncementSplit> {
    @Override
    public int getVersion() {
      return 2;
    }

    @Override
    public byte[] serialize(AnnouncementSplit split) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      Announcement announcement = split.announcement();
      out.writeBoolean(announcement.candidate);
      Releases.write(announcement.release, out);
      out.writeUTF(announcement.fault == null ? "" : announcement.fault);
      return bytes.toByteArray();
    }

    @Override
    public AnnouncementSplit deserialize(int version, byte[] bytes) throws IOException {
      if (version == 1) {
        return new AnnouncementSplit(Announcement.inForce(Releases.body(bytes)));
      }
      Releases.check("announcement", version);
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      boolean candidate = in.readBoolean();
      ModelRelease release = Releases.read(in);
      String fault = in.readUTF();
      if (!fault.isEmpty()) {
        return new AnnouncementSplit(Announcement.fault(candidate, fault));
      }
      return new AnnouncementSplit(
          candidate ? Announcement.candidate(release) : Announcement.inForce(release));
    }
  }

  /** Version 2: both as {@link Releases} has them. */
  private static final class AnnouncedSerializer implements SimpleVersionedSerializer<Announced> {
    @Override
    public int getVersion() {
      return 2;
    }

    @Override
    public byte[] serialize(Announced announced) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      Releases.write(announced.inForce(), out);
      Releases.write(announced.candidate(), out);
      return bytes.toByteArray();
    }

    @Override
    public Announced deserialize(int version, byte[] bytes) throws IOException {
      if (version == 1) {
        return new Announced(Releases.body(bytes), null);
      }
      Releases.check("releases", version);
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      return new Announced(Releases.read(in), Releases.read(in));
    }
  }

  /**
   * A release in a checkpoint: length of its Avro body (4 bytes), the body under the schema of the
   * first released version. Length 0 stands for none. Version 1 was a body alone.
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
      return body.length == 0 ? null : body(body);
    }

    static ModelRelease body(byte[] bytes) throws IOException {
      return new SpecificDatumReader<>(ModelRelease.class)
          .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    }

    static void check(String what, int version) throws IOException {
      if (version != 2) {
        throw new IOException(what + " in checkpoint: version " + version + " (expected: 1 or 2)");
      }
    }
  }
}

package io.intereststream.job.release;

import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.ModelRelease;
import java.util.function.Supplier;

/** A release that passed every check, ready to encode; shared by the subtasks of a TaskManager. */
public final class LoadedRelease {
  private final Release release;
  private final Supplier<Encoder> encoders;
  private final long tag;

  /**
   * A release that passed every check.
   *
   * @param encoders makes an encoder for one thread
   */
  public LoadedRelease(ModelRelease announced, Release release, Supplier<Encoder> encoders) {
    this.release = release;
    this.encoders = encoders;
    this.tag = Long.parseUnsignedLong(announced.getManifestSha256().substring(0, 16), 16);
  }

  /** The release's content. */
  public Release release() {
    return release;
  }

  /** Makes an encoder for one thread. */
  public Supplier<Encoder> encoders() {
    return encoders;
  }

  /**
   * 64 bits of the manifest's hash. Stored with the encoder state, to identify the release that
   * computed it.
   */
  public long tag() {
    return tag;
  }
}

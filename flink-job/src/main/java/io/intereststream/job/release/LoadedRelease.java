package io.intereststream.job.release;

import io.intereststream.encoder.Encoder;
import io.intereststream.encoder.Release;
import io.intereststream.schema.ModelRelease;
import java.util.function.Supplier;

/**
 * A release that passed every check, ready to encode; shared by the subtasks of a TaskManager.
 *
 * @param release the release's content
 * @param encoders makes an encoder for one thread
 * @param tag 64 bits of the manifest's hash, which mark encoder state as made by this release
 */
public record LoadedRelease(Release release, Supplier<Encoder> encoders, long tag) {
  static LoadedRelease of(ModelRelease announced, Release release, Supplier<Encoder> encoders) {
    long tag = Long.parseUnsignedLong(announced.getManifestSha256().substring(0, 16), 16);
    return new LoadedRelease(release, encoders, tag);
  }
}

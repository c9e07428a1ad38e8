package io.intereststream.job.release;

import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.serving.Release;
import java.io.Serializable;
import java.util.function.Supplier;

/** Makes the encoders of a release: the costly part once, and an encoder for each subtask. */
@FunctionalInterface
public interface EncoderProvider extends Serializable {
  /**
   * Does the work that is done once per release.
   *
   * @param items whether what depends on an item alone is computed in advance
   * @return makes an encoder for one thread
   */
  Supplier<Encoder> prepare(Release release, ItemTables items);

  /** The provider that the job uses: the encoders of the release's architecture. */
  static EncoderProvider serving() {
    return Release::encoders;
  }
}

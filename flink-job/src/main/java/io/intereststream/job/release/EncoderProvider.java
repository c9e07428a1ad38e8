package io.intereststream.job.release;

import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.ItemTables;
import io.intereststream.model.serving.Release;
import java.io.Serializable;
import java.util.function.Supplier;

/** Makes the encoders of a release: does the costly work once, then makes one for each subtask. */
@FunctionalInterface
public interface EncoderProvider extends Serializable {
  /**
   * Does the work that is needed once for each release.
   *
   * @param items whether to compute in advance the values that depend only on an item
   * @return a factory of encoders, each for one thread
   */
  Supplier<Encoder> prepare(Release release, ItemTables items);

  /** The provider that the job uses: the encoders of the release's architecture. */
  static EncoderProvider serving() {
    return Release::encoders;
  }
}

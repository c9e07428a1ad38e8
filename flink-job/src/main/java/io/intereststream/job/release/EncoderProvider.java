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
   * Does what is done once per release, and returns what makes an encoder for one thread.
   *
   * @param items what the encoders do about that which depends on an item alone
   */
  Supplier<Encoder> prepare(Release release, ItemTables items);

  /** The provider that the job uses: what the release's architecture serves with. */
  static EncoderProvider serving() {
    return Release::encoders;
  }
}

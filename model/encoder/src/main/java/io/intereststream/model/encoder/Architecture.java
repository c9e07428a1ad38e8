package io.intereststream.model.encoder;

import io.intereststream.model.release.ModelForm;
import io.intereststream.model.release.ReleaseData;
import java.util.function.Supplier;

/** An architecture with its options, and the encoders that compute it. */
public interface Architecture extends ModelForm {

  /**
   * Does what is done once per release, and returns what makes an encoder for one thread: an {@link
   * IncrementalEncoder} where the architecture can be carried on from item to item.
   *
   * @param release of this form
   * @param items what the encoders do about that which depends on an item alone; of no effect in a
   *     form where nothing is computed that does
   */
  Supplier<Encoder> encoders(ReleaseData release, ItemTables items);

  /**
   * Returns the encoder that the others are held against.
   *
   * @param release of this form
   */
  ReferenceEncoder reference(ReleaseData release);
}

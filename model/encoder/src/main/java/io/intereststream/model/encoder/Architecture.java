package io.intereststream.model.encoder;

import io.intereststream.model.release.ModelForm;
import io.intereststream.model.release.ReleaseData;
import java.util.function.Supplier;

/** A form, together with the encoders that compute it. */
public interface Architecture extends ModelForm {

  /**
   * Does the work that is needed once per release and returns a factory of encoders, each for one
   * thread. They are {@link IncrementalEncoder}s where the architecture can be updated item by
   * item.
   *
   * @param release of this form
   * @param items whether values that depend only on the item are precomputed; ignored by
   *     architectures without such values
   */
  Supplier<Encoder> encoders(ReleaseData release, ItemTables items);

  /**
   * Returns the reference encoder, which the others are compared with.
   *
   * @param release of this form
   */
  ReferenceEncoder reference(ReleaseData release);
}

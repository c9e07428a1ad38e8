package io.intereststream.model.release;

/** Reads the architecture of a {@code release.json} with its options. */
@FunctionalInterface
public interface FormReader {

  /**
   * Reads the form.
   *
   * @param fields fields of a whole {@code release.json}
   * @param interests L
   * @throws ReleaseException if the architecture or an option is unknown or wrong
   */
  ModelForm read(ManifestFields fields, int interests);
}

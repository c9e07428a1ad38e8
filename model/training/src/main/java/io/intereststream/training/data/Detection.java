package io.intereststream.training.data;

import java.nio.file.Files;
import java.nio.file.Path;

/** Tells the format of a file or folder. */
final class Detection {
  private static final String KNOWN = "a folder of KuaiRand";

  private Detection() {}

  static SequenceSource of(Path path) {
    if (KuaiRand.isIn(path)) {
      return new KuaiRand(path);
    }
    throw new DataException(
        "%s: %s (expected: %s)"
            .formatted(path, Files.exists(path) ? "no known format" : "does not exist", KNOWN));
  }
}

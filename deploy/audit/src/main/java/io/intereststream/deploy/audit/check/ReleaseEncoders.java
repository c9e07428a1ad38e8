package io.intereststream.deploy.audit.check;

import io.intereststream.deploy.audit.record.VectorFormat;
import io.intereststream.model.encoder.ReferenceEncoder;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.serving.Release;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The reference encoders of releases; a few stay open. */
final class ReleaseEncoders implements AutoCloseable {
  private static final int OPEN = 4;

  /** A release that is open. */
  record Opened(Release release, ReferenceEncoder encoder, UpdateComparison comparison) {
    void close() {
      encoder.close();
      release.close();
    }
  }

  private final Path releases;
  private final Map<String, Opened> open = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<VectorFormat, Double> largestDifferences = new EnumMap<>(VectorFormat.class);

  /**
   * @param releases folder of all releases, each in a subfolder named by version
   */
  ReleaseEncoders(Path releases) {
    this.releases = releases;
  }

  /**
   * Opens a release. It may be closed when other releases are opened.
   *
   * @throws ReleaseException if it cannot be read
   */
  Opened open(String version) throws ReleaseException {
    Opened opened = open.get(version);
    if (opened == null) {
      if (open.size() == OPEN) {
        Iterator<Opened> oldest = open.values().iterator();
        close(oldest.next());
        oldest.remove();
      }
      Release release = Release.read(releases.resolve(version));
      opened = new Opened(release, release.reference(), new UpdateComparison(release));
      open.put(version, opened);
    }
    return opened;
  }

  private void close(Opened opened) {
    merge(opened, largestDifferences);
    opened.close();
  }

  private static void merge(Opened opened, Map<VectorFormat, Double> into) {
    opened
        .comparison
        .largestDifferences()
        .forEach((format, difference) -> into.merge(format, difference, Math::max));
  }

  /** Largest difference of a component in all comparisons so far, by format. */
  Map<VectorFormat, Double> largestDifferences() {
    Map<VectorFormat, Double> all = new EnumMap<>(largestDifferences);
    open.values().forEach(opened -> merge(opened, all));
    return all;
  }

  @Override
  public void close() {
    open.values().forEach(this::close);
    open.clear();
  }
}

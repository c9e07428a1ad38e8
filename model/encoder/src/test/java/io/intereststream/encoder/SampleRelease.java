package io.intereststream.encoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Small releases for tests of publishing, told apart by seed, metric and data. */
public final class SampleRelease {

  private static final int ITEMS = 200;

  private final String version;
  private long seed = 1;
  private Map<String, Object> training = Map.of("data", "sample", "split", "by time");
  private Map<String, Object> metrics = Map.of();

  private SampleRelease(String version) {
    this.version = version;
  }

  /** Begins a release. */
  public static SampleRelease of(String version) {
    return new SampleRelease(version);
  }

  /** Sets what its weights are drawn from. */
  public SampleRelease seed(long newSeed) {
    seed = newSeed;
    return this;
  }

  /** Sets the metric {@code test.recall_at_50}. */
  public SampleRelease recall(double recall) {
    metrics = Map.of("test", Map.of("recall_at_50", recall));
    return this;
  }

  /** Sets what it says that it was trained on. */
  public SampleRelease data(String data) {
    training = Map.of("data", data, "split", "by time");
    return this;
  }

  /** Writes it into a folder of its version's name. */
  public Path writeBelow(Path parent) throws ReleaseException {
    Path folder = parent.resolve(version);
    new ReleaseWriter(
            version,
            RandomRelease.weights(new Random(seed), ITEMS, 8, 2, 4),
            RandomRelease.ids(ITEMS))
        .window(10)
        .training(training)
        .metrics(metrics)
        .write(folder, List.of(new int[] {1, 2, 3}));
    return folder;
  }

  /** Copies a release under another version, which is much faster than writing one. */
  static Path copyBelow(Path parent, String version, Path original) throws IOException {
    Path folder = Files.createDirectories(parent.resolve(version));
    for (String name : List.of(Release.WEIGHTS, Release.ITEMS, Release.PROBE)) {
      Files.copy(original.resolve(name), folder.resolve(name));
    }
    String old = '"' + original.getFileName().toString() + '"';
    Files.writeString(
        folder.resolve(ReleaseManifest.FILE),
        Files.readString(original.resolve(ReleaseManifest.FILE)).replace(old, '"' + version + '"'));
    return folder;
  }
}

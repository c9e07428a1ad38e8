package io.intereststream.job;

import io.intereststream.encoder.CmiForm;
import io.intereststream.encoder.CmiWeights;
import io.intereststream.encoder.ModelRegistry;
import io.intereststream.encoder.Release;
import io.intereststream.encoder.ReleaseWriter;
import io.intereststream.job.release.AliasResolver;
import io.intereststream.schema.ModelRelease;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A model registry with releases of random weights; items are {@code item-0}, {@code item-1} …. */
public final class TestRegistry {
  private final Path root;

  public TestRegistry(Path root) {
    this.root = root;
  }

  public Path root() {
    return root;
  }

  /** Writes a release of the paper's form and makes it the one in production. */
  public Release publish(String version, int items, int window) throws Exception {
    return publish(version, items, window, CmiForm.PAPER);
  }

  /** Writes a release of a form, for three interests, and makes it the one in production. */
  public Release publish(String version, int items, int window, CmiForm form) throws Exception {
    int d = 16;
    int hidden = 12;
    int interests = 3;
    Random random = new Random(version.hashCode());
    CmiWeights weights =
        new CmiWeights(
            d,
            interests,
            hidden,
            gaussians(random, items * d),
            gaussians(random, interests * d),
            gaussians(random, 3 * hidden * d),
            gaussians(random, 3 * hidden * hidden),
            gaussians(random, d * hidden),
            gaussians(random, d));
    if (!form.general()) {
      weights = new CmiWeights(d, interests, weights.items(), weights.categories(), null, null);
    }
    Release release =
        new ReleaseWriter(
                version, weights, IntStream.range(0, items).mapToObj(i -> "item-" + i).toList())
            .window(window)
            .form(form)
            .write(
                root.resolve("releases").resolve(version),
                List.of(new int[] {0}, new int[] {1, 0}));
    new ModelRegistry(root).activate("production", version);
    return release;
  }

  /** What the alias {@code production} names, announced with an epoch. */
  public ModelRelease announce(long epoch) throws Exception {
    ModelRelease found = new AliasResolver(root.toString(), "production").resolve();
    return ModelRelease.newBuilder(found).setEpoch(epoch).build();
  }

  private static float[] gaussians(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian() * 0.4f;
    }
    return values;
  }
}

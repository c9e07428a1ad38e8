package io.intereststream.job;

import io.intereststream.job.release.AliasResolver;
import io.intereststream.model.encoder.cmi.CmiForm;
import io.intereststream.model.registry.ModelRegistry;
import io.intereststream.model.registry.ReleaseWriter;
import io.intereststream.model.release.ModelForm;
import io.intereststream.model.release.ModelSizes;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.ModelRelease;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

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

  /**
   * Writes a release of any architecture but GRU4Rec, of d 16 and with three interests, and makes
   * it the one in production.
   */
  public Release publish(String version, int items, int window, ModelForm form) throws Exception {
    ModelSizes sizes = new ModelSizes(items, 16, 3, form.hasHidden() ? 12 : 0, window);
    Random random = new Random(version.hashCode());
    Map<String, float[]> tensors = new LinkedHashMap<>();
    form.tensors(sizes)
        .forEach((name, shape) -> tensors.put(name, gaussians(random, LongStream.of(shape))));
    Release release =
        new ReleaseWriter(
                version,
                form,
                sizes,
                tensors,
                IntStream.range(0, items).mapToObj(i -> "item-" + i).toList())
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

  private static float[] gaussians(Random random, LongStream shape) {
    float[] values = new float[(int) shape.reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * 0.4f;
    }
    return values;
  }
}

package io.intereststream.job;

import io.intereststream.job.release.AliasResolver;
import io.intereststream.model.encoder.cmi.CmiForm;
import io.intereststream.model.fixture.RandomRelease;
import io.intereststream.model.release.ModelForm;
import io.intereststream.model.serving.Release;
import io.intereststream.schema.ModelRelease;
import java.nio.file.Path;
import java.util.List;

/** A model registry with releases of random weights; items are {@code item-0}, {@code item-1} …. */
public final class TestRegistry {
  private final Path root;

  public TestRegistry(Path root) {
    this.root = root;
  }

  public Path root() {
    return root;
  }

  /** Writes a release of the paper's form, and points the alias {@code production} at it. */
  public Release publish(String version, int items, int window) throws Exception {
    return publish(version, items, window, CmiForm.PAPER);
  }

  /**
   * Writes a release of any architecture, of dimension 16 and with up to three interests, and
   * points the alias {@code production} at it.
   */
  public Release publish(String version, int items, int window, ModelForm form) throws Exception {
    return RandomRelease.of(version)
        .form(form)
        .sizes(items, 16, 3, 12, window)
        .seed(version.hashCode())
        .deviation(0.4)
        .probe(List.of(new int[] {0}, new int[] {1, 0}))
        .activateIn(root);
  }

  /** The release that the alias {@code production} names, with an epoch. */
  public ModelRelease announce(long epoch) throws Exception {
    ModelRelease found = new AliasResolver(root.toString(), "production").resolve();
    return ModelRelease.newBuilder(found).setEpoch(epoch).build();
  }
}

package io.intereststream.deploy.bench.encoder;

import io.intereststream.model.encoder.Encoder;
import io.intereststream.model.encoder.Interests;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.ReleaseFiles;
import io.intereststream.model.release.Safetensors;
import io.intereststream.training.model.Encoded;
import io.intereststream.training.model.Histories;
import io.intereststream.training.model.InterestModel;
import io.intereststream.training.model.Models;
import io.intereststream.training.recipe.Recipe;
import io.intereststream.training.tensor.Compute;
import io.intereststream.training.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The plain alternative: a batched forward pass over whole histories in libtorch, on the calling
 * thread. Supports CMI as in the paper only.
 */
final class LibtorchEncoder implements Encoder {
  private static final int BATCH = 256;

  private final InterestModel model;
  private final int window;

  /**
   * Reads a release.
   *
   * @param release its folder
   * @param items rows of its vocabulary
   * @param window number of newest items of a history that are encoded
   */
  LibtorchEncoder(Path release, int items, int window) throws ReleaseException {
    Compute.use(Compute.Where.CPU, 1);
    this.window = window;
    model = Models.create(Recipe.preset("cmi-paper"), items, 1);
    Tensors.assign(
        model.parameters(), Safetensors.open(release.resolve(ReleaseFiles.WEIGHTS)).allFloats());
  }

  @Override
  public int window() {
    return window;
  }

  @Override
  public List<Interests> encode(List<int[]> histories) {
    List<Interests> all = new ArrayList<>(histories.size());
    for (int from = 0; from < histories.size(); from += BATCH) {
      int[][] batch =
          histories.subList(from, Math.min(histories.size(), from + BATCH)).stream()
              .map(h -> Arrays.copyOfRange(h, Math.max(0, h.length - window), h.length))
              .toArray(int[][]::new);
      Tensors.scoped(
          () ->
              Tensors.withoutGradient(
                  () -> all.addAll(interests(model.encode(Histories.whole(batch)), batch.length))));
    }
    return all;
  }

  private static List<Interests> interests(Encoded encoded, int rows) {
    float[] vectors = Tensors.floats(encoded.interests());
    float[] weights = Tensors.floats(encoded.weights());
    float[] general = Tensors.floats(encoded.general());
    int count = weights.length / rows;
    int d = general.length / rows;
    List<Interests> all = new ArrayList<>(rows);
    for (int r = 0; r < rows; r++) {
      Interests one = new Interests(count, d);
      System.arraycopy(vectors, r * count * d, one.vectors(), 0, count * d);
      System.arraycopy(weights, r * count, one.weights(), 0, count);
      System.arraycopy(general, r * d, one.general(), 0, d);
      for (int l = 0; l < count; l++) {
        one.categories()[l] = l;
      }
      one.count(count);
      all.add(one);
    }
    return all;
  }
}

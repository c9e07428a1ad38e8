package io.intereststream.training.evaluate;

import static io.intereststream.training.tensor.Tensors.unit;

import io.intereststream.training.model.Encoded;
import io.intereststream.training.model.Histories;
import io.intereststream.training.model.InterestModel;
import io.intereststream.training.tensor.Tensors;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/** Encodes histories in chunks of similar length, so that little is computed for padding. */
final class EncodedChunks {
  private static final int CHUNK = 256;

  private final InterestModel model;
  private final int window;
  private final double nearEqual;

  /**
   * Creates chunks that a model encodes.
   *
   * @param window number of newest items of a history that are encoded
   * @param nearEqual two interests with at least this cosine count as nearly equal, and the one
   *     with the smaller weight becomes inactive; above 1: all stay active
   */
  EncodedChunks(InterestModel model, int window, double nearEqual) {
    this.model = model;
    this.window = window;
    this.nearEqual = nearEqual;
  }

  /**
   * Encodes all histories. Tensors are freed after each chunk.
   *
   * @param consumer takes each encoded chunk and the indices of its histories in the list
   */
  void forEach(List<int[]> histories, BiConsumer<Encoded, int[]> consumer) {
    int[] order =
        IntStream.range(0, histories.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> -histories.get(i).length))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int from = 0; from < order.length; from += CHUNK) {
      int[] places = Arrays.copyOfRange(order, from, Math.min(order.length, from + CHUNK));
      Tensors.scoped(
          () ->
              Tensors.withoutGradient(
                  () -> {
                    consumer.accept(encode(histories, places), places);
                    return null;
                  }));
    }
  }

  private Encoded encode(List<int[]> histories, int... places) {
    int[][] newest =
        Arrays.stream(places).mapToObj(place -> newest(histories.get(place))).toArray(int[][]::new);
    Encoded encoded = model.encode(Histories.whole(newest));
    return nearEqual > 1 ? encoded : withoutNearEqual(encoded);
  }

  private int[] newest(int[] history) {
    return Arrays.copyOfRange(history, Math.max(0, history.length - window), history.length);
  }

  private Encoded withoutNearEqual(Encoded encoded) {
    int most = (int) encoded.interests().size(1);
    float[] cosines = Tensors.floats(cosines(encoded.interests()));
    float[] weights = Tensors.floats(encoded.weights());
    float[] active = Tensors.floats(encoded.active());
    float[] kept = new float[active.length];
    for (int from = 0; from < active.length; from += most) {
      int first = from;
      IntStream interests = IntStream.range(first, first + most).filter(i -> active[i] > 0);
      NearEqual.Cosine cosine = (one, other) -> cosines[one * most + other - first];
      for (int i : NearEqual.keepDistinct(interests, weights, cosine, nearEqual)) {
        kept[i] = 1;
      }
    }
    return new Encoded(
        encoded.interests(),
        Tensors.floats(kept, encoded.active().size(0), most),
        encoded.weights(),
        encoded.general());
  }

  /**
   * Returns the cosines between the interests of each row, {@code [R, L, L]}.
   *
   * @param interests {@code [R, L, d]}
   */
  static Tensor cosines(Tensor interests) {
    Tensor unit = unit(interests);
    return unit.matmul(unit.transpose(1, 2));
  }
}
